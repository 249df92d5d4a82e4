"""A page asks for what the type says, and a posted form says what the worker did."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kazi.kinds.rules import FormField, check_answer, form_fields, parse_form, shown_answer
from tests.kinds.sources import everything

TYPE = everything()
UNREADABLE = {"unreadable": True}


def posted(fields: tuple[FormField, ...]) -> dict[str, list[str]]:
    """Return what a browser would send for these fields, untouched."""
    data: dict[str, list[str]] = {}
    for field in fields:
        if field.unreadable:
            data[field.unreadable_name] = ["1"]
        if field.options:
            chosen = [option.value for option in field.options if option.checked]
            if chosen:
                data[field.html_name] = chosen
        elif field.type == "table":
            for row in field.rows:
                data.update(posted(row))
        else:
            data[field.html_name] = [field.value]
    return data


def test_a_form_says_what_was_done() -> None:
    answer = parse_form(
        TYPE,
        {
            "csrfmiddlewaretoken": ["x"],
            "a.colour": ["red"],
            "a.topics": ["a", "b"],
            "a.word": [""],
            "u.word": ["1"],
            "a.people.0.name": [""],
            "a.people.0.age": [" "],
            "a.people.3.name": ["Ann"],
            "a.people.3.age": ["7"],
            "a.people.7.name": [""],
            "u.people.7.name": ["1"],
        },
    )
    assert answer == {
        "colour": "red",
        "topics": ["a", "b"],
        "word": UNREADABLE,
        "people": [{"name": "Ann", "age": "7"}, {"name": UNREADABLE}],
    }
    assert check_answer(TYPE, answer)[1] == []


def test_what_was_keyed_and_marked_unreadable_is_asked_about_not_lost() -> None:
    for data in (
        {"a.colour": ["red"], "a.word": ["hut"], "u.word": ["1"]},
        {"u.word": ["1"], "a.word": ["hut"], "a.colour": ["red"]},
    ):
        answer = parse_form(TYPE, data)
        _, faults = check_answer(TYPE, answer)
        assert [fault.field for fault in faults] == ["word"]
        word = next(f for f in form_fields(TYPE, answer, faults) if f.name == "word")
        assert (word.value, word.unreadable, word.faults) == ("hut", True, tuple(faults))


def test_a_whole_table_may_be_unreadable() -> None:
    data = {"a.colour": ["red"], "u.people": ["1"], "a.people.0.name": [""]}
    assert parse_form(TYPE, data)["people"] == UNREADABLE
    data["a.people.0.name"] = ["Ann"]
    assert check_answer(TYPE, parse_form(TYPE, data))[1][0].field == "people"


def test_a_field_that_is_not_in_the_type_is_refused_not_dropped() -> None:
    for name in ("a.secret", "a.colour.0.name", "a.people.x.name", "u.secret", "a."):
        answer = parse_form(TYPE, {"a.colour": ["red"], name: ["x"]})
        assert check_answer(TYPE, answer)[1], name


def test_fields_carry_all_that_a_page_draws() -> None:
    fields = {field.name: field for field in form_fields(TYPE)}
    assert [option.key for option in fields["colour"].options] == ["", "", ""]
    assert fields["weight"].inputmode == "decimal"
    assert fields["people"].rows[0][1].inputmode == "numeric"
    assert fields["word"].maxlength == 40
    assert fields["story"].lines == 4
    assert fields["people"].rows[0][0].html_name == "a.people.0.name"
    assert fields["people"].rows[0][0].unreadable_name == "u.people.0.name"
    assert fields["colour"].unreadable_name == ""
    assert {field.autocomplete for field in fields.values()} == {"off"}
    ids = [f.html_id for f in fields.values()] + [
        cell.html_id for row in fields["people"].rows for cell in row
    ]
    assert len(ids) == len(set(ids))


def test_a_table_shows_spare_rows_but_never_too_many() -> None:
    rows = [{"name": "A"}, {"name": "B"}]
    for given_rows, shown in ([], 3), (rows, 4), (rows * 2, 4):
        people = form_fields(TYPE, {"people": given_rows})[-1]
        assert len(people.rows) == shown


def test_a_fault_stands_at_its_cell_with_what_was_typed() -> None:
    answer = {"colour": "red", "people": [{"name": "Ann", "age": "old"}]}
    _, faults = check_answer(TYPE, answer)
    age = form_fields(TYPE, answer, faults)[-1].rows[0][1]
    assert age.value == "old"
    assert len(age.faults) == 1


names = st.text("abc ", max_size=5).map(lambda text: f"n{text}")


@given(
    st.fixed_dictionaries(
        {"colour": st.sampled_from(["red", "green"])},
        optional={
            "topics": st.lists(st.sampled_from("abc"), max_size=2),
            "word": names | st.just(UNREADABLE),
            "weight": st.integers(0, 99).map(str),
            "day": st.dates(dt.date(1000, 1, 1)).map(str) | st.just(UNREADABLE),
            "people": st.lists(
                st.fixed_dictionaries({"name": names | st.just(UNREADABLE)}, optional={
                    "age": st.integers(0, 99).map(str), "sex": st.sampled_from("fm")}),
                max_size=4,
            ) | st.just(UNREADABLE),
        },
    )
)  # fmt: skip
def test_a_page_opened_again_and_sent_unchanged_is_the_same_answer(answer: dict[str, Any]) -> None:
    cleaned, faults = check_answer(TYPE, answer)
    assert faults == []
    again, more = check_answer(TYPE, parse_form(TYPE, posted(form_fields(TYPE, cleaned))))
    assert (again, more) == (cleaned, [])


def test_an_answer_is_shown_in_words() -> None:
    answer = {"colour": "red", "topics": ["a", "b"], "word": UNREADABLE,
              "people": [{"name": UNREADABLE, "sex": "f"}]}  # fmt: skip
    shown = {field.name: field for field in shown_answer(TYPE, answer)}
    assert shown["topics"].text == "a, b"
    assert shown["word"].unreadable
    assert shown["people"].rows == (("?", "", "f", ""),)
    assert list(shown) == list(answer)
