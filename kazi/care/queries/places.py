"""Where the towns of the directory are, for maps: the middle of the places of services in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Avg

from kazi.care.models import ServiceLocation

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """A count at a town; `point` is None where nobody knows the place."""

    town: str
    country: str
    count: int
    point: Point | None


def towns() -> dict[tuple[str, str], Point]:
    """Return the middle of each town by (name in small letters, country): degrees north and east."""
    known = ServiceLocation.objects.filter(latitude__range=(-90, 90), longitude__range=(-180, 180))
    rows = known.exclude(town="").values("town", "country").order_by()
    sums: dict[tuple[str, str], list[Point]] = {}
    for row in rows.annotate(latitude_=Avg("latitude"), longitude_=Avg("longitude")):
        key = (row["town"].strip().lower(), row["country"].upper())
        sums.setdefault(key, []).append((row["latitude_"], row["longitude_"]))
    return {key: _middle(points) for key, points in sums.items()}


def spots(counts: Mapping[str, int]) -> list[Spot]:
    """Return where these towns are, the largest count first; a name in two countries is placed in neither."""
    known = towns()
    by_name: dict[str, list[str]] = {}
    for name, country in known:
        by_name.setdefault(name, []).append(country)
    found = []
    for town, count in counts.items():
        name = town.strip().lower()
        countries = by_name.get(name, [])
        country = countries[0] if len(countries) == 1 else ""
        found.append(Spot(town, country, count, known.get((name, country)) if country else None))
    return sorted(found, key=lambda one: (-one.count, one.town))


def _middle(points: Iterable[Point]) -> Point:
    listed = list(points)
    return sum(one[0] for one in listed) / len(listed), sum(one[1] for one in listed) / len(listed)
