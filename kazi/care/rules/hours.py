"""Opening hours: weekdays and times as people write them, and HSDS schedules as programs read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545, as HSDS has them; Monday is 0.
_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?"
    r"(?P<zone>z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open on one weekday from `opens` to `closes`, minutes after midnight on the wall there.

    `closes` is above `opens`; past 24 * 60 it is the night into the next day.
    """

    day: int
    opens: int
    closes: int

    @property
    def words(self) -> str:
        return f"{clock(self.opens)}–{clock(self.closes)}"


def clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def minutes_of(text: str) -> int | None:
    """Return the minutes after midnight of "9:00", "5:30 PM", "17.30" or "10:00:00+03:00"; None for none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute


def day_of(text: str) -> int | None:
    """Return 0 for "Monday", "Mon", "MO" or "1" (as some 1.x files count), 6 for Sunday; None for none."""
    said = text.strip().lower()
    if said in {"1", "2", "3", "4", "5", "6", "7"}:
        return int(said) - 1
    if len(said) < 2:
        return None
    return next((number for number, name in enumerate(_NAMES) if name.startswith(said)), None)


def span(day: int, opens: int, closes: int) -> Span:
    """Return a span; one that closes at or before it opens ends on the next day."""
    return Span(day, opens, closes if closes > opens else closes + 24 * 60)


def schedule_of(days: Iterable[int], opens: int, closes: int) -> dict[str, Any]:
    """Return the HSDS schedule of simple hours: each week, on these days, between these times."""
    return {
        "freq": "WEEKLY",
        "interval": 1,
        "wkst": "MO",
        "byday": ",".join(DAYS[day] for day in sorted(set(days))),
        "opens_at": clock(opens),
        "closes_at": clock(closes),
    }


def spans_of(schedules: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Return the weekly hours that schedules say, in order; what is not plainly weekly is left out."""
    found = set()
    for one in schedules:
        opens, closes = minutes_of(str(one.get("opens_at", ""))), minutes_of(str(one.get("closes_at", "")))
        if opens is None or closes is None or (one.get("freq") or "WEEKLY") != "WEEKLY":
            continue
        if (one.get("interval") or 1) != 1:
            continue
        for day in str(one.get("byday", "")).upper().replace(";", ",").split(","):
            if day.strip() in DAYS:
                found.add(span(DAYS.index(day.strip()), opens, closes))
    return sorted(found)


def is_open(spans: Iterable[Span], now: datetime, offset_minutes: int) -> bool:
    """Say whether one of the hours holds at `now`, an aware time, where the clock is UTC + offset."""
    wall = now.astimezone(UTC) + timedelta(minutes=offset_minutes)
    minute, day = wall.hour * 60 + wall.minute, wall.weekday()
    for one in spans:
        if one.day == day and one.opens <= minute < one.closes:
            return True
        if (one.day + 1) % 7 == day and minute < one.closes - 24 * 60:
            return True
    return False


def by_day(spans: Iterable[Span]) -> list[tuple[int, list[Span]]]:
    """Return the hours of each weekday that has some, Monday first."""
    days: dict[int, list[Span]] = {}
    for one in sorted(spans):
        days.setdefault(one.day, []).append(one)
    return list(days.items())
