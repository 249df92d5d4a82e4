"""The doors of work: each finds one thing and checks that this person may have it, or raises NotFound."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.work.facts import ProjectFacts, project_facts, worker_of
from kazi.work.models import Batch, Concern, Delivery, Project, Seat
from kazi.workforce.queries import workers_seen_by


def own_seat(actor: Actor, project_id: int, seat_id: int) -> tuple[ProjectFacts, Seat]:
    """Return the actor's own seat in any state, with its task; raise NotFound for anyone else's."""
    worker = worker_of(actor)
    project = None if worker is None else project_facts(worker.org_id, project_id)
    if worker is None or project is None:
        raise NotFound
    seats = Seat.objects.select_related("task").filter(worker_id=worker.id, project_id=project_id)
    seat = seats.filter(pk=seat_id).first()
    if seat is None:
        raise NotFound
    return project, seat


def own_concern(actor: Actor, concern_id: int) -> Concern:
    """Return a question or flag of the actor's own; raise NotFound for anyone else's."""
    worker = worker_of(actor)
    concern = worker and Concern.objects.filter(worker_id=worker.id, pk=concern_id).first()
    if not concern:
        raise NotFound
    return concern


def projects_of(actor: Actor) -> QuerySet[Project]:
    """Return the projects of a manager's provider, or those that a lead's team may work on."""
    projects = Project.objects.select_related("task_type", "client")
    if actor.role == Role.LEAD:
        return projects.filter(Q(teams=None) | Q(teams__leads=actor.membership_id)).distinct()
    return projects if actor.role == Role.MANAGER else projects.none()


def project_of(actor: Actor, project_id: int, *, change: bool = False) -> Project:
    """Return a project to a manager of its provider, or to a lead whose team may work on it.

    With `change` only to a manager: leads look.
    """
    project = projects_of(actor).filter(pk=project_id).first()
    if project is None or (change and actor.role != Role.MANAGER):
        raise NotFound
    return project


def batch_of(actor: Actor, batch_id: int, project_id: int | None = None) -> Batch:
    """Return a batch, of this project if one is named, to whom its project is open."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None or project_id not in {None, batch.project_id}:
        raise NotFound
    batch.project = project_of(actor, batch.project_id)
    return batch


def delivery_of(actor: Actor, delivery_id: int) -> Delivery:
    """Return a delivery to the client it is for, or to a manager of the provider that owns it."""
    side = "shared_with_id" if side_of(actor) == Role.CLIENT else "owner_id"
    delivery = Delivery.objects.filter(pk=delivery_id, **{side: actor.org_id}).first()
    if delivery is None:
        raise NotFound
    return delivery


def side_of(actor: Actor) -> Role:
    """Return on which of the two sides of deliveries the actor is; raise NotFound for all others."""
    if actor.role not in {Role.CLIENT, Role.MANAGER}:
        raise NotFound
    return Role(actor.role)


def look_after_work(actor: Actor) -> None:
    """Raise NotFound unless the actor looks after other people's work, as managers and leads do."""
    if actor.role not in {Role.MANAGER, Role.LEAD}:
        raise NotFound


def concerns_of(actor: Actor) -> QuerySet[Concern]:
    """Return the questions and flags that are the actor's to answer: of their teams, or of all."""
    concerns = Concern.objects.filter(worker__in=workers_seen_by(actor))
    return concerns.select_related("task__project__task_type", "worker__membership__person", "worker__team")


def concern_of(actor: Actor, concern_id: int) -> Concern:
    """Return one question or flag that is the actor's to answer; raise NotFound."""
    concern = concerns_of(actor).filter(pk=concern_id).first()
    if concern is None:
        raise NotFound
    return concern
