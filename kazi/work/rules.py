"""Rules of work on plain values: no database, no clock, no request."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

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

    def order(project: Waiting) -> tuple[int, datetime, int, int]:
        soon = project.deadline is not None and project.deadline - now < timedelta(days=1)
        far = datetime.max.replace(tzinfo=now.tzinfo)
        urgency = project.priority + (10 if soon else 0)
        return (-urgency, project.deadline or far, project.open_now, project.project_id)

    return sorted(waiting, key=order)
