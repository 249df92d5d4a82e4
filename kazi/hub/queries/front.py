"""What the front page counts and whom it shows today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from kazi.hub.models import Advocate, PublicProfile
from kazi.hub.rules.rotation import turn


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are now, and when the newest of them was published."""

    providers: int
    countries: int
    advocates: int
    newest_at: datetime | None


def counts() -> Counts:
    shown = PublicProfile.objects.visible()
    told = shown.aggregate(number=Count("pk"), newest=Max("published_at"))
    places = shown.exclude(country="").values("country").distinct().count()
    return Counts(told["number"], places, Advocate.objects.visible().count(), told["newest"])


def of_the_day(day: date, total: int, places: int) -> list[PublicProfile]:
    """Return the profiles whose turn it is on the front page, among `total` visible ones."""
    every = PublicProfile.objects.visible().order_by("pk")
    return [profile for start, end in turn(day, total, places) for profile in every[start:end]]


def newest(places: int) -> list[PublicProfile]:
    """Return the providers that came last; one that publishes again does not come again."""
    return list(PublicProfile.objects.visible().order_by("-provider_id")[:places])


def by_country(most: int) -> list[tuple[str, int]]:
    """Return the countries with the most visible providers, and how many: (code, number)."""
    shown = PublicProfile.objects.visible().exclude(country="")
    counted = shown.values_list("country").annotate(number=Count("pk")).order_by("-number", "country")
    return [(code, number) for code, number in counted[:most]]
