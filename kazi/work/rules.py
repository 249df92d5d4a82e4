"""Rules of work on plain values: no database, no clock, no request."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from math import sqrt
from statistics import fmean, stdev

MOST_AHEAD = 5  # Seats that one worker may hold open at once.
MOST_PEOPLE = 25  # People that may be asked about one task.
IDLE_AFTER_SECONDS = 60  # The page stops counting when nothing was touched for so long.


def lease_end(start: datetime, lease_minutes: int) -> datetime:
    """Return when a seat taken at `start` is offered to somebody else."""
    return start + timedelta(minutes=lease_minutes)


def worked_seconds(said: int | None, leased_at: datetime, now: datetime, cap: int) -> int:
    """Return the seconds of work that count for an answer.

    `said` is what the page measured with pauses taken out, or None from a page without
    JavaScript.  It is believed up to the time since the seat was taken; without it, that time
    counts, up to `cap` seconds, so that a lunch break is not work.
    """
    wall = max(0, int((now - leased_at).total_seconds()))
    if said is None:
        return min(wall, cap)
    return max(0, min(said, wall))


@lru_cache(maxsize=10_000)
def pseudonym(secret: bytes, project_id: int, worker_id: int) -> str:
    """Return a worker's name in one project's results, such as `w-3f9a61c2`.

    It cannot be traced without the secret, and differs between projects, so that two clients
    cannot put together who did what.
    """
    said = f"{project_id}.{worker_id}".encode()
    return "w-" + hmac.new(secret, said, hashlib.sha256).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A project that a worker could work on now, as the order of projects sees it."""

    project_id: int
    priority: int
    deadline: datetime | None
    open_now: int  # Seats taken and not yet answered, by anybody.


def best_first(waiting: list[Waiting], now: datetime) -> list[Waiting]:
    """Return projects in the order in which a worker should be offered them.

    A deadline within a day, or missed, raises a project above its priority; then priority
    decides, then the nearer deadline; among equals the project with the fewest people at it
    comes first, so that none starves.
    """

    if len(waiting) < 2:
        return waiting
    far = datetime.max.replace(tzinfo=now.tzinfo)

    def order(project: Waiting) -> tuple[int, datetime, int, int]:
        soon = project.deadline is not None and project.deadline - now < timedelta(days=1)
        urgency = project.priority + (10 if soon else 0)
        return (-urgency, project.deadline or far, project.open_now, project.project_id)

    return sorted(waiting, key=order)


FEWEST_DAYS = 3  # Days with work, before a date is said.
FEWEST_HOURS = 4  # Hours with work, and
FEWEST_ANSWERS = 30  # answers in them, before a number of hours is said.
Z_80 = 1.2816  # Eight times in ten the truth lies between both ends.


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the rest of a project will be done, as far as its past says.

    Either two times (`earliest`, `latest`), or, while too few days are known, two numbers of
    hours of work at the present pace; or neither, and `unknown` says why: `done`, `idle` (nobody
    has worked for a week) or `too_little`.
    """

    unknown: str = ""
    earliest: datetime | None = None
    latest: datetime | None = None
    hours_low: int | None = None
    hours_high: int | None = None


def forecast(remaining: int, daily: Sequence[int], hourly: Sequence[int], now: datetime) -> Forecast:
    """Return when `remaining` answers will have been given.

    `daily` counts the answers of each recent full day since the first one, oldest first, days
    without work included; `hourly` those of each recent hour in which anybody worked.  The range
    is a prediction interval of 80 %: the mean rate of the past n periods, with the scatter of the
    periods once for what is past and once for the h periods to come, z s sqrt(1/n + 1/h).
    Source: Hahn and Meeker 1991, Statistical Intervals, section 4.8 (mean of future values).
    """
    if remaining <= 0:
        return Forecast(unknown="done")
    if not any(daily[-7:]) and not any(hourly):
        return Forecast(unknown="idle")
    if sum(1 for answers in daily if answers) >= FEWEST_DAYS and any(daily[-7:]):
        low, high = _periods(remaining, daily)
        if high < 3_650:
            return Forecast(earliest=now + timedelta(days=low), latest=now + timedelta(days=high))
    if len(hourly) >= FEWEST_HOURS and sum(hourly) >= FEWEST_ANSWERS:
        low, high = _periods(remaining, hourly)
        return Forecast(hours_low=max(1, round(low)), hours_high=max(1, round(high)))
    return Forecast(unknown="too_little")


def in_days(hours_low: int, hours_high: int, hours_a_day: float, now: datetime) -> tuple[datetime, datetime]:
    """Return between which times so many hours of work will be over.

    Early when people go on without a break; late when they work as many hours a day as until now
    (at least one), on five days of a week.
    """
    days = hours_high / max(1.0, hours_a_day) * 7 / 5
    return now + timedelta(hours=hours_low), now + timedelta(hours=hours_low, days=days)


def _periods(remaining: int, rates: Sequence[int]) -> tuple[float, float]:
    """Return the fewest and the most periods that the rest is likely to take."""
    mean = fmean(rates)
    spread = stdev(rates) if len(rates) > 1 else mean
    ahead = max(1.0, remaining / mean)
    give = Z_80 * spread * sqrt(1 / len(rates) + 1 / ahead)
    # However wild the past, work does not go five times slower or faster than its own mean.
    slow, fast = max(mean - give, mean / 5), min(mean + give, mean * 5)
    return remaining / fast, remaining / slow


def quarter_of(moment: datetime) -> datetime:
    """Return the beginning of the quarter of an hour; every time zone's day begins with one."""
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
