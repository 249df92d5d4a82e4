"""Which commission of the hub applies on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from kazi.deals.models import Commission


def commission_on(day: date) -> Commission | None:
    """Return what the hub takes on that day; None for nothing.  Of two rows the one that began last."""
    rows = Commission.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    return rows.order_by("-since", "-pk").first()


def commission_now() -> Commission | None:
    return commission_on(timezone.now().date())


def commissions() -> QuerySet[Commission]:
    return Commission.objects.all()
