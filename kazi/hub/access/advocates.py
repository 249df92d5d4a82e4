"""Which advocates everybody may see, and who writes about them."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.hub.access.desk import hub_desk
from kazi.hub.models import Advocate
from kazi.kernel.errors import NotFound


def public_advocate(slug: str) -> Advocate:
    """Return an advocate that everybody may see; raise NotFound where there is none."""
    found = Advocate.objects.visible().filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def advocate_at_desk(actor: Actor, advocate_id: int) -> Advocate:
    """Return an advocate for hub staff to write about; raise NotFound for anyone else."""
    hub_desk(actor)
    found = Advocate.objects.filter(pk=advocate_id).first()
    if found is None:
        raise NotFound
    return found


def own_organisation(actor: Actor) -> Organisation:
    """Return the advocate's organisation this person speaks for; raise NotFound for anyone else."""
    org = Organisation.objects.filter(pk=actor.org_id, kind=Organisation.Kind.ADVOCATE).first()
    if org is None or actor.role != Role.ADVOCATE or actor.is_program:
        raise NotFound
    return org
