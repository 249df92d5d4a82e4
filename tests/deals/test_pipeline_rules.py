"""The arithmetic of a pipeline, against small examples and laws."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.deals.rules import pipeline
from kazi.deals.rules.pipeline import Deal, Minutes, Spell

deals = st.builds(
    Deal,
    key=st.sampled_from([f"request:{n}" for n in range(8)]),
    stage=st.sampled_from(pipeline.STAGES),
    chance=st.decimals(0, 1, places=4),
    currency=st.sampled_from(["USD", "KES", "KHR"]),
    value_minor=st.none() | st.integers(0, 10**9),
    months=st.integers(1, 60),
    first_month=st.dates(date(2026, 1, 1), date(2028, 12, 1)).map(lambda day: day.replace(day=1)),
    volume=st.none() | st.integers(1, 10**7),
    minutes=st.none() | st.just(Minutes(Decimal("0.5"), Decimal(1), Decimal("1.5"))),
)


def a_deal(**more: Any) -> Deal:
    values: dict[str, Any] = {
        "key": "card:1",
        "stage": "proposal",
        "chance": Decimal("0.4"),
        "currency": "USD",
        "value_minor": 100_000,
        "months": 9,
        "first_month": date(2027, 1, 1),
    }
    return Deal(**(values | more))


@given(st.lists(deals, max_size=20))
def test_the_months_of_a_forecast_add_up_to_its_totals(some: list[Deal]) -> None:
    for one in pipeline.revenue(some):
        assert sum(month.plain for month in one.months) == one.plain
        assert sum(month.weighted for month in one.months) == one.weighted
        assert [month.month for month in one.months] == sorted({month.month for month in one.months})


@given(st.lists(deals, max_size=20))
def test_each_deal_counts_once_and_in_its_own_currency_only(some: list[Deal]) -> None:
    plain: dict[str, int] = defaultdict(int)
    exact: dict[str, Decimal] = defaultdict(Decimal)
    for key in {one.key for one in some}:
        alive = [one for one in some if one.key == key]
        kept = [
            one for one in pipeline.once_each(alive) if one.stage != "lost" and one.value_minor is not None
        ]
        assert len(kept) <= 1
        for one in kept:
            assert one.value_minor is not None
            plain[one.currency] += one.value_minor * one.months
            exact[one.currency] += one.value_minor * one.months * one.chance
    told = {one.currency: one for one in pipeline.revenue(some)}
    assert {code: one.plain for code, one in told.items()} == dict(plain)
    for code, one in told.items():
        assert abs(one.weighted - exact[code]) <= Decimal("0.5")


@given(st.lists(deals, max_size=12), st.randoms(use_true_random=False))
def test_a_forecast_does_not_depend_on_the_order_nor_on_copies(some: list[Deal], dice: Any) -> None:
    other = some + some[:3]
    dice.shuffle(other)
    assert sorted(map(str, pipeline.revenue(other))) == sorted(map(str, pipeline.revenue(some)))


@given(deals)
def test_jobs_are_a_range_that_holds_the_usual_figure(deal: Deal) -> None:
    jobs = pipeline.jobs_of(deal)
    assert (jobs is None) == (deal.volume is None or deal.minutes is None)
    if jobs is not None:
        assert 0 < jobs.low <= jobs.base <= jobs.high
        assert 1 <= jobs.fewest <= jobs.usual <= jobs.most


def test_fourteen_jobs_for_nine_months() -> None:
    minutes = Minutes(Decimal("1.5"), Decimal(2), Decimal("2.5"))
    jobs = pipeline.jobs_of(a_deal(volume=453_600, minutes=minutes))
    assert jobs is not None
    # 50,400 units a month x 2 minutes are 1,680 hours; a person has 160 x 0.75 = 120 of them.
    assert (jobs.usual, jobs.months) == (14, 9)
    assert (jobs.fewest, jobs.most) == (9, 21)  # 1,260 / 136 and 2,100 / 104.


def test_jobs_by_month_leave_lost_deals_out() -> None:
    minutes = Minutes(Decimal(1), Decimal(1), Decimal(1))
    some = [
        a_deal(volume=9_000, minutes=minutes),
        a_deal(key="b", stage="lost", volume=9_000, minutes=minutes),
    ]
    months = pipeline.jobs_by_month(some, since=date(2027, 3, 1))
    assert len(months) == 7
    assert months[0].weighted == months[0].base * Decimal("0.4")


def test_a_chance_is_assumed_until_twenty_deals_have_ended() -> None:
    few = pipeline.chance_of("proposal", {"proposal": (19, 19)})
    many = pipeline.chance_of("proposal", {"proposal": (5, 20)})
    assert (few.share, few.is_measured) == (pipeline.ASSUMED["proposal"], False)
    assert (many.share, many.is_measured, many.n) == (Decimal("0.25"), True, 20)
    assert many.low < 0.25 < many.high
    assert pipeline.chance_of("signed", {"signed": (30, 30)}).share == 1


def test_a_deal_that_is_still_there_counts_as_not_yet_ended() -> None:
    left = [Spell(day, True) for day in (2, 4, 6)]
    assert pipeline.time_in_stage("lead", left).median == 4
    with_open = pipeline.time_in_stage("lead", [*left, Spell(30, False), Spell(40, False)])
    assert (with_open.median, with_open.p90, with_open.still_there) == (6, None, 2)


@given(st.lists(st.builds(Spell, st.floats(0, 500), st.booleans()), max_size=40))
def test_open_deals_never_make_a_stage_look_faster(spells: list[Spell]) -> None:
    gone = pipeline.time_in_stage("lead", [one for one in spells if one.left])
    all_of_them = pipeline.time_in_stage("lead", [*spells, Spell(1000, False)])
    if gone.median is not None and all_of_them.median is not None:
        assert all_of_them.median >= gone.median
    if all_of_them.p90 is not None:
        assert all_of_them.median is not None
        assert all_of_them.p90 >= all_of_them.median


def test_win_rates_say_how_many_stand_behind_them() -> None:
    (small,) = pipeline.win_rates([("small", True), ("small", False), ("small", False)])
    assert (small.won, small.n, small.is_few) == (1, 3, True)
    assert small.low < 1 / 3 < small.high


@pytest.mark.parametrize(
    ("days", "mark"), [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (0, 30), (-1, None)]
)
def test_an_agreement_reaches_one_mark_at_a_time(days: int, mark: int | None) -> None:
    assert pipeline.renewal_mark(days) == mark


@given(st.sampled_from(pipeline.STAGES), st.sampled_from(pipeline.STAGES))
def test_by_itself_a_card_never_goes_round_in_circles(before: str, after: str) -> None:
    if pipeline.may_follow(before, after):
        assert not pipeline.may_follow(after, before) or {before, after} & {"lost"}
    assert not pipeline.may_follow("signed", after)
    assert not pipeline.may_follow(before, before)
