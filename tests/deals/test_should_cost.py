"""What work should cost: reckoned from a dated living wage, a range, and unknown where one is missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.deals.models import ReferenceTime
from kazi.deals.queries.shortlists import shortlist
from kazi.deals.rules.should_cost import (
    BASE,
    HIGH,
    LOW,
    Minutes,
    Wage,
    from_sample,
    loaded_rate,
    people_needed,
    should_cost,
    unit_cost,
)
from kazi.workforce.wages import import_wages
from tests.deals.request_makers import a_provider, some_work

TODAY = date(2026, 11, 22)
HEAD = "country,region,method,amount,currency,period,hours,as_of,source,url,licence\n"
KENYA = HEAD + "KE,,other-living-wage,17330,KES,month,173.3,2026-01-01,An invented test,,CC0\n"


def wage(amount: str = "100", **other: object) -> Wage:
    said = {"country": "KE", "region": "", "method": "m", "currency": "KES", "hours": Decimal(1),
            "as_of": date(2026, 1, 1), "source": "s", "url": ""} | other  # fmt: skip
    return Wage(amount=Decimal(amount), **said)  # type: ignore[arg-type]


def test_the_loaded_rate_is_the_published_formula() -> None:
    # 100 an hour, 15 % on-cost, three quarters of paid time on tasks.
    assert round(loaded_rate(Decimal(100), BASE), 4) == Decimal("153.3333")
    # One minute, one person, 15 % checks: 1.15/60 h x 153.33 x 1.35.
    assert round(unit_cost(Decimal(1), Decimal(100), 1, BASE), 4) == Decimal("3.9675")


@given(
    st.decimals("0.05", "60", places=2), st.decimals("1", "500", places=2), st.decimals("0.5", "1", places=4)
)
def test_low_base_and_high_are_in_order_and_the_floor_is_below(
    minutes: Decimal, amount: Decimal, quality: Decimal
) -> None:
    known = Minutes(minutes / 2, minutes, minutes * 2, "sample", 10)
    (cost,) = should_cost(known, quality, ["KE"], {"KE": [wage(str(amount))]}, TODAY).costs
    assert cost.floor < cost.low < cost.base < cost.high
    assert LOW.overhead < BASE.overhead < HIGH.overhead


def test_a_country_without_a_wage_is_unknown_and_not_guessed() -> None:
    known = Minutes(Decimal(1), Decimal(1), Decimal(1), "sample", 10)
    made = should_cost(known, None, ["KE", "KH"], {"KE": [wage()]}, TODAY)
    assert ([one.country for one in made.costs], made.unknown) == (["KE"], ("KH",))
    mixed = should_cost(known, None, ["KE"], {"KE": [wage(), wage(region="N", currency="USD")]}, TODAY)
    assert mixed.unknown == ("KE",)


def test_without_minutes_everything_is_unknown_and_it_says_what_to_do() -> None:
    made = should_cost(None, None, ["KE"], {"KE": [wage()]}, TODAY)
    assert made.costs == ()
    assert "time yourself" in str(made.assumptions[0])


def test_an_old_wage_says_so() -> None:
    known = Minutes(Decimal(1), Decimal(1), Decimal(1), "sample", 10)
    made = should_cost(known, None, ["KE"], {"KE": [wage(as_of=date(2019, 9, 1))]}, TODAY)
    assert "more than two years old" in str(made.assumptions[-1])


def test_asking_for_99_percent_puts_two_people_on_each() -> None:
    known = Minutes(Decimal(1), Decimal(1), Decimal(1), "sample", 10)
    one = should_cost(known, Decimal("0.98"), ["KE"], {"KE": [wage()]}, TODAY).costs[0]
    two = should_cost(known, Decimal("0.99"), ["KE"], {"KE": [wage()]}, TODAY).costs[0]
    assert two.base == 2 * one.base


def test_a_timed_sample_gives_minutes_and_too_small_a_one_does_not() -> None:
    timed = from_sample(20, Decimal(35))
    assert timed is not None
    assert (timed.low, timed.base, timed.high) == (Decimal("1.3125"), Decimal("1.75"), Decimal("2.625"))
    assert from_sample(4, Decimal(10)) is None
    assert from_sample(None, None) is None


def test_people_needed_follow_from_minutes_and_days() -> None:
    known = Minutes(Decimal(1), Decimal(1), Decimal(1), "sample", 10)
    # 20,000 minutes x 1.15 / 0.75 in four weeks of 40 hours.
    assert round(people_needed(known, 1, 20_000, 28) or 0, 2) == 3.19
    assert people_needed(known, 1, 20_000, None) is None


@pytest.mark.django_db
def test_a_shortlist_brings_the_cost_of_where_providers_fit() -> None:
    import_wages(KENYA)
    a_provider()
    work = some_work(sample_units=20, sample_minutes=Decimal(20))
    (cost,) = shortlist(work, "need:1").cost.costs
    assert (cost.country, cost.currency) == ("KE", "KES")
    assert round(cost.base, 4) == Decimal("3.9675")
    assert round(cost.floor, 4) == Decimal("1.25")  # 0.75 minutes at 100 an hour, and nothing else.


@pytest.mark.django_db
def test_like_projects_give_minutes_where_the_buyer_timed_nothing() -> None:
    import_wages(KENYA)
    a_provider()
    assert shortlist(some_work(), "need:1").cost.minutes is None
    ReferenceTime.objects.create(
        service="data-entry", task_type="", median_minutes=1, p25_minutes="0.8", p75_minutes="1.4",
        answers=900, providers=3,
    )  # fmt: skip
    made = shortlist(some_work(), "need:1").cost
    assert made.minutes is not None
    assert (made.minutes.source, made.minutes.providers) == ("reference", 3)
    assert "900 answers" in str(made.assumptions[0])
