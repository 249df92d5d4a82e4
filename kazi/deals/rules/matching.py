"""Who fits a piece of work: hard constraints first, then a weighted sum that anybody can recompute.

    score = 100 x sum of weight x term, each term in [0, 1]

A provider's score depends on its own row, the request and the means of the month: never on who else
is in the list, so a provider that joins can swap no two others.  Nothing here could be bought.
The form of the terms: docs/decisions/matching.md.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kazi.deals.rules.lines import Line
from kazi.deals.rules.standing import STANDING, TERMS, Means, shrunk, usual_hours
from kazi.kernel.words import N_

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "skill": 0.30,
    "quality": 0.20,
    "capacity": 0.15,
    "price": 0.15,
    "impact": 0.15,
    "response": 0.05,
}
LEAST_IMPACT = 0.10
IMPACT = {"audited": 1.0, "reviewed": 0.7, "declared": 0.3}
UNKNOWN = 0.5  # Where nothing is known the term is in the middle: neither a gift nor a penalty.


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a provider.

    Prices are for one unit in `currency`; `target` and `cap` None: nothing to compare with.
    `floors` has the lowest price that can pay a living wage, by country, in its own currency.
    """

    deal: str
    service: str
    languages: tuple[str, ...] = ()
    security: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    least_people: int = 0
    certified_on: date | None = None
    people: float | None = None
    unit: str = ""
    currency: str = ""
    target: float | None = None
    cap: float | None = None
    floors: Mapping[str, tuple[str, float]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """What the formula knows of a provider.  Pairs are (how many, mean): deliveries on time, ...

    `skills` says how each service or language is known: "credential", "deal" or "claim".
    `prices` has (currency, price) by (service, unit); `impact_ratio` is measured share over the
    criterion, None where nothing was measured.
    """

    id: int
    name: str
    slug: str
    country: str
    skills: Mapping[str, str]
    languages: frozenset[str]
    security: frozenset[str] = frozenset()
    capacity: int | None = None
    on_time: tuple[int, float] = (0, 0.0)
    accepted: tuple[int, float] = (0, 0.0)
    answer_hours: tuple[int, float] = (0, 0.0)
    impact: str = ""
    impact_ratio: float | None = None
    certificate_until: date | None = None
    prices: Mapping[tuple[str, str], tuple[str, float]] = dataclasses.field(default_factory=dict)
    size: str = "unknown"


@dataclass(frozen=True, slots=True)
class Term:
    """One term as printed: value x weight = points (of 100), and what it rests on."""

    key: str
    name: str
    value: float
    weight: float
    points: float
    why: Line


def weights_of(moved: Mapping[str, float]) -> dict[str, float]:
    """Return weights that add up to 1, from what a reader moved; impact keeps at least a tenth.

    Weights that are missing are the default's; negative ones count as nothing.
    """
    raw = {key: max(0.0, float(moved.get(key, weight))) for key, weight in DEFAULT_WEIGHTS.items()}
    total = sum(raw.values())
    if total <= 0 or total == float("inf"):
        return dict(DEFAULT_WEIGHTS)
    shares = {key: weight / total for key, weight in raw.items()}
    if shares["impact"] >= LEAST_IMPACT:
        return shares
    rest = 1 - shares["impact"]
    return {
        key: LEAST_IMPACT if key == "impact" else share / rest * (1 - LEAST_IMPACT)
        for key, share in shares.items()
    }


def failed(provider: Provider, asked: Asked) -> list[Line]:
    """Return why the provider cannot be on the list, every reason; empty when it can."""
    reasons = []
    if asked.service not in provider.skills:
        reasons.append(Line(N_("It does not offer this service.")))
    lacking = [code for code in asked.languages if code not in provider.languages]
    if lacking:
        reasons.append(Line(N_("It does not work in: %(languages)s."), {"languages": ", ".join(lacking)}))
    unsafe = sorted(asked.security - provider.security)
    if unsafe:
        reasons.append(
            Line(N_("It does not say that it has: %(security)s."), {"security": ", ".join(unsafe)})
        )
    if asked.countries and provider.country not in asked.countries:
        reasons.append(
            Line(N_("It works in %(country)s, which you left out."), {"country": provider.country or "?"})
        )
    if asked.least_people and provider.capacity is not None and provider.capacity < asked.least_people:
        reasons.append(
            Line(
                N_("It has %(capacity)s people; you ask for %(least)s or more."),
                {"capacity": provider.capacity, "least": asked.least_people},
            )
        )
    if asked.least_people and provider.capacity is None:
        reasons.append(Line(N_("It does not say how many people it has.")))
    if asked.certified_on and not (
        provider.certificate_until and provider.certificate_until >= asked.certified_on
    ):
        reasons.append(Line(N_("It has no certificate that is valid today.")))
    return reasons


def values(provider: Provider, asked: Asked, means: Means) -> tuple[float, ...]:
    """Return the six terms in the order of DEFAULT_WEIGHTS, each 0 to 1."""
    known = [STANDING[provider.skills[asked.service]] if asked.service in provider.skills else 0.0]
    known += [STANDING[provider.skills.get(code, "claim")] for code in asked.languages]
    on_time = shrunk(provider.on_time, means.on_time)
    return (
        sum(known) / len(known),
        shrunk(provider.accepted, means.accepted),
        _room(provider, asked) * on_time,
        _price(provider, asked),
        IMPACT.get(provider.impact, 0.0) * _ratio(provider),
        min(1.0, max(0.0, (72 - usual_hours(provider.answer_hours, means.answer_hours)) / 68)),
    )


def score(provider: Provider, asked: Asked, weights: Sequence[float], means: Means) -> float:
    """Return the score, 0 to 100; `weights` in the order of DEFAULT_WEIGHTS, sum 1."""
    pairs = zip(weights, values(provider, asked, means), strict=True)
    return 100 * sum(weight * value for weight, value in pairs)


def in_score_order(scores: Iterable[tuple[float, int]], deal: str) -> list[tuple[float, int]]:
    """Return (score, provider id), the best first; equal scores by a hash that no name can improve."""
    return sorted(scores, key=lambda one: (-round(one[0], 6), lot(deal, one[1])))


def lot(deal: str, provider_id: int) -> str:
    """Return the lot a provider draws in this deal: others in every deal, the same every time."""
    return hashlib.sha256(f"{deal}/{provider_id}".encode()).hexdigest()


def below_floor(price: float, currency: str, country: str, asked: Asked) -> bool:
    """Say whether a price cannot pay a living wage; False too where that is unknown."""
    floor = asked.floors.get(country)
    return floor is not None and floor[0] == currency and price < floor[1]


def terms(provider: Provider, asked: Asked, weights: Mapping[str, float], means: Means) -> list[Term]:
    """Return the six terms as they are printed, with what each rests on."""
    found = zip(DEFAULT_WEIGHTS, values(provider, asked, means), strict=True)
    return [
        Term(
            key,
            TERMS[key],
            value,
            weights[key],
            100 * weights[key] * value,
            _why(key, provider, asked, means),
        )
        for key, value in found
    ]


def _room(provider: Provider, asked: Asked) -> float:
    if asked.people is None or asked.people <= 0:
        return 1.0
    return UNKNOWN if provider.capacity is None else min(1.0, provider.capacity / asked.people)


def _ratio(provider: Provider) -> float:
    return UNKNOWN if provider.impact_ratio is None else min(1.0, max(0.0, provider.impact_ratio))


def _price(provider: Provider, asked: Asked) -> float:
    stated = provider.prices.get((asked.service, asked.unit))
    if stated is None:
        return UNKNOWN
    currency, price = stated
    if below_floor(price, currency, provider.country, asked):
        return 0.0
    cap, target = asked.cap, asked.target
    if currency != asked.currency or cap is None:
        return UNKNOWN
    target = cap if target is None or target > cap else target
    if price <= target:
        return 1.0
    return max(0.0, (cap - price) / (cap - target)) if cap > target else 0.0


def _why(key: str, provider: Provider, asked: Asked, means: Means) -> Line:
    return _WHY[key](provider, asked, means)


def _why_skill(provider: Provider, asked: Asked, means: Means) -> Line:
    return {
        "credential": Line(N_("The service is shown by a credential.")),
        "deal": Line(N_("The service is shown by accepted work here.")),
        "claim": Line(N_("The service is claimed by the provider.")),
    }[provider.skills.get(asked.service, "claim")]


def _why_quality(provider: Provider, asked: Asked, means: Means) -> Line:
    count, mean = provider.accepted
    if not count:
        return Line(
            N_("No delivery is judged yet: it starts at the mean, %(mean)s."),
            {"mean": f"{means.accepted:.2f}"},
        )
    return Line(
        N_("%(share)s %% accepted at first delivery in %(count)s deliveries, drawn to the mean %(mean)s."),
        {"share": round(100 * mean), "count": count, "mean": f"{means.accepted:.2f}"},
    )


def _why_capacity(provider: Provider, asked: Asked, means: Means) -> Line:
    said: dict[str, str | int] = {
        "has": "?" if provider.capacity is None else provider.capacity,
        "needs": "?" if asked.people is None else f"{asked.people:.1f}",
        "count": provider.on_time[0],
        "rate": f"{shrunk(provider.on_time, means.on_time):.2f}",
    }
    return Line(
        N_("%(has)s people for %(needs)s needed, times %(rate)s on time (from %(count)s deliveries)."), said
    )


def _why_price(provider: Provider, asked: Asked, means: Means) -> Line:
    stated = provider.prices.get((asked.service, asked.unit))
    if stated is None:
        return Line(N_("It states no price for this unit: the middle."))
    said: dict[str, str | int] = {"price": f"{stated[1]:.4g}", "currency": stated[0]}
    if below_floor(stated[1], stated[0], provider.country, asked):
        return Line(N_("%(price)s %(currency)s each is below what a living wage costs: no points."), said)
    if stated[0] != asked.currency or asked.cap is None:
        return Line(N_("%(price)s %(currency)s each; there is nothing to compare it with: the middle."), said)
    return Line(N_("It states %(price)s %(currency)s each."), said)


def _why_impact(provider: Provider, asked: Asked, means: Means) -> Line:
    if not provider.impact:
        return Line(N_("It says nothing of whom it hires."))
    text = {
        "audited": N_("Audited, times %(ratio)s of the criterion."),
        "reviewed": N_("Evidence was reviewed, times %(ratio)s of the criterion."),
        "declared": N_("Declared by itself, times %(ratio)s of the criterion."),
    }[provider.impact]
    return Line(text, {"ratio": f"{_ratio(provider):.2f}"})


def _why_response(provider: Provider, asked: Asked, means: Means) -> Line:
    hours = usual_hours(provider.answer_hours, means.answer_hours)
    return Line(
        N_("Answers in about %(hours)s hours (from %(count)s invitations, drawn to the mean)."),
        {"hours": round(hours), "count": provider.answer_hours[0]},
    )


_WHY = {
    "skill": _why_skill,
    "quality": _why_quality,
    "capacity": _why_capacity,
    "price": _why_price,
    "impact": _why_impact,
    "response": _why_response,
}
