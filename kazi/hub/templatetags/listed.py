"""Says of a public profile whether its words are the provider's own or the hub's, and what it holds."""

from __future__ import annotations

from django import template

from kazi.hub.models import Certificate, Listing, PublicProfile
from kazi.hub.queries.certification import valid_certificates
from kazi.hub.queries.listings import listed_ids, listing_of

register = template.Library()


@register.filter
def is_listed(profile: PublicProfile) -> bool:
    """Say whether the hub wrote this from public sources.  Costs a list no question for each row."""
    return profile.provider_id in listed_ids(None)


@register.simple_tag
def listing(profile: PublicProfile) -> Listing | None:
    """Return where the hub's words about a provider come from; None when they are its own."""
    return listing_of(profile.provider_id)


@register.filter
def certificates(profile: PublicProfile) -> list[Certificate]:
    """Return the valid certificates of a provider.  Costs a list no question for each row."""
    return valid_certificates(profile.provider_id)
