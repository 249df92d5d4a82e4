"""Who keeps a listing: hub staff link an organisation of local services to it, and take that back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.care.access.directory import at_the_desk
from kazi.care.models import Keeping, ServiceOrganisation
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants


def keepings(actor: Actor) -> list[Keeping]:
    """Return who keeps what, for hub staff."""
    at_the_desk(actor)
    rows = all_tenants(Keeping).select_related("org", "listing")
    return list(rows.order_by("org__name", "listing__name")[:500])


def link(actor: Actor, organisation: Organisation, listing: ServiceOrganisation) -> Keeping:
    """Let the people of an organisation edit a listing and answer for it; a second call changes nothing.

    Raises Refused for an organisation that is no local service: an employer never sees a referral.
    """
    at_the_desk(actor)
    if organisation.kind != Organisation.Kind.SERVICE:
        raise Refused(_("Only an organisation of the kind local service can keep a listing."))
    with acting_for(organisation.pk):
        return Keeping.objects.get_or_create(org_id=organisation.pk, listing=listing)[0]


def unlink(actor: Actor, org_id: int, keeping_id: int) -> None:
    """Take the listing back; a second call changes nothing."""
    at_the_desk(actor)
    with acting_for(org_id):
        Keeping.objects.filter(pk=keeping_id).delete()
