"""Projects: made, planned, opened, paused, finished; and tasks put into them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kinds.models import TaskTypeVersion
from kazi.work import bulk
from kazi.work.bulk import NewTask
from kazi.work.events import ProjectChanged, ProjectMade, ProjectPlanned
from kazi.work.facts import forget_projects
from kazi.work.models import Batch, Project, Task

__all__ = ["Added", "NewTask", "add_tasks", "change_state", "make_project", "refresh_statistics"]

PEOPLE = {Project.Method.SINGLE: 1, Project.Method.DOUBLE: 2}


@transaction.atomic
def make_project(actor: Actor, name: str, task_type: TaskTypeVersion, **plan: Any) -> Project:
    """Make a project as a draft.  `plan` holds fields of Project; `overlap` counts for votes only."""
    if not name.strip():
        raise Refused(_("Give the project a name."))
    requires, teams = plan.pop("requires", ()), plan.pop("teams", ())
    project = Project(name=name.strip(), task_type=task_type, **plan)
    project.overlap = PEOPLE.get(Project.Method(project.method), max(2, project.overlap))
    project.save()
    project.requires.set(requires)
    project.teams.set(teams)
    record(ProjectMade(project_id=str(project.pk)), actor_id=actor.person_id)
    return project


ALWAYS = frozenset({
    "name", "client", "priority", "deadline", "lease_minutes", "rework_hours", "review_percent",
    "review_first", "rate_per_task", "requires", "teams", "is_sensitive", "note",
})  # fmt: skip
WHILE_EMPTY = frozenset({"task_type", "method", "overlap", "is_practice"})


@transaction.atomic
def change_plan(actor: Actor, project: Project, **plan: Any) -> Project:
    """Change what may be changed of a plan; the same plan again changes nothing.

    A new piece rate holds for answers from now on.  What decides who answers what (`WHILE_EMPTY`)
    is fixed once the project has tasks: Conflict.  A finished project is not changed any more.
    """
    unknown = plan.keys() - ALWAYS - WHILE_EMPTY
    if unknown:
        raise ValueError(f"A plan has no {', '.join(sorted(unknown))}.")
    if project.state == Project.State.FINISHED:
        raise Conflict(_("This project is finished. Open it again to change its plan."))
    many = {name: plan.pop(name) for name in ("requires", "teams") if name in plan}
    changed = {name for name, value in plan.items() if getattr(project, name) != value}
    if changed & WHILE_EMPTY and Task.objects.filter(project=project).exists():
        raise Conflict(_("The kind of task and the method are fixed once a project has tasks."))
    if not str(plan.get("name", project.name)).strip():
        raise Refused(_("Give the project a name."))
    for name in changed:
        setattr(project, name, plan[name])
    if changed & {"method", "overlap"}:
        project.overlap = PEOPLE.get(Project.Method(project.method), max(2, project.overlap))
    if changed:
        project.save(update_fields=[*changed, "overlap"])
    for name, wanted in many.items():
        there = getattr(project, name)
        if {one.pk for one in wanted} != set(there.values_list("pk", flat=True)):
            there.set(wanted)
            changed.add(name)
    if changed:
        event = ProjectPlanned(project_id=str(project.pk), changed=" ".join(sorted(changed)))
        record(event, actor_id=actor.person_id)
        forget_projects(project.org_id)
    return project


@transaction.atomic
def change_state(actor: Actor, project: Project, state: str) -> Project:
    """Open, pause or finish a project; the same state again changes nothing."""
    if state not in {Project.State.OPEN, Project.State.PAUSED, Project.State.FINISHED}:
        raise Refused(_("A project can be opened, paused or finished."))
    changed = Project.objects.filter(pk=project.pk).exclude(state=state)
    ended = timezone.now() if state == Project.State.FINISHED else None
    if changed.update(state=state, finished_at=ended):
        record(ProjectChanged(project_id=str(project.pk), state=state), actor_id=actor.person_id)
    project.refresh_from_db()
    forget_projects(project.org_id)
    return project


@dataclass(frozen=True, slots=True)
class Added:
    """What became of rows: how many keys are new, and which are there already.

    There unchanged, there with other inputs, or there from this very batch.
    """

    added: int
    unchanged: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    doubled: frozenset[str] = frozenset()


@transaction.atomic
def add_tasks(project: Project, rows: Iterable[NewTask], batch: Batch | None = None, rank: int = 0) -> Added:
    """Put tasks into a project, each key once; of rows with the same key the last counts.

    A key that is there, also by another import at this moment, is not doubled or overwritten.
    """
    wanted = {row.key: row for row in rows}
    if not wanted:
        return Added(0)
    # One import of a project at a time: two with the same keys in different orders would wait for
    # each other.  `no_key` leaves the claims of workers, who refer to this row, alone.
    Project.objects.select_for_update(no_key=True).filter(pk=project.pk).values_list("pk").first()
    fresh = bulk.insert_tasks(project, [*wanted.values()], batch.pk if batch else None, rank)
    if fresh:
        Project.objects.filter(pk=project.pk).update(queue_changed_at=timezone.now())
    old = wanted.keys() - fresh
    if not old:
        return Added(len(fresh))
    there = Task.objects.filter(project=project, key__in=old)
    same, conflicts, doubled = set(), set(), set()
    for key, payload, files, batch_id in there.values_list("key", "payload", "files", "batch_id"):
        if batch is not None and batch_id == batch.pk:
            doubled.add(key)
        elif payload == wanted[key].payload and (files or None) == (wanted[key].files or None):
            same.add(key)
        else:
            conflicts.add(key)
    return Added(len(fresh), frozenset(same), frozenset(conflicts), frozenset(doubled))


def refresh_statistics() -> None:
    """Tell PostgreSQL's planner of a large import now; by itself it notices after a minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE work_task")
