"""Reading about workers and teams."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import all_tenants
from kazi.workforce.models import Worker


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    """A worker as the hot path sees them."""

    id: int
    org_id: int
    membership_id: int
    team_id: int | None


def _ask(membership_id: int) -> WorkerFacts | None:
    # Before a tenant is known to be right, the membership itself says whose row this is.
    worker = all_tenants(Worker).filter(membership_id=membership_id, is_active=True).first()
    if worker is None:
        return None
    return WorkerFacts(worker.pk, worker.org_id, membership_id, worker.team_id)


worker_facts: Recall[int, WorkerFacts | None] = Recall(_ask, seconds=10)


def workers_seen_by(actor: Actor) -> QuerySet[Worker]:
    """Return the workers whose work the actor looks after: a manager's all, a lead's own teams'."""
    workers = Worker.objects.all()
    if actor.role == Role.MANAGER:
        return workers
    if actor.role == Role.LEAD:
        return workers.filter(team__leads=actor.membership_id)
    return workers.none()
