"""The doors of work: each finds one thing and checks that this person may have it, or raises NotFound."""

from __future__ import annotations

from django.db.models import Q

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.work.models import Batch, Project


def project_of(actor: Actor, project_id: int) -> Project:
    """Return a project to a manager of its provider, or to a lead whose team may work on it."""
    projects = Project.objects.filter(pk=project_id).select_related("task_type", "client")
    if actor.role == Role.LEAD:
        projects = projects.filter(Q(teams=None) | Q(teams__leads=actor.membership_id)).distinct()
    elif actor.role != Role.MANAGER:
        raise NotFound
    project = projects.first()
    if project is None:
        raise NotFound
    return project


def batch_of(actor: Actor, batch_id: int) -> Batch:
    """Return a batch to whom its project is open."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    batch.project = project_of(actor, batch.project_id)
    return batch
