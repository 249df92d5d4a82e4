"""Reading published statistics."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from kazi.hub.models import PublicProfile, StatisticsRelease


def releases() -> QuerySet[StatisticsRelease]:
    """Return the releases of this site, the newest first; those of the demo in demo mode only."""
    return StatisticsRelease.objects.filter(is_demo=settings.DEMO).order_by("-as_of")


def is_due(today: date) -> bool:
    """Say whether this month has no release yet."""
    return not releases().filter(as_of__gte=today.replace(day=1)).exists()


def counted_profiles() -> list[PublicProfile]:
    """Return the published profiles whose providers may be counted: of the demo in demo mode only."""
    return list(PublicProfile.objects.visible().select_related("provider").order_by("pk"))
