"""Which services fit what somebody needs, and why: plain values in, reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kazi.care.rules.distance import distance_km
from kazi.care.rules.hours import Span
from kazi.kernel.words import N_

NEAR_KM = 10.0
Reason = tuple[str, dict[str, str | int]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody needs; an empty part leaves it open.  `days` count from Monday 0."""

    need: str
    town: str = ""
    point: tuple[float, float] | None = None
    language: str = ""
    days: frozenset[int] = frozenset()
    only_free: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a service offers, as far as anybody has said."""

    key: str
    name: str
    needs: Sequence[str]
    towns: Sequence[str] = ()
    points: Sequence[tuple[float, float]] = ()
    languages: Sequence[str] = ()
    spans: Sequence[Span] = ()
    is_free: bool | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A service that answers the need: what speaks for it, and what has to be asked first."""

    key: str
    name: str
    reasons: list[Reason] = field(default_factory=list)
    open_questions: list[Reason] = field(default_factory=list)
    km: float | None = None


def matches(wish: Wish, offers: Iterable[Offer], most: int = 10) -> list[Match]:
    """Return the services that answer the need and fall foul of nothing that is known, best first.

    What a service does not say never shuts it out: it becomes an open question.  The order: fewer open
    questions, then nearer, then by name; nobody can pay for a place.
    """
    found = [match for offer in offers if (match := _match(wish, offer)) is not None]
    found.sort(key=lambda one: (len(one.open_questions), one.km is None, one.km or 0, one.name, one.key))
    return found[:most]


def _match(wish: Wish, offer: Offer) -> Match | None:
    if wish.need not in offer.needs or _is_shut_out(wish, offer):
        return None
    km = min((distance_km(wish.point, one) for one in offer.points), default=None) if wish.point else None
    match = Match(offer.key, offer.name, km=km)
    _say_where(wish, offer, match)
    checks: tuple[tuple[bool, bool, Reason, Reason], ...] = (
        (bool(wish.language), bool(offer.languages),
         (N_("They speak your language"), {}), (N_("Ask whether they speak your language"), {})),
        (bool(wish.days), bool(offer.spans),
         (N_("Open on a day that suits you"), {}), (N_("Ask when they are open"), {})),
        (True, offer.is_free is not None,
         (N_("Free") if offer.is_free else N_("It costs something"), {}), (N_("Ask what it costs"), {})),
        (wish.age is not None, offer.minimum_age is not None or offer.maximum_age is not None,
         (N_("Right for the age"), {}), (N_("Ask for which age it is"), {})),
    )  # fmt: skip
    for is_wanted, is_known, reason, question in checks:
        if is_wanted:
            (match.reasons if is_known else match.open_questions).append(reason if is_known else question)
    return match


def _is_shut_out(wish: Wish, offer: Offer) -> bool:
    too_young = wish.age is not None and offer.minimum_age is not None and wish.age < offer.minimum_age
    too_old = wish.age is not None and offer.maximum_age is not None and wish.age > offer.maximum_age
    no_word = bool(wish.language and offer.languages) and wish.language not in offer.languages
    shut = bool(wish.days and offer.spans) and not wish.days & {one.day for one in offer.spans}
    dear = wish.only_free and offer.is_free is False
    elsewhere = bool(wish.town and offer.towns) and wish.town.lower() not in {
        town.lower() for town in offer.towns
    }
    return too_young or too_old or no_word or shut or dear or elsewhere


def _say_where(wish: Wish, offer: Offer, match: Match) -> None:
    if wish.town and offer.towns:
        match.reasons.append((N_("In %(town)s"), {"town": wish.town}))
    elif match.km is not None:
        text = N_("About %(km)s km away") if match.km >= NEAR_KM else N_("Near: about %(km)s km")
        match.reasons.append((text, {"km": max(1, round(match.km))}))
    elif wish.town or wish.point:
        match.open_questions.append((N_("Ask where it is"), {}))
