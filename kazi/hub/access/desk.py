"""Who may work at the hub's desk."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.hub.models import FigureCheck, WorkRequest
from kazi.kernel.errors import NotFound


def hub_desk(actor: Actor) -> None:
    """Raise NotFound for who is not hub staff."""
    if actor.role != Role.HUB or actor.is_program:
        raise NotFound


def work_request(actor: Actor, request_id: int) -> WorkRequest:
    """Return a request in the inbox of the actor's hub; raise NotFound for anyone else."""
    hub_desk(actor)
    found = WorkRequest.objects.select_related("provider").filter(pk=request_id).first()
    if found is None:
        raise NotFound
    return found


def figure_check(actor: Actor, check_id: int) -> FigureCheck:
    """Return a figure that a provider laid on this hub's desk; raise NotFound for anyone else."""
    hub_desk(actor)
    found = FigureCheck.objects.filter(shared_with_id=actor.org_id, pk=check_id)
    check = found.select_related("owner", "evidence").first()
    if check is None:
        raise NotFound
    return check
