"""The services that fit a wish, out of those in the directory."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kazi.care.models import LocalService
from kazi.care.queries.directory import Card, card_of
from kazi.care.queries.listed import KIND, with_places
from kazi.care.rules.matching import Match, Offer, Wish, matches
from kazi.search.queries import search

MOST_CANDIDATES = 2_000


@dataclass(frozen=True, slots=True)
class Fitting:
    """A match with the service itself."""

    match: Match
    card: Card

    @property
    def reasons(self) -> list[str]:
        return [_(text) % values for text, values in self.match.reasons]

    @property
    def questions(self) -> list[str]:
        return [_(text) % values for text, values in self.match.open_questions]

    @property
    def service(self) -> LocalService:
        return self.card.service


def fitting(wish: Wish, most: int = 10) -> list[Fitting]:
    """Return the services that fit, best first, with their reasons."""
    found = search("", {"kind": [KIND], "need": [wish.need]}, on_a_page=MOST_CANDIDATES, with_texts=False)
    refs = [hit.ref for hit in found.hits]
    rows: dict[str, LocalService] = {}
    for start in range(0, len(refs), 500):
        some = with_places(LocalService.objects.filter(pk__in=refs[start : start + 500], status="active"))
        rows |= {str(row.pk): row for row in some}
    best = matches(wish, map(_offer, rows.values()), most)
    return [Fitting(match, card_of(rows[match.key], near=wish.point)) for match in best]


def towns_for(need: str, most: int) -> list[str]:
    """Return the towns with the most services for a need, by name."""
    found = search("", {"kind": [KIND], "need": [need]}, on_a_page=1)
    counted = found.facets.get("town", {})
    return sorted(sorted(counted, key=lambda town: (-counted[town], town))[:most])


def _offer(row: LocalService) -> Offer:
    places = [at.location for at in row.places.all()]
    return Offer(
        key=str(row.pk),
        name=row.name,
        needs=row.needs,
        towns=[place.town for place in places if place.town],
        points=[
            (place.latitude, place.longitude)
            for place in places
            if place.latitude is not None and place.longitude is not None
        ],
        languages=row.languages,
        spans=row.spans,
        is_free=row.is_free,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
    )
