"""Timed jobs: `@every(seconds=5)` in a room's `jobs.py`, run by `kazi worker`.

Any number of worker processes may run: a job that is due belongs to the one that moves its row in
`Beat` on.  A job that fails is logged and comes round again; jobs are written to run twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from kazi.journal.models import Beat

log = logging.getLogger(__name__)
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timed:
    name: str
    every: timedelta
    run: Job


_timed: dict[str, Timed] = {}


def every(*, seconds: float) -> Callable[[Job], Job]:
    """Register a job to run about every `seconds`, in one process at a time."""

    def register(job: Job) -> Job:
        name = f"{job.__module__}.{job.__qualname__}"
        _timed[name] = Timed(name, timedelta(seconds=seconds), job)
        return job

    return register


def run_due() -> int:
    """Run every timed job that is due and not taken by another process; return how many ran."""
    ran = 0
    for job in list(_timed.values()):
        if not _taken(job):
            continue
        try:
            job.run()
        except Exception:
            log.exception("The timed job %s failed; it comes round again.", job.name)
        ran += 1
    return ran


def run_all_now() -> None:
    """Run every timed job once, whatever the time; a failure is raised.  For tests and commands."""
    for job in list(_timed.values()):
        job.run()


def overdue_seconds() -> float | None:
    """Return by how much the most overdue timed job is late, 0 for none; None when none ever ran."""
    beats = dict(Beat.objects.filter(name__in=_timed).values_list("name", "due_at"))
    if not beats:
        return None
    return max(0.0, (timezone.now() - min(beats.values())).total_seconds())


def _taken(job: Timed) -> bool:
    now = timezone.now()
    due = Beat.objects.filter(name=job.name, due_at__lte=now)
    if not due.exists():
        if Beat.objects.filter(name=job.name).exists():
            return False
        try:
            with transaction.atomic():
                Beat.objects.create(name=job.name, due_at=now + job.every)
        except IntegrityError:
            return False
        return True
    return bool(due.update(due_at=now + job.every))
