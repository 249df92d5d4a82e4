"""Quotas: how many more of a stratum may be asked now so that no more answers come than are wanted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Standing:
    """A stratum now.  `open` are people who were asked and may still answer."""

    done: int = 0
    open: int = 0


def may_ask(quota: int | None, standing: Standing) -> int | None:
    """Return how many more people of the stratum may be asked now; None without a quota.

    As many as are missing, less those who may still answer: even if all of them do, the quota is kept.
    """
    return None if quota is None else max(0, quota - standing.done - standing.open)


def is_open(asked_at: datetime, now: datetime, turns: int, days_between: int) -> bool:
    """Say whether somebody who was asked may still be waited for: until a day after the last reminder's wait.

    Later answers are taken all the same, as nothing that a worker says is thrown away; others may have
    been asked in their place by then.
    """
    return now < asked_at + timedelta(days=max(1, days_between) * (turns + 1))


def may_remind(*, has_ended: bool, reminders: int, most: int) -> bool:
    """Say whether one more reminder may go out: never to who has finished, refused or stopped."""
    return not has_ended and reminders < most


def about(people: int, steps: int = 10) -> int | None:
    """Return a count for a page: 0, None for fewer than a step, else rounded down to whole steps."""
    return people if people == 0 else (people // steps * steps or None)


def still_open(asked: Collection[datetime], now: datetime, turns: int, days_between: int) -> int:
    """Count those who may still be waited for."""
    return sum(is_open(one, now, turns, days_between) for one in asked)
