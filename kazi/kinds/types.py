"""From a stored version to the task type it says; versions never change, so each is read once."""

from __future__ import annotations

from django.db import transaction

from kazi.kernel.errors import NotFound
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import all_tenants
from kazi.kinds.models import TaskTypeVersion
from kazi.kinds.rules import TaskType, read_task_type, ready_types


def _ask(version_id: int) -> TaskType:
    # The caller came by this id through a project of its own organisation.
    return read_task_type(all_tenants(TaskTypeVersion).get(pk=version_id).source)


type_of: Recall[int, TaskType] = Recall(_ask, seconds=3600, most=1_000)


@transaction.atomic
def take_version(source: str) -> TaskTypeVersion:
    """Store this YAML as a version of the organisation's task type and return it.

    The same text again returns the version that is there; a changed text under the same name
    becomes the next version.  Raises TaskTypeInvalid with every fault when the YAML is wrong.
    """
    said = read_task_type(source)
    same = TaskTypeVersion.objects.filter(name=said.name, sha256=said.sha256).first()
    if same is not None:
        return same
    newest = TaskTypeVersion.objects.filter(name=said.name).order_by("-version").first()
    return TaskTypeVersion.objects.create(
        name=said.name,
        version=newest.version + 1 if newest else 1,
        title=said.title,
        source=source,
        sha256=said.sha256,
    )


def take_ready(name: str) -> TaskTypeVersion:
    """Store a ready type, such as `receipt-entry`, as the organisation's own; raise NotFound."""
    ready = ready_types().get(name)
    if ready is None:
        raise NotFound
    return take_version(ready.source)
