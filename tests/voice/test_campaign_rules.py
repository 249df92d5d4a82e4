"""Samples, quotas and reminders as plain rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.voice.rules.campaigns.quotas import Standing, about, is_open, may_ask, may_remind
from kazi.voice.rules.campaigns.sampling import How, allocate, draw, invitations_for, sample_size

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
SIZES = st.dictionaries(st.text(max_size=3), st.integers(0, 400), max_size=8)
SHARED = st.sampled_from([How.PROPORTIONAL, How.EQUAL])


@pytest.mark.parametrize(("people", "answers"), [(0, 0), (1, 1), (500, 218), (1_000, 278), (10**9, 385)])
def test_a_sample_for_five_percent_is_that_of_the_tables(people: int, answers: int) -> None:
    assert sample_size(people) == answers


def test_more_are_asked_than_answer_but_never_more_than_there_are() -> None:
    assert invitations_for(278, 1_000, 40) == 695
    assert invitations_for(278, 500, 40) == 500


@given(SIZES, st.integers(0, 2_000), SHARED)
def test_an_allocation_adds_up_and_asks_no_stratum_for_more_than_it_has(
    sizes: dict[str, int], wanted: int, how: How
) -> None:
    taken = allocate(sizes, wanted, how)
    assert sum(taken.values()) == min(wanted, sum(sizes.values()))
    assert all(0 <= taken[name] <= sizes[name] for name in sizes)


@given(SIZES, st.integers(0, 2_000))
def test_a_proportional_allocation_is_off_by_less_than_one_person(sizes: dict[str, int], wanted: int) -> None:
    total = sum(sizes.values())
    taken = allocate(sizes, wanted, How.PROPORTIONAL)
    assert all(
        abs(taken[name] * total - min(wanted, total) * size) < total for name, size in sizes.items() if total
    )


@given(SIZES, st.integers(0, 2_000))
def test_an_equal_allocation_gives_less_only_where_there_are_no_more(
    sizes: dict[str, int], wanted: int
) -> None:
    taken = allocate(sizes, wanted, How.EQUAL)
    most = max(taken.values(), default=0)
    assert all(taken[name] >= most - 1 for name in sizes if taken[name] < sizes[name])


PEOPLE = st.dictionaries(st.text(max_size=2), st.sets(st.integers(0, 300), max_size=40), max_size=4).map(
    lambda found: {name: {one * 10 + place for one in ids} for place, (name, ids) in enumerate(found.items())}
)


@given(PEOPLE, st.integers(0, 200), st.sampled_from(How), st.text(max_size=8))
def test_a_draw_can_be_repeated_and_holds_nobody_twice(
    people: dict[str, set[int]], wanted: int, how: How, seed: str
) -> None:
    first = draw(seed, people, wanted, how)
    backwards = {name: sorted(people[name], reverse=True) for name in reversed(list(people))}
    assert draw(seed, backwards, wanted, how) == first
    assert len(set(first)) == len(first)
    everybody = sum(map(len, people.values()))
    assert len(first) == (everybody if how is How.ALL else min(wanted, everybody))


@given(st.sets(st.integers(0, 10_000), min_size=2, max_size=60), st.integers(1, 60))
def test_somebody_who_leaves_the_list_moves_nobody_else_out_of_a_draw(people: set[int], wanted: int) -> None:
    before = draw("seed", {"": people}, wanted, How.SIMPLE)
    after = draw("seed", {"": people - {before[0]}}, wanted, How.SIMPLE)
    assert set(before[1:]) <= set(after)


def test_two_seeds_draw_different_people() -> None:
    people = {"": range(1_000)}
    assert draw("a", people, 50, How.SIMPLE) != draw("b", people, 50, How.SIMPLE)


@given(
    st.integers(10, 60),
    st.lists(st.tuples(st.sampled_from(["ask", "answer", "give up"]), st.integers(1, 30))),
)
def test_a_quota_is_never_exceeded_whoever_of_those_who_were_asked_answers(
    quota: int, happens: list[tuple[str, int]]
) -> None:
    done = still = 0
    for what, n in happens:
        if what == "ask":
            still += min(n, may_ask(quota, Standing(done, still)) or 0)
        elif what == "answer":
            done, still = done + min(n, still), still - min(n, still)
        else:
            still -= min(n, still)
        assert done + still <= quota


def test_without_a_quota_everybody_may_be_asked() -> None:
    assert may_ask(None, Standing(10_000, 5)) is None


def test_somebody_is_waited_for_until_the_last_reminder_has_had_its_time() -> None:
    assert is_open(NOW, NOW + timedelta(days=5, hours=23), turns=1, days_between=3)
    assert not is_open(NOW, NOW + timedelta(days=6), turns=1, days_between=3)


@given(st.booleans(), st.integers(0, 9), st.integers(0, 9))
def test_no_reminder_goes_to_who_has_ended_nor_more_than_were_promised(
    has_ended: bool, reminders: int, most: int
) -> None:
    assert may_remind(has_ended=has_ended, reminders=reminders, most=most) == (
        not has_ended and reminders < most
    )


@given(st.integers(0, 10_000))
def test_a_count_on_a_page_is_none_or_tens(people: int) -> None:
    told = about(people)
    assert told is None if 0 < people < 10 else told == people - people % 10
