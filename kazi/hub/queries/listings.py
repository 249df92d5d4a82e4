"""Which providers were listed by the hub, and who says to be them."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kazi.hub.models import Listing, ProfileClaim, PublicProfile
from kazi.kernel.recall import Recall


def listings() -> QuerySet[Listing]:
    """Return the listings with the number of their claims, those not claimed first, then by name."""
    found = Listing.objects.select_related("provider").annotate(claimants=Count("claims"))
    return found.order_by(F("claimed_at").asc(nulls_first=True), "provider__name")


def claims_at_desk() -> QuerySet[ProfileClaim]:
    """Return the claims with a document that a person of the hub has to read, the oldest first."""
    found = ProfileClaim.objects.filter(state=ProfileClaim.State.REVIEW)
    return found.select_related("listing__provider").order_by("made_at")


def listing_of(provider_id: int) -> Listing | None:
    """Return the listing of a provider whose public words are still the hub's; None for all others."""
    if provider_id not in listed_ids(None):
        return None
    return Listing.objects.filter(provider_id=provider_id).first()


def _ask(_nothing: None) -> frozenset[int]:
    own_words = PublicProfile.objects.filter(
        provider_id=OuterRef("provider_id"), published_at__gt=OuterRef("claimed_at")
    )
    ours = Listing.objects.filter(Q(claimed_at=None) | ~Exists(own_words))
    return frozenset(ours.values_list("provider_id", flat=True))


# A list of providers says of each whether it was listed by the hub: one question for all, now and then.
listed_ids: Recall[None, frozenset[int]] = Recall(_ask, seconds=20)
