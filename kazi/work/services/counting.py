"""How many answers there were in each quarter of an hour: counted by a job, read by the boards."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Answer, Pace
from kazi.work.rules import quarter_of
from kazi.workforce.models import Worker

QUARTER = timedelta(minutes=15)
REST = 30  # The job rests so many times longer than it took: boards are never worth more.
_rests_until = 0.0


def count_new_answers() -> int:
    """Count the answers since the last count, of all organisations; return how many rows changed."""
    global _rests_until  # noqa: PLW0603 -- a rest of this process, nothing that has to be right.
    if time.monotonic() < _rests_until:
        return 0
    began = time.monotonic()
    changed = 0
    for org_id in list(all_tenants(Worker).order_by().values_list("org_id", flat=True).distinct()):
        with acting_for(org_id):
            changed += count_answers()
    took = time.monotonic() - began
    _rests_until = time.monotonic() + took * REST if took > 0.5 else 0.0
    return changed


def count_answers(since: datetime | None = None) -> int:
    """Count the present organisation's answers by quarter of an hour; return how many rows changed.

    Without `since` it goes on from the quarter before the newest that is counted, so counting
    again is harmless, and an answer that was saved a moment late is found.  Whoever adds answers
    to the past says from when.
    """
    workers = list(Worker.objects.values_list("pk", flat=True))
    if since is None:
        newest = Pace.objects.aggregate(newest=Max("at"))["newest"]
        since = newest - QUARTER if newest else None
    changed = 0
    at = _next_quarter(workers, since)
    while at is not None and at <= timezone.now():
        found = _count_quarter(workers, at)
        changed += found
        # Where there was work, the next quarter likely has some; else look for the next that has.
        at = at + QUARTER if found else _next_quarter(workers, at + QUARTER)
    return changed


def _next_quarter(workers: list[int], since: datetime | None) -> datetime | None:
    """Return the first quarter from `since` on that has an answer."""
    if since is not None and timezone.now() - since < timedelta(hours=1):
        recent = Answer.objects.filter(worker_id__in=workers, submitted_at__gte=quarter_of(since))
        first = recent.aggregate(first=Min("submitted_at"))["first"]
        return quarter_of(first) if first else None
    # Far back, reading all answers from there on would cost more than one look for each worker.
    firsts: list[datetime] = []
    for worker_id in workers:
        answers = Answer.objects.filter(worker_id=worker_id).order_by("submitted_at")
        if since is not None:
            answers = answers.filter(submitted_at__gte=quarter_of(since))
        firsts += answers.values_list("submitted_at", flat=True)[:1]
    return quarter_of(min(firsts)) if firsts else None


@transaction.atomic
def _count_quarter(workers: list[int], at: datetime) -> int:
    answers = Answer.objects.filter(
        worker_id__in=workers, submitted_at__gte=at, submitted_at__lt=at + QUARTER
    ).order_by()
    counted = answers.values_list("seat__project_id", "worker_id").annotate(n=Count("pk"), s=Sum("seconds"))
    rows = [
        Pace(project_id=project_id, worker_id=worker_id, at=at, answers=n, seconds=seconds or 0)
        for project_id, worker_id, n, seconds in counted
    ]
    Pace.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["project", "worker", "at"],
        update_fields=["answers", "seconds"],
    )
    return len(rows)
