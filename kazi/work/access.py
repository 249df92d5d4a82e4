"""Who may see which project, batch and concern: the only door from a page.

What is not there and what is not yours are the same NotFound.  A lead sees projects and does not
change them; questions and flags reach the leads of the worker's team, and all managers.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.work.models import Batch, Concern, Project
from kazi.workforce.queries import workers_seen_by


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Return the provider's projects: to a manager all, to a lead those open to a team of theirs."""
    _only(actor, Role.MANAGER, Role.LEAD)
    projects = Project.objects.select_related("task_type", "client")
    if actor.role == Role.LEAD:
        projects = projects.filter(Q(teams=None) | Q(teams__leads=actor.membership_id)).distinct()
    return projects


def project_of(actor: Actor, project_id: int, *, change: bool = False) -> Project:
    """Return a project that the actor may see, or with `change` may change; raise NotFound."""
    if change:
        _only(actor, Role.MANAGER)
    project = projects_of(actor).filter(pk=project_id).first()
    if project is None:
        raise NotFound
    return project


def batch_of(actor: Actor, batch_id: int) -> Batch:
    """Return a batch of a project that the actor may see; raise NotFound."""
    batch = Batch.objects.filter(pk=batch_id, project__in=projects_of(actor)).select_related("project")
    found = batch.first()
    if found is None:
        raise NotFound
    return found


def concerns_of(actor: Actor) -> QuerySet[Concern]:
    """Return the questions and flags that are the actor's to answer."""
    _only(actor, Role.MANAGER, Role.LEAD)
    concerns = Concern.objects.filter(worker__in=workers_seen_by(actor))
    return concerns.select_related("task__project__task_type", "worker__membership__person", "worker__team")


def concern_of(actor: Actor, concern_id: int) -> Concern:
    """Return one question or flag that is the actor's to answer; raise NotFound."""
    concern = concerns_of(actor).filter(pk=concern_id).first()
    if concern is None:
        raise NotFound
    return concern


def _only(actor: Actor, *roles: Role) -> None:
    # Not Forbidden: whether the thing is there at all is none of the others' business.
    if actor.role not in roles:
        raise NotFound
