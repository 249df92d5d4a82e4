"""Garbled answers, one poll asked again, response rates, and the arithmetic of noise."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.voice.rules.garbling import estimate, garbled
from kazi.voice.rules.noise import margin, per_question
from kazi.voice.rules.release.choosing import Block
from kazi.voice.rules.release.waves import first_levels, next_levels, response_percent, rounded_percent

YES: Block = ("yes",)
NO: Block = ("no",)


def polled(p: float, n: int, g: float, dice: random.Random) -> int:
    """Return how many of n people are recorded as yes when a share p would truly say so."""
    return sum(garbled(dice.random() < p, dice.random, g) for _ in range(n))


def test_a_yes_is_always_a_yes_and_a_no_is_one_by_chance() -> None:
    assert all(garbled(True, iter([chance]).__next__, 0.2) for chance in (0.0, 0.19, 0.5, 0.99))
    assert garbled(False, lambda: 0.199, 0.2)
    assert not garbled(False, lambda: 0.2, 0.2)
    assert not garbled(False, lambda: 0.0, 0.0)
    with pytest.raises(ValueError):
        garbled(False, lambda: 0.5, 1.0)


@pytest.mark.parametrize("p", [0.0, 0.08, 0.3, 0.9])
def test_the_estimate_is_unbiased_and_its_bounds_hold_what_they_say(p: float) -> None:
    dice = random.Random(2245)  # noqa: S311
    polls = [estimate(polled(p, 300, 0.2, dice), 300, 0.2) for _ in range(400)]
    mean = sum(one.raw for one in polls) / len(polls)
    assert abs(mean - p) < 0.008  # Four standard errors of the mean of 400 polls are below this.
    covered = sum(one.low <= p <= one.high for one in polls) / len(polls)
    assert 0.92 <= covered <= 0.995


def test_without_the_correction_the_share_would_be_far_off() -> None:
    dice = random.Random(7)  # noqa: S311
    recorded = polled(0.08, 20_000, 0.2, dice)
    assert recorded / 20_000 > 0.25
    assert abs(estimate(recorded, 20_000).share - 0.08) < 0.015


def test_fewer_yes_than_chance_makes_is_told_as_none_and_says_so() -> None:
    found = estimate(30, 200)
    assert (found.share, found.is_clipped) == (0.0, True)
    assert found.raw == pytest.approx(-0.0625)
    assert 0.0 == found.low < found.high


@pytest.mark.parametrize(("yes", "n"), [(0, 0), (5, 4), (-1, 4)])
def test_impossible_counts_are_refused(yes: int, n: int) -> None:
    with pytest.raises(ValueError):
        estimate(yes, n)


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from([YES, NO]), st.booleans())
def test_one_who_joins_or_leaves_between_waves_changes_nothing_that_is_told(
    yes: int, no: int, who: tuple[str], joins: bool
) -> None:
    first = {YES: yes + 1, NO: no + 1}
    second = {**first, who: first[who] + (1 if joins else -1)}
    levels = first_levels(first)
    told = next_levels(levels, second)
    assert {block: one.level.percent for block, one in told.items()} == {
        block: one.percent for block, one in levels.items()
    }
    assert all(one.from_percent is None for one in told.values())


def test_plain_rounded_shares_would_give_the_joiner_away() -> None:
    assert rounded_percent(1, 40) != rounded_percent(0, 41)


def test_a_slow_drift_shows_once_ten_people_have_changed() -> None:
    levels = first_levels({YES: 40, NO: 60})
    for yes in (44, 48):
        told = next_levels(levels, {YES: yes, NO: 100 - yes})
        assert told[YES].level == levels[YES]
        levels = {block: one.level for block, one in told.items()}
    told = next_levels(levels, {YES: 52, NO: 48})
    assert (told[YES].from_percent, told[YES].level.percent) == (40, 50)


def test_shares_are_told_in_steps_of_five_percent() -> None:
    assert [rounded_percent(n, 40) for n in (0, 1, 2, 3, 20, 39, 40)] == [0, 5, 5, 10, 50, 100, 100]
    assert rounded_percent(0, 0) == 0


def test_a_response_rate_comes_in_steps_and_never_says_everybody() -> None:
    assert response_percent(43, 100) == 40
    assert response_percent(100, 100) == 95
    assert response_percent(9, 100) is None
    assert response_percent(9, 9) is None


def test_a_poll_spends_at_most_one_and_its_questions_share_it() -> None:
    assert per_question(1.0, 4) == 0.25
    assert margin(0.25) == pytest.approx(11.98, abs=0.01)
    for epsilon, questions in ((1.1, 4), (0, 4), (1.0, 0)):
        with pytest.raises(ValueError):
            per_question(epsilon, questions)
