"""Who sees a case: the moderators, and its author by the ticket in a letter."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.hub.access.desk import hub_desk
from kazi.hub.models import Case
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.tickets import opened_by
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import acting_for


def moderated_case(actor: Actor, case_id: int) -> Case:
    """Return a case of the actor's hub; raise NotFound for anyone else."""
    hub_desk(actor)
    found = Case.objects.select_related("decided_by", "appeal_decided_by").filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def case_of_author(secret: str) -> Case:
    """Return the case that this ticket from a letter opens; raise NotFound where there is none."""
    with acting_for(hub_organisation().pk):
        found = Case.objects.filter(pk=opened_by("case", secret) or 0).first()
    if found is None:
        raise NotFound
    return found
