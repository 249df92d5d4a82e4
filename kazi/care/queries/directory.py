"""The directory as people look through it: by words, need, town, language, cost, open now, and distance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from django.db.models import Avg
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.care.models import LocalService, ServiceLocation
from kazi.care.queries.listed import KIND, with_places
from kazi.care.rules.distance import distance_km
from kazi.care.rules.hours import is_open
from kazi.care.rules.needs import NEEDS
from kazi.search.queries import search

ON_A_PAGE = 20
MOST = 5_000  # Services that are looked at one by one, for the hour and the distance.
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; an empty part leaves it open."""

    words: str = ""
    need: str = ""
    town: str = ""
    language: str = ""
    cost: str = ""
    open_now: bool = False
    near: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, Sequence[str]]:
        said = {"need": self.need, "town": self.town, "spoken": self.language, "cost": self.cost}
        return {"kind": [KIND], **{name: [code] for name, code in said.items() if code}}


@dataclass(frozen=True, slots=True)
class Card:
    """One service in a list.  `distance_km` is None where a place has no coordinates."""

    service: LocalService
    is_open: bool | None
    distance_km: float | None = None

    @property
    def towns(self) -> list[str]:
        return sorted({at.location.town for at in self.service.places.all() if at.location.town})

    @property
    def helps_with(self) -> list[str]:
        """Return the needs that it answers, in the reader's words."""
        return [_(NEEDS[code].name) for code in self.service.needs if code in NEEDS]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the directory.  `meant` is the question with its misspelt words put right, "" for none."""

    cards: list[Card]
    total: int
    page: int
    pages: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    meant: str = ""


def directory(asked: Asked, now: datetime | None = None) -> Shown:
    """Return the page that somebody asked for; near a place, the nearest first."""
    found = search(asked.words, asked.filters, on_a_page=MOST, with_texts=False)
    refs = [hit.ref for hit in found.hits]
    point = place_of(asked.near) if asked.near else None
    if not asked.open_now and point is None:
        pages = max(1, ceil(len(refs) / ON_A_PAGE))
        page = min(max(1, asked.page), pages)
        some = refs[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        return Shown(_cards(some, now, None), len(refs), page, pages, found.facets, found.meant)
    cards = _cards(refs, now, point)
    if asked.open_now:
        cards = [card for card in cards if card.is_open]
    if point is not None:
        cards.sort(key=lambda card: (card.distance_km is None, card.distance_km or 0))
    pages = max(1, ceil(len(cards) / ON_A_PAGE))
    page = min(max(1, asked.page), pages)
    some_cards = cards[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Shown(some_cards, len(cards), page, pages, found.facets, found.meant)


def card_of(service: LocalService, now: datetime | None = None, near: Point | None = None) -> Card:
    """Return a service as a list shows it; None for open where its hours are not known."""
    spans = service.spans
    moment = now or timezone.now()
    opened = is_open(spans, moment, service.utc_offset_minutes) if spans else None
    if service.status != "active":
        opened = False
    return Card(service, opened, nearest_km(service, near) if near else None)


def nearest_km(service: LocalService, near: Point) -> float | None:
    """Return the distance to the closest place of a service that has coordinates."""
    known = [
        distance_km(near, (at.location.latitude, at.location.longitude))
        for at in service.places.all()
        if at.location.latitude is not None and at.location.longitude is not None
    ]
    return min(known, default=None)


def place_of(said: str) -> Point | None:
    """Return the point of "-1.29, 36.82" or of a town in the directory: the middle of its places."""
    parts = said.split(",")
    if len(parts) == 2:
        try:
            latitude, longitude = float(parts[0]), float(parts[1])
        except ValueError:
            pass
        else:
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return latitude, longitude
    there = ServiceLocation.objects.filter(town__iexact=said.strip(), latitude__isnull=False)
    middle = there.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        return None
    return middle["latitude"], middle["longitude"]


def _cards(refs: Sequence[str], now: datetime | None, near: Point | None) -> list[Card]:
    rows: dict[str, LocalService] = {}
    for start in range(0, len(refs), 500):
        some = with_places(LocalService.objects.filter(pk__in=refs[start : start + 500]))
        rows |= {str(row.pk): row for row in some}
    return [card_of(rows[ref], now, near) for ref in refs if ref in rows]
