"""Who may look after which worker."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.workforce.models import Team, Worker


def may_look_after(actor: Actor) -> None:
    """Raise NotFound for who leads nobody."""
    if actor.role not in {Role.LEAD, Role.MANAGER}:
        raise NotFound


def may_see_sign_ins(actor: Actor) -> None:
    """Raise NotFound for everybody but a manager, who answers for the organisation's accounts."""
    if actor.role != Role.MANAGER:
        raise NotFound


def teams_of(actor: Actor) -> QuerySet[Team]:
    """Return the teams a lead leads, or all for a manager; none for others."""
    teams = Team.objects.order_by("name")
    if actor.role == Role.MANAGER:
        return teams
    return teams.filter(leads=actor.membership_id) if actor.role == Role.LEAD else teams.none()


def workers_of(actor: Actor) -> QuerySet[Worker]:
    """Return the active workers in the care of this lead or manager; a lead never cares for leads."""
    workers = Worker.objects.filter(is_active=True, membership__is_active=True).select_related(
        "membership__person", "team"
    )
    if actor.role == Role.MANAGER:
        return workers
    return workers.filter(team__in=teams_of(actor), membership__role=Role.WORKER)


def worker_in_care(actor: Actor, worker_id: int) -> Worker:
    """Return a worker whom this person looks after; raise NotFound for anyone else."""
    worker = workers_of(actor).filter(pk=worker_id).first()
    if worker is None:
        raise NotFound
    return worker
