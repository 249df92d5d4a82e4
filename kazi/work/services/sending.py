"""Projects and tasks as programs send them: a project with its type in one step, tasks all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.words import N_, Fault
from kazi.kinds.rules import TaskTypeInvalid, check_input, ready_types
from kazi.kinds.types import take_ready, take_version, type_of
from kazi.work.bulk import NewTask
from kazi.work.models import Project
from kazi.work.services.projects import Added, add_tasks, change_state, make_project

MOST = 1_000
THERE = N_("A task with this key is there already with other inputs. Nothing was added.")


class TypeRefused(Refused):
    """The YAML is not a task type; `faults` say every line that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("The task type has mistakes."))
        self.faults = faults


class TasksRefused(Refused):
    """Some tasks do not fit the task type; `faults` say which, with `line` as their place, from 1."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Some tasks cannot be taken, so none was added."))
        self.faults = faults


class KeysTaken(Conflict):
    """Some keys are there with other inputs; `faults` name each."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("Some keys are there already with other inputs, so nothing was added."))
        self.faults = faults


@transaction.atomic
def start_project(
    actor: Actor, name: str, *, ready: str = "", source: str = "", is_open: bool = True, **plan: Any
) -> Project:
    """Make a project of a ready type or of a type's YAML, and open it if asked."""
    if bool(ready) == bool(source):
        raise Refused(_("Give either the name of a ready task type or the YAML of your own."))
    if source:
        try:
            version = take_version(source)
        except TaskTypeInvalid as invalid:
            raise TypeRefused(invalid.faults) from invalid
    elif ready in ready_types():
        version = take_ready(ready)
    else:
        names = ", ".join(ready_types())
        words = _("There is no ready task type “%(name)s”. There are: %(names)s.")
        raise Refused(words % {"name": ready, "names": names})
    project = make_project(actor, name, version, **plan)
    return change_state(actor, project, Project.State.OPEN) if is_open else project


@transaction.atomic
def send_tasks(project: Project, rows: Sequence[tuple[str, Mapping[str, Any]]], priority: int = 0) -> Added:
    """Put tasks of texts into a project, all or none; keys that are there unchanged are counted.

    Raises TasksRefused for what does not fit the type, a key said twice, or a type with pictures,
    and KeysTaken for keys that are there with other inputs.
    """
    if project.state == Project.State.FINISHED:
        raise Refused(_("This project is finished. Open it again before you send more work."))
    task_type = type_of(project.task_type_id)
    if any(item.type != "text" for item in task_type.inputs):
        raise Refused(_("The tasks of this project show pictures. Send them as a ZIP to its batches."))
    faults: list[Fault] = []
    tasks: dict[str, NewTask] = {}
    for place, (raw_key, inputs) in enumerate(rows, start=1):
        key = raw_key.strip()
        payload = {name: value for name, value in inputs.items() if value is not None and value != ""}
        faults += [replace(fault, line=place) for fault in check_input(task_type, payload)]
        if not key or not key.isprintable():
            faults.append(Fault(N_("The key is empty or cannot be printed."), {}, place, "key"))
        elif key in tasks:
            faults.append(Fault(N_("This key is said twice. Give each task its own."), {}, place, "key"))
        tasks[key] = NewTask(key, payload)
    if faults:
        raise TasksRefused(faults)
    added = add_tasks(project, tasks.values(), rank=-priority)
    if added.conflicts:
        raise KeysTaken([Fault(THERE, {}, 0, key) for key in sorted(added.conflicts)])
    return added
