"""The server's checks: what is accepted is canonical and fits the schema, the rest explained."""

from __future__ import annotations

import timeit
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from kazi.kinds.rules import (
    answer_schema,
    check_answer,
    check_input,
    input_schema,
    read_task_type,
    ready_types,
)
from tests.kinds.sources import everything, one_field, with_answers

TYPE = everything()
VALIDATOR = Draft202012Validator(answer_schema(TYPE), format_checker=Draft202012Validator.FORMAT_CHECKER)
UNREADABLE = {"unreadable": True}

texts = st.one_of(
    st.text(max_size=70),
    st.sampled_from(["  Ann ", "AB12", "é", "e\u0301", "a\nb", "\u200b", "12 MAR 2018", "RM 5.00"]),
)
numbers = st.one_of(
    st.integers(-10, 6000).map(str), st.floats(), st.integers(), st.decimals().map(str),
    st.sampled_from(["1,234.5", "RM39.00", "7.6", "-0", "4.999", ""]),
)  # fmt: skip
days = st.one_of(st.dates().map(str), st.sampled_from(["30/05/2018", "1-2-03", "5 Aug 2017", ""]), texts)
marked = st.just(UNREADABLE)
rows = st.fixed_dictionaries(
    {},
    optional={
        "name": texts | marked,
        "age": numbers,
        "sex": st.sampled_from(["f", "m", "", "x"]),
        "born": days,
    },
)
answers = st.fixed_dictionaries(
    {"colour": st.sampled_from(["red", "green", "blue"])},
    optional={
        "topics": st.lists(st.sampled_from(["c", "b", "a"]), max_size=3),
        "word": texts | marked | st.none(),
        "story": texts,
        "code": st.from_regex(r"\A[A-Z]{2}[0-9]{1,4}\Z") | texts,
        "weight": numbers,
        "price": numbers | marked,
        "day": days | marked,
        "people": st.lists(rows, max_size=5) | marked,
    },
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(answers)
def test_what_is_accepted_fits_the_schema_and_is_not_changed_again(answer: dict[str, Any]) -> None:
    _, refused = check_answer(TYPE, answer)
    wrong = {fault.field.split("[")[0] for fault in refused}
    # What is wrong is left out, so that each answer tries what is right in it.
    cleaned, faults = check_answer(TYPE, {k: v for k, v in answer.items() if k not in wrong})
    assert faults == []
    VALIDATOR.validate(cleaned)
    assert check_answer(TYPE, cleaned) == (cleaned, [])


@given(st.dictionaries(st.sampled_from([f.name for f in TYPE.answers]) | st.text(), anything))
def test_any_json_is_accepted_or_explained_never_a_crash(answer: dict[str, Any]) -> None:
    cleaned, faults = check_answer(TYPE, answer)
    if faults:
        assert all(str(fault).endswith((".", "?")) for fault in faults)
    else:
        VALIDATOR.validate(cleaned)


def test_an_answer_is_stored_in_one_form() -> None:
    cleaned, faults = check_answer(
        TYPE,
        {
            "colour": "red",
            "topics": ["c", "a"],
            "word": "  Cafe\u0301 ",
            "weight": "1,234.50",
            "price": "RM39",
            "day": "22 MAR 2018",
            "people": [{}, {"name": "Ann", "age": "7"}, {"name": " ", "sex": ""}],
        },
    )
    assert faults == []
    assert cleaned == {
        "colour": "red",
        "topics": ["a", "c"],
        "word": "Café",
        "weight": "1234.5",
        "price": "39.00",
        "day": "2018-03-22",
        "people": [{"name": "Ann", "age": "7"}],
    }


@pytest.mark.parametrize(
    ("answer", "path", "words"),
    [
        ({}, "colour", "Choose one answer."),
        ({"colour": ""}, "colour", "Choose one answer."),
        ({"colour": "pink"}, "colour", "Choose one of: red, green, blue."),
        ({"colour": ["red"]}, "colour", "Choose one of"),
        ({"colour": UNREADABLE}, "colour", "has to be filled in"),
        ({"topics": "a"}, "topics", "a list"),
        ({"topics": ["a", "b", "c"]}, "topics", "at most 2"),
        ({"topics": ["z"]}, "topics", "Choose one of"),
        ({"word": "x" * 41}, "word", "at most 40"),
        ({"word": "x" * 10_000_000}, "word", "at most 40"),
        ({"word": "a\x00b"}, "word", "cannot be printed"),
        ({"word": "a\nb"}, "word", "one line"),
        ({"word": 5}, "word", "takes a text"),
        ({"word": {"unreadable": True, "value": "x"}}, "word", "not both"),
        ({"word": {"unreadable": False}}, "word", "not both"),
        ({"code": "ab1"}, "code", "another form"),
        ({"code": "AB1\u0661"}, "code", "another form"),
        ({"weight": "5001"}, "weight", "At most 5000."),
        ({"weight": "-5.1"}, "weight", "At least -5."),
        ({"weight": True}, "weight", "Key a number"),
        ({"weight": float("nan")}, "weight", "Key a number"),
        ({"weight": 10**400}, "weight", "Key a number"),
        ({"price": "1.005"}, "price", "at most 2 digits"),
        ({"day": "30/13/2018"}, "day", "day, month, year"),
        ({"day": 20180530}, "day", "as a text"),
        ({"people": {"name": "Ann"}}, "people", "list of rows"),
        ({"people": [{"age": "7"}]}, "people[0].name", "Fill this in"),
        ({"people": [{}, {"name": "A", "age": "1.5"}]}, "people[1].age", "whole number"),
        ({"people": [{"name": "A", "x": 1}]}, "people[0].x", "not a field"),
        ({"people": [{"name": "A"}] * 5}, "people", "At most 4 rows."),
        ({"other": "x"}, "other", "not a field"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(answer: dict[str, Any], path: str, words: str) -> None:
    given_answer = answer if "colour" in answer or path == "colour" else {"colour": "red", **answer}
    _, faults = check_answer(TYPE, given_answer)
    assert [fault.field for fault in faults] == [path]
    assert words in faults[0].text % faults[0].values


def test_a_required_field_may_be_unreadable_when_its_type_says_so() -> None:
    task_type, _ = one_field("type: date, unreadable: true")
    assert check_answer(task_type, {"it": UNREADABLE}) == ({"it": UNREADABLE}, [])
    assert "impossible to read" in check_answer(task_type, {})[1][0].text
    strict, _ = one_field("type: date")
    assert check_answer(strict, {"it": UNREADABLE})[1]


def test_a_row_of_what_cannot_be_seen_is_no_row() -> None:
    task_type, _ = one_field("type: table, columns: [{name: a, type: text, label: A, required: false}]")
    cleaned, faults = check_answer(task_type, {"it": [{"a": "\u200b"}, {"a": "x"}]})
    assert (cleaned, faults) == ({"it": [{"a": "x"}]}, [])
    assert check_answer(task_type, {"it": [{"a": "\u200b"}]})[1][0].field == "it"


def test_an_answer_is_never_larger_than_64_kb() -> None:
    lines = "\n".join(f"  - {{name: t{n}, type: text, label: T, max_length: 10000}}" for n in range(8))
    task_type = read_task_type(with_answers(lines))
    _, faults = check_answer(task_type, {f"t{n}": "x" * 10_000 for n in range(8)})
    assert "larger than 64 kB" in faults[0].text % faults[0].values
    assert check_answer(task_type, {f"t{n}": "x" * 8_000 for n in range(8)})[1] == []


def test_what_is_no_object_is_refused() -> None:
    assert check_answer(TYPE, [])[1]  # type: ignore[arg-type]
    assert check_input(TYPE, "scan")  # type: ignore[arg-type]


INPUTS = Draft202012Validator(input_schema(TYPE))


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        ({"scan": "a.jpg"}, []),
        ({"scan": "a.jpg", "hint": "two\nlines"}, []),
        ({"scan": "a.jpg", "hint": ""}, []),
        ({}, ["scan"]),
        ({"scan": ""}, ["scan"]),
        ({"scan": 5}, ["scan"]),
        ({"scan": "a" * 300}, ["scan"]),
        ({"scan": "a.jpg", "truth": "x"}, ["truth"]),
        ({"scan": "a.jpg", "hint": "x" * 20_001}, ["hint"]),
    ],
)
def test_an_input_is_checked_as_its_schema_says(payload: dict[str, Any], fields: list[str]) -> None:
    assert [fault.field for fault in check_input(TYPE, payload)] == fields
    assert INPUTS.is_valid(payload) == (not fields)


def test_an_input_with_control_characters_is_refused() -> None:
    assert check_input(TYPE, {"scan": "a.jpg", "hint": "a\x00b"})
    assert check_input(TYPE, {"scan": "a\nb.jpg"})
    assert check_input(TYPE, {"scan": "   "})


def test_the_schemas_are_sound_for_every_ready_type() -> None:
    for task_type in ready_types().values():
        Draft202012Validator.check_schema(answer_schema(task_type))
        Draft202012Validator.check_schema(input_schema(task_type))


def test_checking_is_fast_enough_for_each_submit() -> None:
    # A first bound only, far above what it takes (about 1 and 12 us) on a busy machine.
    choice = ready_types()["text-choice"]
    seconds = min(timeit.repeat(lambda: check_answer(choice, {"kind": "other"}), number=1000))
    assert seconds / 1000 < 50e-6
