"""What the hot path has to know of a project and of a worker, remembered for some seconds.

Nothing here is money paid or seats left: a project that is paused, or a skill that is ended, is
noticed by every process within `SECONDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from kazi.accounts.actors import Actor
from kazi.kernel.literal import Literal
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import acting_for
from kazi.kinds.rules import TaskType
from kazi.kinds.types import type_of
from kazi.skills.queries import skills_of
from kazi.work.models import Project, Seat
from kazi.work.rules import Waiting
from kazi.workforce.queries import WorkerFacts, worker_facts

SECONDS = 5


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """One project as the hot path sees it; plain values only."""

    id: int
    org_id: int
    name: str
    state: str
    priority: int
    deadline: datetime | None
    lease_minutes: int
    rate: Decimal
    currency: str
    task_type: TaskType
    requires: frozenset[int]
    teams: frozenset[int]
    is_practice: bool
    is_sensitive: bool
    note: str

    @property
    def is_open(self) -> bool:
        return self.state == Project.State.OPEN


def _facts(project: Project) -> ProjectFacts:
    return ProjectFacts(
        id=project.pk,
        org_id=project.org_id,
        name=project.name,
        state=project.state,
        priority=project.priority,
        deadline=project.deadline,
        lease_minutes=project.lease_minutes,
        rate=project.rate_per_task,
        currency=project.currency,
        task_type=type_of(project.task_type_id),
        requires=frozenset(skill.pk for skill in project.requires.all()),
        teams=frozenset(team.pk for team in project.teams.all()),
        is_practice=project.is_practice,
        is_sensitive=project.is_sensitive,
        note=project.note,
    )


def _ask_projects(org_id: int) -> dict[int, ProjectFacts]:
    with acting_for(org_id):
        projects = Project.objects.exclude(state=Project.State.DRAFT)
        wanted = projects.prefetch_related("requires", "teams").order_by("pk")
        return {project.pk: _facts(project) for project in wanted}


def _ask_open_seats(org_id: int) -> dict[int, int]:
    with acting_for(org_id):
        held = Seat.objects.filter(state__in=[Literal("open"), Literal("rework")]).order_by()
        return dict(held.values_list("project_id").annotate(n=Count("id")))


projects_of: Recall[int, dict[int, ProjectFacts]] = Recall(_ask_projects, seconds=SECONDS)
open_seats_of: Recall[int, dict[int, int]] = Recall(_ask_open_seats, seconds=SECONDS)


def project_facts(org_id: int, project_id: int) -> ProjectFacts | None:
    """Return the facts of a project that was opened at least once, or None."""
    return projects_of(org_id).get(project_id)


def worker_of(actor: Actor) -> WorkerFacts | None:
    """Return the actor as a worker, or None if they do not work at this provider."""
    return worker_facts(actor.membership_id)


def may_work_on(worker: WorkerFacts, project: ProjectFacts) -> bool:
    """Say whether the worker's provider, team and skills open this project to them."""
    if worker.org_id != project.org_id:
        return False
    if project.teams and worker.team_id not in project.teams:
        return False
    return not project.requires or project.requires <= skills_of(worker.membership_id)


def open_to(worker: WorkerFacts) -> list[Waiting]:
    """Return the projects in which this worker could be given a task now; practice is chosen by hand."""
    busy = open_seats_of(worker.org_id)
    return [
        Waiting(project.id, project.priority, project.deadline, busy.get(project.id, 0))
        for project in projects_of(worker.org_id).values()
        if project.is_open and not project.is_practice and may_work_on(worker, project)
    ]


def forget_projects(org_id: int) -> None:
    """Make this process look again; the others notice within `SECONDS`."""
    projects_of.forget(org_id)
    open_seats_of.forget(org_id)
