"""Projects as lines of a board, and tasks as they are shown to those who look after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kazi.files.links import file_link
from kazi.kinds.rules import TaskType
from kazi.work.models import Project, Task
from kazi.work.queries import pace, progress
from kazi.work.rules import Forecast


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project with its figures of this moment."""

    project: Project
    counts: progress.Counts
    today: int
    people: int
    rest: Forecast


def project_lines(org_id: int, projects: Iterable[Project]) -> list[ProjectLine]:
    """Return the figures of each project, in the order given."""
    today = pace.done_today_by_project(org_id)
    people: dict[int, set[int]] = defaultdict(set)
    for worker_id, project_id in pace.at_work_now(org_id):
        people[project_id].add(worker_id)
    nothing = Forecast()
    return [
        ProjectLine(
            project,
            progress.counts_of(project),
            today.get(project.pk, 0),
            len(people[project.pk]),
            pace.forecast_of(project)
            if project.state == Project.State.OPEN and not project.is_practice
            else nothing,
        )
        for project in projects
    ]


@dataclass(frozen=True, slots=True)
class ShownInput:
    """One input of a task: a text, or a picture in a light and a full version."""

    label: str
    is_picture: bool
    text: str
    light_path: str = ""
    full_path: str = ""


def shown_inputs(task_type: TaskType, task: Task | None, person_id: int) -> list[ShownInput]:
    """Return what a task shows, with links to its pictures good for this person only."""
    payload, files = (task.payload, task.files or {}) if task else ({}, {})
    shown = []
    for item in task_type.inputs:
        is_picture = item.type != "text"
        file_id = files.get(item.name, "")
        light, full = (
            (file_link(file_id, person_id, light=True), file_link(file_id, person_id))
            if file_id
            else ("", "")
        )
        shown.append(ShownInput(item.label, is_picture, str(payload.get(item.name, "")), light, full))
    return shown
