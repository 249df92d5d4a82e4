"""Where an organisation is: its time zone, and when its days begin."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.kernel.recall import Recall


def _ask(org_id: int) -> ZoneInfo:
    name = Organisation.objects.filter(pk=org_id).values_list("timezone", flat=True).first() or "UTC"
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # Better the wrong hour than no page.
        return ZoneInfo("UTC")


zone_of: Recall[int, ZoneInfo] = Recall(_ask, seconds=60)


def day_begins(org_id: int, back: int = 0) -> datetime:
    """Return when the organisation's present day began, or that of `back` days ago."""
    zone = zone_of(org_id)
    day = timezone.now().astimezone(zone).date() - timedelta(days=back)
    return datetime.combine(day, time.min, tzinfo=zone)
