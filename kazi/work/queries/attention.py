"""What a manager should look at first: plain facts, which the board puts into words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from kazi.kernel.literal import Literal
from kazi.work.models import Batch, Concern, Project, RefusedRow, Review
from kazi.work.queries.pace import forecast_of
from kazi.work.queries.progress import counts_of

PATIENCE = timedelta(hours=1)
LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that needs somebody.

    `kind` says which (the words are the board's); `about` names the project, the file or the
    person; `count` and `since` are as many and as old as they are; `id` leads to the page.
    """

    kind: str
    is_urgent: bool
    about: str = ""
    id: int = 0
    count: int = 0
    since: datetime | None = None


def matters_of_projects(projects: Iterable[Project]) -> list[Matter]:
    """Return what is wrong with these projects: their deadlines, their tasks, their rework."""
    now = timezone.now()
    found = []
    for project in projects:
        counts = counts_of(project)
        is_open = project.state == Project.State.OPEN
        if is_open and not project.is_practice:
            if not counts.total:
                found.append(Matter("no_tasks", False, project.name, project.pk))
            elif not counts.left:
                found.append(Matter("all_settled", False, project.name, project.pk, counts.settled))
            elif project.deadline is not None:
                found += _deadline(project, project.deadline, counts.left, now)
        if not is_open and project.state != Project.State.DRAFT and counts.rework:
            found.append(Matter("rework_stuck", True, project.name, project.pk, counts.rework))
    return found


def _deadline(project: Project, deadline: datetime, left: int, now: datetime) -> list[Matter]:
    if deadline < now:
        return [Matter("deadline_missed", True, project.name, project.pk, left, deadline)]
    rest = forecast_of(project)
    if rest.latest is not None and rest.latest > deadline:
        sure = rest.earliest is not None and rest.earliest > deadline
        kind = "deadline_lost" if sure else "deadline_at_risk"
        return [Matter(kind, sure, project.name, project.pk, left, deadline)]
    if rest.latest is None and deadline - now < timedelta(days=1):
        return [Matter("deadline_near", True, project.name, project.pk, left, deadline)]
    return []


def matters_of_batches() -> list[Matter]:
    """Return the files of the last week that failed, and those of which rows were refused."""
    recent = Batch.objects.filter(made_at__gte=timezone.now() - LOOK_BACK)
    troubled = recent.filter(Q(state=Batch.State.FAILED) | Q(refused__gt=0))
    return [
        Matter("batch_failed", True, batch.name, batch.pk, since=batch.made_at)
        if batch.state == Batch.State.FAILED
        else Matter("rows_refused", False, batch.name, batch.pk, batch.refused, batch.made_at)
        for batch in troubled.exclude(project__state=Project.State.FINISHED).order_by("-pk")[:20]
    ]


def matters_of_people() -> list[Matter]:
    """Return what people wait for: disturbing tasks, unanswered questions, reviews, each once."""
    late = timezone.now() - PATIENCE
    found = []
    waiting = Concern.objects.filter(closed_at=None).order_by()
    disturbing = waiting.filter(kind=Concern.Kind.DISTURBING).aggregate(n=Count("pk"), at=Min("made_at"))
    if disturbing["n"]:
        found.append(Matter("disturbing", True, count=disturbing["n"], since=disturbing["at"]))
    asked = waiting.exclude(kind=Concern.Kind.DISTURBING).filter(made_at__lt=late)
    questions = asked.aggregate(n=Count("pk"), at=Min("made_at"))
    if questions["n"]:
        found.append(Matter("questions", False, count=questions["n"], since=questions["at"]))
    reviews = Review.objects.filter(verdict=Literal(""), made_at__lt=late).order_by()
    waits = reviews.aggregate(n=Count("pk"), at=Min("made_at"))
    if waits["n"]:
        found.append(Matter("reviews", False, count=waits["n"], since=waits["at"]))
    return found


def refused_rows_of(batch: Batch, most: int = 200) -> list[RefusedRow]:
    """Return the first refused rows of a batch, in the order of its lines."""
    return list(RefusedRow.objects.filter(batch=batch)[:most])
