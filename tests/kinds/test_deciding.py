from __future__ import annotations

from typing import Any

import pytest

from kazi.kinds.rules import (
    check_answer,
    decided_form,
    deciding_fields,
    differences,
    merge_agreed,
    parse_form,
    ready_types,
)

RECEIPT = ready_types()["receipt-entry"]
FORM = ready_types()["form-entry"]
ONE = {"company": "KEDAI MAJU", "date": "2017-08-05", "total": "40.00", "address": "NO 12"}
OTHER = {"company": "Kedai Maju", "date": "2017-08-06", "total": {"unreadable": True}}


def form_of(pairs: Any, rest: Any, **picked: str) -> dict[str, list[str]]:
    """Fill in the page as a browser would: what stands in the fields, and the buttons pressed."""
    data: dict[str, list[str]] = {}
    for field in [pair.field for pair in pairs] + [f for f in rest if not f.rows]:
        data[field.html_name] = [field.value]
    for table in rest:
        for row in table.rows:
            data |= {cell.html_name: [cell.value] for cell in row}
    return data | {f"p.{name.replace('__', '.')}": [value] for name, value in picked.items()}


def test_the_third_person_sees_both_values_and_not_what_agrees() -> None:
    differ = differences(RECEIPT, ONE, OTHER)
    pairs, rest = deciding_fields(RECEIPT, differ, merge_agreed(RECEIPT, ONE, OTHER))
    shown = {pair.html_name: (pair.first, pair.second) for pair in pairs}
    assert set(shown) == {"p.date", "p.total", "p.address"}
    assert [value.text for value in shown["p.date"]] == ["2017-08-05", "2017-08-06"]
    assert [value.state for value in shown["p.total"]] == ["text", "unreadable"]
    assert [value.state for value in shown["p.address"]] == ["text", "empty"]
    assert [(field.name, field.value) for field in rest] == [("company", "Kedai Maju")]


def test_what_was_chosen_becomes_the_answer() -> None:
    differ = differences(RECEIPT, ONE, OTHER)
    pairs, rest = deciding_fields(RECEIPT, differ, merge_agreed(RECEIPT, ONE, OTHER))
    data = form_of(pairs, rest, date="a", total="b", address="own") | {"a.address": ["NO 12, KAJANG"]}
    form, faults = decided_form(RECEIPT, differ, data)
    answer, wrong = check_answer(RECEIPT, parse_form(RECEIPT, form))
    assert (faults, wrong) == ([], [])
    assert answer == {
        "company": "Kedai Maju",
        "date": "2017-08-05",
        "total": {"unreadable": True},
        "address": "NO 12, KAJANG",
    }


def test_each_difference_has_to_be_decided() -> None:
    differ = differences(RECEIPT, ONE, OTHER)
    pairs, rest = deciding_fields(RECEIPT, differ, merge_agreed(RECEIPT, ONE, OTHER))
    data = form_of(pairs, rest, date="a") | {"a.total": ["40"]}  # Keyed without pressing a button.
    _form, faults = decided_form(RECEIPT, differ, data)
    assert [fault.field for fault in faults] == ["address"]


def test_a_choice_replaces_what_was_typed_beside_it() -> None:
    differ = differences(RECEIPT, ONE, OTHER)
    data = {"p.total": ["a"], "a.total": ["99"], "u.total": ["1"]}
    form, _faults = decided_form(RECEIPT, differ, data)
    assert (form["a.total"], "u.total" in form) == (["40.00"], False)


@pytest.mark.parametrize("picked", ["a", "b"])
def test_cells_keep_their_rows_when_the_rest_of_the_row_is_empty(picked: str) -> None:
    one = {"name": "Amina", "village": "Kiambiu", "members": [{"name": "Jo", "age": "4"}, {"name": "Grace"}]}
    other = {
        "name": "Amina",
        "village": "Kiambiu",
        "members": [{"name": "Joe", "age": "5"}, {"name": "Grace"}],
    }
    differ = differences(FORM, one, other)
    assert set(differ) == {"members[0].name", "members[0].age"}
    pairs, rest = deciding_fields(FORM, differ, merge_agreed(FORM, one, other))
    assert [(pair.table, pair.row, pair.label) for pair in pairs] == [
        ("Members of the household", 1, "Name"),
        ("Members of the household", 1, "Age in years"),
    ]
    form, faults = decided_form(
        FORM, differ, form_of(pairs, rest, members__0__name=picked, members__0__age=picked)
    )
    answer, wrong = check_answer(FORM, parse_form(FORM, form))
    assert (faults, wrong) == ([], [])
    assert answer == (one if picked == "a" else other)


def test_a_whole_table_can_be_chosen() -> None:
    one = {"name": "Amina", "village": "Kiambiu", "members": [{"name": "Jo"}, {"name": "Grace"}]}
    other = {"name": "Amina", "village": "Kiambiu", "members": [{"name": "Jo"}]}
    differ = differences(FORM, one, other)
    pairs, rest = deciding_fields(FORM, differ, merge_agreed(FORM, one, other))
    assert pairs[0].first.text == "Jo\nGrace"
    form, _faults = decided_form(FORM, differ, form_of(pairs, rest, members="a"))
    assert check_answer(FORM, parse_form(FORM, form)) == (one, [])
