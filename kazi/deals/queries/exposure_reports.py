"""How often each provider was shown, month by month: for itself, and for the hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db.models import Avg, Count, Min, QuerySet, Sum

from kazi.deals.models import Shortlist, Shown
from kazi.deals.rules.pipeline import months_from

KEPT_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Exposure:
    """One provider in one month.

    `shown` of `shortlists` is in how many of the month's it was counted; places are 1 for the first.
    `attention` and `earned` are its shares, 0 to 1, of all exposure and of all scores.
    """

    month: date
    provider_id: int
    provider: str
    size: str
    shortlists: int
    shown: int
    place: float
    best: int
    attention: float
    earned: float


def exposure_of_month(month: date) -> list[Exposure]:
    """Return the providers that were shown in a month, the most seen first."""
    rows = _rows(month)
    sums = rows.aggregate(had=Sum("exposure"), earned=Sum("score"))
    made = _lists(month).count()
    each = (
        rows.values("provider_id", "provider__name", "size")
        .annotate(
            n=Count("pk"), place=Avg("rank"), best=Min("rank"), had=Sum("exposure"), earned=Sum("score")
        )
        .order_by("-had", "provider__name")
    )
    return [
        Exposure(
            month,
            row["provider_id"],
            row["provider__name"],
            row["size"],
            made,
            row["n"],
            row["place"],
            row["best"],
            row["had"] / (sums["had"] or 1),
            row["earned"] / (sums["earned"] or 1),
        )
        for row in each
    ]


def exposure_of_provider(provider_id: int, today: date) -> list[Exposure]:
    """Return a provider's months, the newest first; a month in which it was not shown is left out."""
    found = []
    for month in reversed(_recent(today)):
        found += [row for row in exposure_of_month(month) if row.provider_id == provider_id]
    return found


def exposure_of_all(today: date) -> list[Exposure]:
    """Return all recorded months of all providers, the newest first."""
    return [row for month in reversed(_recent(today)) for row in exposure_of_month(month)]


def _recent(today: date) -> list[date]:
    """Return up to 24 months up to this one in which some shortlist was made."""
    first = Shortlist.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return []
    start = first.date().replace(day=1)
    count = (today.year - start.year) * 12 + today.month - start.month + 1
    return months_from(start, max(0, count))[-KEPT_MONTHS:]


def _span(month: date) -> tuple[datetime, datetime]:
    """Return the month's bounds in UTC: one month for all providers, wherever they are."""
    after = months_from(month, 2)[1]
    return datetime(month.year, month.month, 1, tzinfo=UTC), datetime(after.year, after.month, 1, tzinfo=UTC)


def _lists(month: date) -> QuerySet[Shortlist]:
    begins, ends = _span(month)
    return Shortlist.objects.filter(at__gte=begins, at__lt=ends)


def _rows(month: date) -> QuerySet[Shown]:
    begins, ends = _span(month)
    rows = Shown.objects.filter(shortlist__at__gte=begins, shortlist__at__lt=ends)
    return rows if settings.DEMO else rows.filter(provider__is_demo=False)
