"""A shortlist with everything that made it: what it should cost, who is on it, who is not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import timezone

from kazi.deals.queries import market
from kazi.deals.rules import matching
from kazi.deals.rules.exposure import COUNTED, SEEN, Place, displayed
from kazi.deals.rules.lines import Line
from kazi.deals.rules.matching import Asked, Provider, Term
from kazi.deals.rules.should_cost import (
    Cost,
    ShouldCost,
    from_sample,
    people_for,
    people_needed,
    should_cost,
)
from kazi.deals.rules.standing import Means
from kazi.deals.rules.work import Work

MOST_EXCLUDED = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A provider on the list: its place, its terms, and its stated price with a flag."""

    place: Place
    provider: Provider
    terms: list[Term]
    price: tuple[str, float] | None
    below_floor: bool
    owed: float


@dataclass(frozen=True, slots=True)
class Excluded:
    provider: Provider
    reasons: list[Line]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """`rows` are those seen; `counted` the places whose scores earn attention, for the record."""

    rows: list[Row]
    excluded: list[Excluded]
    fitting: int
    left_out: int
    cost: ShouldCost
    weights: dict[str, float]
    means: Means
    counted: list[Place]
    providers: Mapping[int, Provider]


def shortlist(work: Work, deal: str, moved: Mapping[str, float] | None = None) -> Shortlist:
    """Return the shortlist for a piece of work; `deal` seeds the lots, `moved` are the reader's weights."""
    everybody = market.market(bool(settings.DEMO))
    means, owed = market.means(True), market.owed(True)
    weights = matching.weights_of(moved or {})
    excluded: list[Excluded] = []
    left_out = 0
    fitting: list[Provider] = []
    asked = asked_of(work, deal)
    for one in everybody:
        reasons = matching.failed(one, asked)
        if not reasons:
            fitting.append(one)
            continue
        left_out += 1
        # Who does not do this kind of work at all need not be listed by name.
        if len(excluded) < MOST_EXCLUDED and work.service in one.skills:
            excluded.append(Excluded(one, reasons))
    cost = cost_of(work, fitting)
    asked = asked_of(work, deal, cost)
    in_order = list(weights.values())
    scores = [(matching.score(one, asked, in_order, means), one.id) for one in fitting]
    places = displayed(scores, deal, owed)
    by_id = {one.id: one for one in fitting}
    rows = [_row(place, by_id[place.provider], asked, weights, means, owed) for place in places[:SEEN]]
    counted = [place for place in places if place.by_score <= COUNTED or place.shown <= SEEN]
    return Shortlist(rows, excluded, len(fitting), left_out, cost, weights, means, counted, by_id)


def cost_of(work: Work, fitting: list[Provider]) -> ShouldCost:
    """Return what the work should cost: in the buyer's countries, else where providers fit."""
    common = [
        country for country, _n in Counter(one.country for one in fitting if one.country).most_common(12)
    ]
    minutes = from_sample(work.sample_units, work.sample_minutes)
    if minutes is None:
        minutes = market.minutes_like(work.service, work.task_type)
    countries = list(work.countries) or common
    return should_cost(minutes, work.quality, countries, dict(market.wages(True)), timezone.localdate())


def asked_of(work: Work, deal: str, cost: ShouldCost | None = None) -> Asked:
    """Return the work as the formula asks it; with `cost` prices can be compared too."""
    target, cap = _target_and_cap(work, cost)
    days = None if work.finish_by is None else (work.finish_by - timezone.localdate()).days
    minutes = None if cost is None else cost.minutes
    return Asked(
        deal=deal,
        service=work.service,
        languages=work.languages,
        security=frozenset(work.security),
        countries=frozenset(work.countries),
        least_people=work.least_people,
        certified_on=timezone.localdate() if work.certified_only else None,
        people=people_needed(minutes, people_for(work.quality), work.volume, days),
        unit=work.unit,
        currency=work.currency,
        target=target,
        cap=cap,
        floors={} if cost is None else {one.country: (one.currency, float(one.floor)) for one in cost.costs},
    )


def floor_of(cost: ShouldCost, country: str, currency: str) -> Cost | None:
    """Return the cost in the provider's country where its floor is in this currency."""
    found = cost.of(country)
    return found if found is not None and found.currency == currency else None


def _target_and_cap(work: Work, cost: ShouldCost | None) -> tuple[float | None, float | None]:
    """Return the price for full points and that for none; only costs in the buyer's currency count."""
    same = [one for one in cost.costs if one.currency == work.currency] if cost else []
    target = min((one.base for one in same), default=None)
    cap = None if work.budget is None else work.budget / Decimal(max(1, work.volume))
    if cap is None and same:
        cap = max(one.high for one in same)
    return None if target is None else float(target), None if cap is None else float(cap)


def _row(
    place: Place,
    provider: Provider,
    asked: Asked,
    weights: Mapping[str, float],
    means: Means,
    owed: Mapping[int, float],
) -> Row:
    price = provider.prices.get((asked.service, asked.unit))
    flag = price is not None and matching.below_floor(price[1], price[0], provider.country, asked)
    terms = matching.terms(provider, asked, weights, means)
    return Row(place, provider, terms, price, flag, owed.get(provider.id, 0.0))
