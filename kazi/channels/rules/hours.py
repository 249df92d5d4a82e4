"""When a message may leave, in the time zone of whoever gets it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=600)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of this name; UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def next_window(at: datetime, zone: str, opens: time, closes: time) -> tuple[datetime, datetime]:
    """Return from when and until when a message of this moment may leave, both in UTC.

    The first is `at` itself inside the day's hours.  `opens` is earlier than `closes`.  Where clocks
    change, the hours are those on the wall.
    """
    where = zone_of(zone)
    day = at.astimezone(where).date()
    while True:
        first = datetime.combine(day, opens, where).astimezone(UTC)
        last = datetime.combine(day, closes, where).astimezone(UTC)
        if at < last and first < last:
            return max(at.astimezone(UTC), first), last
        day += timedelta(days=1)
