"""What a worker's own pages say: the day, what came back, replies, practice, the second look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from kazi.kernel.money import Money, payable
from kazi.work.facts import may_work_on, projects_of
from kazi.work.models import Answer, Concern, Seat, Task
from kazi.workforce.queries import WorkerFacts


@dataclass(frozen=True, slots=True)
class Day:
    """What a worker did since some moment, practice left out.  One amount for each currency."""

    done: int
    seconds: int
    earned: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice project open to a worker: how many of its tasks they have done."""

    project_id: int
    name: str
    done: int
    tasks: int


def day_of_worker(worker_id: int, since: datetime) -> Day:
    """Return what the worker answered and earned from `since` on."""
    answers = Answer.objects.filter(
        worker_id=worker_id, submitted_at__gte=since, task__project__is_practice=False
    )
    rows = list(
        answers.order_by("task__project__currency")
        .values_list("task__project__currency")
        .annotate(done=Count("pk"), seconds=Sum("seconds"), earned=Sum("rate"))
    )
    earned = tuple(payable(Decimal(amount), currency) for currency, _done, _seconds, amount in rows if amount)
    return Day(sum(row[1] for row in rows), sum(row[2] for row in rows), earned)


def sent_back_to(worker_id: int) -> list[Seat]:
    """Return the seats that wait for a new version of this worker's answer, oldest first."""
    waiting = Seat.objects.filter(
        Q(state=Seat.State.REWORK) | Q(state=Seat.State.OPEN, version__gt=1), worker_id=worker_id
    )
    return list(waiting.select_related("project", "task").defer("task__payload").order_by("pk")[:20])


def concerns_to_follow(worker_id: int) -> list[Concern]:
    """Return the worker's questions and flags that wait for a reply or whose reply is not read yet."""
    own = Concern.objects.filter(Q(closed_at=None) | ~Q(reply=""), worker_id=worker_id, seen_at=None)
    return list(own.select_related("seat", "task__project").defer("task__payload").order_by("-pk")[:20])


def practice_for(worker: WorkerFacts) -> list[Practice]:
    """Return the practice projects open to this worker."""
    open_now = [
        project
        for project in projects_of(worker.org_id).values()
        if project.is_practice and project.is_open and may_work_on(worker, project)
    ]
    if not open_now:
        return []
    ids = [project.id for project in open_now]
    tasks = dict(
        Task.objects.filter(project_id__in=ids).order_by().values_list("project_id").annotate(n=Count("pk"))
    )
    answered = Seat.objects.filter(worker_id=worker.id, project_id__in=ids, state=Seat.State.ANSWERED)
    done = dict(answered.order_by().values_list("project_id").annotate(n=Count("pk")))
    return [
        Practice(project.id, project.name, done.get(project.id, 0), tasks.get(project.id, 0))
        for project in open_now
    ]


def first_two_answers(task_id: int) -> list[dict[str, Any]]:
    """Return what the two blind keyers of a task said, in their latest versions, the earlier first."""
    rows = Answer.objects.filter(task_id=task_id, is_extra=False, seat__stage=Task.Stage.KEY)
    latest = dict(rows.order_by("pk").values_list("seat_id", "value"))
    return list(latest.values())[:2]
