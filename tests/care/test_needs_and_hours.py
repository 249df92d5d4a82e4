"""Rules: needs and their terms, opening hours, distance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.care.rules.distance import distance_km
from kazi.care.rules.hours import Span, day_of, is_open, minutes_of, schedule_of, span, spans_of
from kazi.care.rules.needs import NEEDS, needs_of_terms

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("9:00", 540), ("09:00:00", 540), ("5:30 PM", 1050), ("12:00 am", 0), ("12:15pm", 735), ("17.30", 1050),
     ("10:00+03:00", 600), ("24:00", 1440), ("25:00", None), ("13 pm", None), ("9:75", None), ("noon", None),
     ("", None), ("٩:٠٠", None)],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(said: str, minutes: int | None) -> None:
    assert minutes_of(said) == minutes


@pytest.mark.parametrize(
    ("said", "day"), [("Monday", 0), ("sun", 6), ("TU", 1), ("7", 6), ("S", None), ("x", None)]
)
def test_a_day_of_the_week_is_read_as_people_write_it(said: str, day: int | None) -> None:
    assert day_of(said) == day


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(0, 1439), st.integers(0, 1439))
def test_simple_hours_come_back_from_the_schedule_that_they_make(
    days: set[int], opens: int, closes: int
) -> None:
    assert spans_of([schedule_of(days, opens, closes)]) == [span(day, opens, closes) for day in sorted(days)]


@given(
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.integers(-720, 840),
    st.integers(0, 10079),
)
def test_open_is_what_the_clock_on_the_wall_says(
    day: int, opens: int, minutes: int, offset: int, moment: int
) -> None:
    hours = Span(day, opens, opens + minutes)
    wall = MONDAY + timedelta(minutes=moment)
    # Minutes since the last time it opened, on a week without an end.
    since = (moment - (day * 1440 + opens)) % 10080
    assert is_open([hours], wall - timedelta(minutes=offset), offset) == (since < minutes)


def test_every_second_week_is_not_shown_as_weekly_hours() -> None:
    assert spans_of([{**schedule_of([0], 540, 600), "interval": 2}, {"freq": "MONTHLY", "byday": "MO"}]) == []


def test_terms_of_open_eligibility_and_our_own_lead_to_needs() -> None:
    terms = [("x", "Open Eligibility", "1280"), (str(NEEDS["legal"].term_id), "", ""), ("y", "other", "1102")]
    assert needs_of_terms(terms) == ["childcare", "legal"]


@given(points, points)
def test_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    there = distance_km(a, b)
    assert there == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= there <= 20_016


def test_nairobi_and_mombasa_are_440_km_apart() -> None:
    assert distance_km((-1.2864, 36.8172), (-4.0435, 39.6682)) == pytest.approx(441, abs=3)
