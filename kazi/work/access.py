"""The doors of work: each finds one thing and checks that this person may have it, or raises NotFound."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.work.models import Batch, Project


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Return the projects of a manager's provider, or those that a lead's team may work on."""
    projects = Project.objects.select_related("task_type", "client")
    if actor.role == Role.LEAD:
        return projects.filter(Q(teams=None) | Q(teams__leads=actor.membership_id)).distinct()
    return projects if actor.role == Role.MANAGER else projects.none()


def project_of(actor: Actor, project_id: int) -> Project:
    """Return a project to a manager of its provider, or to a lead whose team may work on it."""
    project = projects_of(actor).filter(pk=project_id).first()
    if project is None:
        raise NotFound
    return project


def batch_of(actor: Actor, batch_id: int, project_id: int | None = None) -> Batch:
    """Return a batch, of this project if one is named, to whom its project is open."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None or project_id not in {None, batch.project_id}:
        raise NotFound
    batch.project = project_of(actor, batch.project_id)
    return batch
