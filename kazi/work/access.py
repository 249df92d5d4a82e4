"""The doors to one seat: whoever asks for what is not theirs gets NotFound."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.kernel.errors import NotFound
from kazi.work.facts import ProjectFacts, project_facts, worker_of
from kazi.work.models import Concern, Seat


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
