"""Unmet needs as they are released: at least ten at a place, in whole tens, the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from kazi.care.models import Appeal, UnmetNeed

LEAST = 10  # k: what fewer have told is not shown at all, nor how many fewer.


@dataclass(frozen=True, slots=True)
class Released:
    """At least `count` times in twelve months, and fewer than `count` + 10."""

    need: str
    town: str
    country: str
    count: int


def released(today: date | None = None) -> list[Released]:
    """Return what may be shown, the most frequent first.

    Counts move in steps of ten, so that two looks, before and after somebody has told, are alike.
    There are no totals, which would give away what is left out.
    """
    day = today or timezone.now().date()
    rows = UnmetNeed.objects.filter(month__gt=day.replace(year=day.year - 1, day=1))
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    sums = rows.values("need", "town", "country").annotate(total=Sum("count"))
    found = [
        Released(row["need"], row["town"], row["country"], row["total"] // LEAST * LEAST)
        for row in sums
        if row["total"] >= LEAST and row["town"]
    ]
    return sorted(found, key=lambda one: (-one.count, one.town, one.need))


def appealed(rows: list[Released]) -> dict[Released, datetime]:
    """Return when the advocates were asked about these, each at its count of now; others are not in it."""
    made = Appeal.objects.filter(town__in={row.town for row in rows})
    asked = {Released(one.need, one.town, one.country, one.count): one.at for one in made}
    return {row: asked[row] for row in rows if row in asked}
