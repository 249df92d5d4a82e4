"""Who may list providers, and who opens a claim."""

from __future__ import annotations

from kazi.accounts.actors import Actor
from kazi.hub.access.desk import hub_desk
from kazi.hub.access.profiles import public_profile
from kazi.hub.models import Listing, ProfileClaim
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.tickets import opened_by
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import acting_for


def listing_at_desk(actor: Actor, listing_id: int) -> Listing:
    """Return a listing for hub staff to correct; raise NotFound for anyone else."""
    hub_desk(actor)
    found = Listing.objects.select_related("provider").filter(pk=listing_id).first()
    if found is None:
        raise NotFound
    return found


def claimable(slug: str) -> Listing:
    """Return the listing behind a public profile that its owner may claim; raise NotFound for others."""
    profile = public_profile(slug)
    found = Listing.objects.select_related("provider").filter(provider_id=profile.provider_id).first()
    if found is None:
        raise NotFound
    return found


def claim_at_desk(actor: Actor, claim_id: int) -> ProfileClaim:
    """Return a claim of the actor's hub; raise NotFound for anyone else."""
    hub_desk(actor)
    found = ProfileClaim.objects.select_related("listing__provider", "document").filter(pk=claim_id).first()
    if found is None:
        raise NotFound
    return found


def claim_of_letter(secret: str) -> ProfileClaim:
    """Return the claim that a letter's ticket opens; raise NotFound where there is none."""
    with acting_for(hub_organisation().pk):
        found = ProfileClaim.objects.select_related("listing__provider")
        claim = found.filter(pk=opened_by("claim", secret) or 0).first()
    if claim is None:
        raise NotFound
    return claim
