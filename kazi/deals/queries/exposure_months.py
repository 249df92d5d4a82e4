"""Who was shown, month by month, from the recorded shortlists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from kazi.deals.models import Shortlist, Shown

KEPT_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's shortlists did: how many, mean nDCG, and shares of exposure and of score by size."""

    month: datetime
    shortlists: int
    ndcg: float
    by_size: list[tuple[str, int, float, float]]  # size, providers, share of exposure, share of score


def months() -> list[Month]:
    """Return the recorded months, the newest first."""
    made = Shortlist.objects.annotate(month=TruncMonth("at")).values("month").order_by("-month")
    kept = made.annotate(count=Count("pk"), near=Avg("ndcg"))[:KEPT_MONTHS]
    rows = (
        Shown.objects.annotate(month=TruncMonth("shortlist__at"))
        .values("month", "size")
        .annotate(had=Sum("exposure"), earned=Sum("score"), many=Count("provider_id", distinct=True))
        .order_by("size")
    )
    parts: dict[datetime, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        parts[row["month"]].append({**row})
    return [_month({**row}, parts[row["month"]]) for row in kept]


def _month(row: dict[str, Any], parts: list[dict[str, Any]]) -> Month:
    had = sum(part["had"] for part in parts) or 1
    earned = sum(part["earned"] for part in parts) or 1
    sizes = [(str(p["size"]), int(p["many"]), p["had"] / had, p["earned"] / earned) for p in parts]
    return Month(timezone.localtime(row["month"]), row["count"], row["near"], sizes)
