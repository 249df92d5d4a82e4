"""Who may work at the hub's desk, and who may speak for a provider."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.models import PublicProfile, WorkRequest
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


def own_provider(actor: Actor) -> Organisation:
    """Return the provider this manager speaks for; raise NotFound for anyone else."""
    org = Organisation.objects.filter(pk=actor.org_id, kind=Organisation.Kind.PROVIDER).first()
    if org is None or actor.role != Role.MANAGER or actor.is_program:
        raise NotFound
    return org


def public_profile(slug: str) -> PublicProfile:
    """Return a published profile; raise NotFound where there is none."""
    found = PublicProfile.objects.visible().filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found
