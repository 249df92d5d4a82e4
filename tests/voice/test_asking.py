"""The walk through a poll: what is due next, from saved answers alone, and what counts as an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.voice.rules import asking
from kazi.voice.rules.asking import digits
from kazi.voice.rules.questionnaire import Kind, Question, Questionnaire
from tests.voice.makers import HEAD, YES_NO, poll

TODAY = date(2026, 11, 30)
MORE = (
    *HEAD,
    "relevant",
    "constraint",
    "required",
    "calculation",
    "choice_filter",
    "repeat_count",
    "default",
)
PLACES = [
    ("list_name", "name", "label", "region"),
    ("region", "east", "East", ""),
    ("region", "west", "West", ""),
    ("town", "mombasa", "Mombasa", "east"),
    ("town", "kisumu", "Kisumu", "west"),
    ("town", "kakamega", "Kakamega", "west"),
    ("yes_no", "yes", "Yes", ""),
    ("yes_no", "no", "No", ""),
]
# type, name, label, relevant, constraint, required, calculation, choice_filter, repeat_count, default
RICH = poll(
    ("note", "hello", "Hello"),
    ("select_one region", "region", "Where?", "", "", "yes"),
    ("select_one town", "town", "In which town of ${region}?", "", "", "", "", "region = ${region}"),
    ("begin group", "home", "Home", "${region} = 'west'"),
    ("integer", "rooms", "Rooms?", "", ". > 0"),
    ("select_multiple yes_no", "any", "Any?", "${rooms} > 2"),
    ("end group", "", ""),
    ("calculate", "per_room", "", "", "", "", "10 div ${rooms}"),
    ("begin repeat", "child", "Child"),
    ("text", "child_name", "Name of child ${n}?"),
    ("calculate", "n", "", "", "", "", "position(..)"),
    ("date", "born", "When was ${child_name} born?", "", ". <= today()"),
    ("end repeat", "", ""),
    ("begin repeat", "trip", "Trip", "", "", "", "", "", "count-selected(${any})"),
    ("decimal", "km", "How far?", "", "", "", "", "", "", "5"),
    ("end repeat", "", ""),
    ("calculate", "far", "", "", "", "", "sum(${km})"),
    ("note", "bye", "You go ${far} km.", "${far} > 0"),
    choices=PLACES,
    head=MORE,
)
REPLIES = ["1", "2", "1 2", "0", "3", "x", "05031990", "31129999", "", "٣", "yes"]


def ask(state: asking.State, asked: Questionnaire = RICH, language: str = "und") -> asking.Step:
    return asking.next_step(asked, state, TODAY, language)


def walk(
    replies: list[str], asked: Questionnaire = RICH
) -> tuple[asking.State, list[str], list[asking.State]]:
    """Give these replies in turn, skipping after a wrong one; return the state, the keys and every state."""
    state = asking.begin()
    keys: list[str] = []
    states: list[asking.State] = []
    for turn in range(500):
        states.append(state)
        step = ask(state, asked)
        if isinstance(step, asking.Done):
            return state, keys, states
        keys.append(step.key)
        if isinstance(step, asking.Tell):
            state = asking.record(state, step.key)
            continue
        found = asking.check(step, replies[turn % len(replies)] if replies else "1")
        if isinstance(found, asking.Answer):
            state = asking.record(state, step.key, found.value)
        else:
            state = asking.skip(asked, state, step, TODAY)
    raise AssertionError("The poll never ends.")


replies = st.lists(st.sampled_from(REPLIES), min_size=1, max_size=40)


@given(replies)
def test_every_walk_ends_and_nothing_is_asked_twice(said: list[str]) -> None:
    state, keys, _states = walk(said)
    assert len(keys) == len(set(keys))
    assert set(keys) == set(state["answers"]) | set(state["passed"])


@given(replies, st.data())
def test_a_talk_resumed_from_any_saved_state_takes_the_same_path(
    said: list[str], data: st.DataObject
) -> None:
    _last, keys, states = walk(said)
    cut = data.draw(st.integers(0, len(states) - 1))
    step = ask(json.loads(json.dumps(states[cut])))
    assert isinstance(step, asking.Done) if cut == len(keys) else getattr(step, "key", "") == keys[cut]


@given(replies)
def test_an_answer_that_is_there_stays_whatever_comes_again(said: list[str]) -> None:
    state, keys, _states = walk(said)
    for key in keys:
        assert asking.record(state, key, "something else") == state


def test_groups_filters_and_computed_values_follow_the_answers() -> None:
    # region west, town 2 (Kakamega), 3 rooms, both, child Asha, born, no other, two trips
    state, keys, _states = walk(["", "2", "2", "3", "1 2", "Asha", "05031990", "2", "1.5", "2*5", ""])
    assert keys == [
        "hello", "region", "town", "rooms", "any", "child_name#1", "born#1", "child?#2", "km#1", "km#2",
        "bye",
    ]  # fmt: skip
    kept = asking.answers(RICH, state, TODAY)
    assert kept == {
        "region": "west", "town": "kakamega", "rooms": "3", "any": "yes no", "child_name#1": "Asha",
        "born#1": "1990-03-05", "km#1": "1.5", "km#2": "2.5", "per_room": "3.33333333333333",
        "n#1": "1", "far": "4",
    }  # fmt: skip


def test_words_hold_the_answers_of_before_and_of_their_own_round() -> None:
    state = asking.record(asking.record(asking.begin(), "hello"), "region", "east")
    step = ask(state)
    assert isinstance(step, asking.Ask)
    assert (step.text, [one.name for one in step.choices]) == ("In which town of East?", ["mombasa"])
    state = asking.record(state, "town", "mombasa")
    for key, value in (("child_name#1", "Asha"), ("born#1", "2020-01-01"), ("child?#2", "yes")):
        state = asking.record(state, key, value)
    step = ask(state)
    assert isinstance(step, asking.Ask)
    assert step.text == "Name of child 2?"


def test_rounds_end_at_their_cap() -> None:
    asked = poll(("begin repeat", "r", "R"), ("text", "t", "T"), ("end repeat", "", ""))
    _state, keys, _states = walk(["1"], asked)
    assert sum(key.startswith("t#") for key in keys) == 20


def test_a_skipped_question_takes_its_default_and_a_needed_one_may_not_be_skipped() -> None:
    asked = poll(
        ("integer", "a", "A", "", "", "", "", "", "", "7"), ("text", "b", "B", "", "", "${a} = 7"), head=MORE
    )
    step = ask(asking.begin(), asked)
    assert isinstance(step, asking.Ask)
    assert step.may_skip
    state = asking.skip(asked, asking.begin(), step, TODAY)
    assert state["answers"] == {"a": "7"}
    step = ask(state, asked)
    assert isinstance(step, asking.Ask)
    assert not step.may_skip


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        (Kind.ONE, "'green'", "green"),
        (Kind.ONE, "'1'", ""),  # The name of a choice, not its place.
        (Kind.SEVERAL, "'blue red'", "red blue"),
        (Kind.SEVERAL, "'blue mauve'", ""),
        (Kind.RANK, "'red green blue'", ""),
        (Kind.INTEGER, "'07'", "7"),
        (Kind.INTEGER, "'7.5'", ""),
        (Kind.DECIMAL, "'7.5'", "7.5"),
        (Kind.DATE, "today()", "2026-11-30"),
        (Kind.DATE, "'soon'", ""),
        (Kind.TIME, "'0730'", "07:30"),
        (Kind.TEXT, "'none'", "none"),
    ],
)
def test_a_default_is_what_somebody_could_have_answered(kind: Kind, said: str, kept: str) -> None:
    assert asking.default_of(question(kind, default=said)) == kept


def question(kind: Kind, **more: object) -> asking.Ask:
    """Return a question as it is asked, with three choices where it chooses."""
    rows = [
        ("list_name", "name", "label"),
        ("l", "red", "Red"),
        ("l", "green", "Green"),
        ("l", "blue", "Blue"),
    ]
    types = {Kind.ONE: "select_one l", Kind.SEVERAL: "select_multiple l", Kind.RANK: "rank l"}
    asked = poll((types.get(kind, str(kind)), "q", "Q"), choices=[*rows, *YES_NO[1:]])

    (item,) = asked.items
    assert isinstance(item, Question)
    step = ask(asking.begin(), replace(asked, items=(replace(item, **more),)))  # type: ignore[arg-type]
    assert isinstance(step, asking.Ask)
    return step


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        (Kind.ONE, "2", "green"),
        (Kind.ONE, "২", "green"),
        (Kind.ONE, " 2. ", "green"),
        (Kind.ONE, "2#", "green"),
        (Kind.ONE, "2️⃣", "green"),
        (Kind.ONE, "\u200f2\u200f", "green"),
        (Kind.ONE, "GREEN", "green"),
        (Kind.SEVERAL, "3 1", "red blue"),
        (Kind.SEVERAL, "1,3", "red blue"),
        (Kind.SEVERAL, "13", "red blue"),
        (Kind.SEVERAL, "1*3#", "red blue"),
        (Kind.SEVERAL, "១ ៣", "red blue"),
        (Kind.SEVERAL, "0", ""),
        (Kind.RANK, "3 1 2", "blue red green"),
        (Kind.INTEGER, "٠٤٢", "42"),
        (Kind.INTEGER, "1,250", "1250"),
        (Kind.INTEGER, "-3", "-3"),
        (Kind.DECIMAL, "2*50", "2.5"),
        (Kind.DECIMAL, "१२,५", "12.5"),
        (Kind.DATE, "05031990", "1990-03-05"),
        (Kind.DATE, "5/3/1990", "1990-03-05"),
        (Kind.DATE, "1990-03-05", "1990-03-05"),
        (Kind.DATE, "০৫০৩১৯৯০", "1990-03-05"),
        (Kind.TIME, "1430", "14:30"),
        (Kind.ACKNOWLEDGE, "1", "OK"),
        (Kind.TEXT, "  I am  well \U0001f642 ", "I am well \U0001f642"),
    ],
)
def test_what_people_type_is_understood(kind: Kind, said: str, kept: str) -> None:
    assert asking.check(question(kind), said) == asking.Answer(kept)


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        (Kind.ONE, "4", "from 1 to 3"),
        (Kind.ONE, "", "or skip"),
        (Kind.SEVERAL, "1 9", "spaces between"),
        (Kind.RANK, "1 2", "all 3 numbers"),
        (Kind.RANK, "1 1 2", "all 3 numbers"),
        (Kind.INTEGER, "four", "a number"),
        (Kind.INTEGER, "2.5", "whole number"),
        (Kind.DATE, "31021990", "eight digits"),
        (Kind.TIME, "2560", "four digits"),
        (Kind.ACKNOWLEDGE, "2", "Press 1"),
        (Kind.TEXT, "a" * 1_000_000, "too long"),
    ],
)
def test_what_is_no_answer_says_why(kind: Kind, said: str, why: str) -> None:
    found = asking.check(question(kind), said)
    assert isinstance(found, asking.Again)
    assert why in (found.text % found.values if found.values else found.text)


def test_ends_constraints_and_needs_are_checked_with_the_authors_own_words() -> None:
    number = question(Kind.INTEGER, low="15", high="80")
    found = asking.check(number, "12")
    assert isinstance(found, asking.Again)
    assert found.text % found.values == "Please answer with a number from 15 to 80."
    own = question(Kind.INTEGER, constraint=". mod 2 = 0", constraint_message={"und": "An even one."})
    assert asking.check(own, "3") == asking.Again(
        "That cannot be right. Please check and answer again.", words="An even one."
    )
    needed = question(Kind.SEVERAL, required="true()")
    assert isinstance(asking.check(needed, "0"), asking.Again)
    by_steps = question(Kind.INTEGER, low="0", high="10", step="5")
    assert asking.check(by_steps, "5") == asking.Answer("5")
    assert isinstance(asking.check(by_steps, "6"), asking.Again)


@given(st.text(max_size=40), st.sampled_from(sorted(Kind)))
def test_any_words_are_an_answer_or_asked_again_and_a_kept_answer_is_kept_again(
    said: str, kind: Kind
) -> None:
    if kind in {Kind.NOTE, Kind.CALCULATE, Kind.UNASKED}:
        return
    step = question(kind)
    found = asking.check(step, said)
    if isinstance(found, asking.Answer) and found.value:
        assert asking.check(step, found.value) == found


@given(st.integers(-(10**9), 10**9), st.sampled_from("০০٠۰०០0"))
def test_numbers_in_any_digits_are_the_same_number(number: int, zero: str) -> None:
    local = "".join(chr(ord(zero) + int(one)) if one.isdigit() else one for one in str(number))
    assert digits.number(local) == str(number)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_in_eight_digits_is_that_day(day: date) -> None:
    assert digits.day(f"{day.day:02}{day.month:02}{day.year:04}") == day.isoformat()
