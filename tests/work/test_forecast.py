"""When the rest will be done: a range that the past bears, or an honest "not known"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kazi.work.rules import Forecast, forecast, quarter_of

NOW = datetime(2026, 5, 4, 9, 7, tzinfo=UTC)


def test_nothing_left_is_done() -> None:
    assert forecast(0, [100], [10], NOW) == Forecast(unknown="done")


def test_too_little_past_bears_no_figure() -> None:
    assert forecast(500, [], [7, 3], NOW) == Forecast(unknown="too_little")
    assert forecast(500, [40, 20], [], NOW) == Forecast(unknown="too_little")
    assert forecast(500, [], [5, 5, 5, 5], NOW) == Forecast(unknown="too_little")  # 20 answers.


def test_a_week_without_work_bears_no_date() -> None:
    assert forecast(500, [90, 80, 90, 0, 0, 0, 0, 0, 0, 0], [], NOW) == Forecast(unknown="idle")


def test_some_hours_bear_a_number_of_hours_and_no_date() -> None:
    found = forecast(1_000, [], [90, 110, 100, 100], NOW)
    assert found.earliest is None
    assert found.hours_low is not None
    assert found.hours_high is not None
    assert 7 <= found.hours_low <= 10 <= found.hours_high <= 13


def test_steady_days_bear_a_narrow_range_around_the_plain_division() -> None:
    found = forecast(1_000, [100] * 10, [], NOW)
    assert found == Forecast(earliest=NOW + timedelta(days=10), latest=NOW + timedelta(days=10))


def test_wild_days_bear_a_wide_range() -> None:
    steady = forecast(1_000, [95, 105, 100, 100, 100], [], NOW)
    wild = forecast(1_000, [10, 190, 20, 180, 100], [], NOW)

    def width(found: Forecast) -> timedelta:
        assert found.earliest is not None
        assert found.latest is not None
        return found.latest - found.earliest

    assert width(wild) > 4 * width(steady)


@given(
    st.integers(1, 10**7),
    st.lists(st.integers(0, 10**5), max_size=14),
    st.lists(st.integers(1, 10**4), max_size=24),
)
def test_a_range_is_in_the_future_and_never_turned(left: int, daily: list[int], hourly: list[int]) -> None:
    found = forecast(left, daily, hourly, NOW)
    if found.earliest is not None and found.latest is not None:
        assert NOW < found.earliest <= found.latest
    elif found.hours_low is not None and found.hours_high is not None:
        assert 1 <= found.hours_low <= found.hours_high
    else:
        assert found.unknown in {"idle", "too_little"}


def test_a_quarter_begins_on_the_quarter() -> None:
    assert quarter_of(datetime(2026, 5, 4, 9, 44, 59, 5, tzinfo=UTC)) == datetime(
        2026, 5, 4, 9, 30, tzinfo=UTC
    )
