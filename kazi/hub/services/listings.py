"""Listing providers that have no account, from public sources that are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.hub.events import ProviderListed
from kazi.hub.models import Listing, ProviderProfile
from kazi.hub.queries.listings import listed_ids
from kazi.hub.services.profiles import own_profile, publish
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for

COPIED = ("story", "services", "sectors", "languages", "sites")


@dataclass(frozen=True, slots=True)
class Found:
    """What the hub read about a provider, and where."""

    name: str
    country: str
    website: str
    story: str
    source: str
    source_on: date
    services: list[str]
    source_url: str = ""
    sectors: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sites: str = ""


@transaction.atomic
def list_provider(actor: Actor, found: Found) -> Listing:
    """Make an organisation without members, and publish what was found about it with its source.

    Raises Conflict when an organisation of this name is here already.
    """
    slug = slugify(found.name)[:80]
    if not slug:
        raise Refused(_("Write the name of the organisation in Latin letters."))
    org, made = Organisation.objects.get_or_create(
        slug=slug,
        defaults={
            "kind": Organisation.Kind.PROVIDER,
            "name": found.name.strip()[:200],
            "country": found.country.upper(),
            "is_demo": Organisation.objects.get(pk=actor.org_id).is_demo,
        },
    )
    if not made:
        raise Conflict(_("An organisation of this name is here already."))
    listing = Listing.objects.create(
        provider=org,
        website=found.website,
        source=found.source,
        source_url=found.source_url,
        source_on=found.source_on,
        listed_by_id=actor.person_id,
    )
    _publish(actor, org, found)
    record(ProviderListed(str(listing.pk)), actor_id=actor.person_id)
    return listing


@transaction.atomic
def correct_listing(actor: Actor, listing: Listing, found: Found) -> Listing:
    """Renew what is said about a listed provider; raises Conflict once it speaks for itself."""
    still_ours = Listing.objects.filter(pk=listing.pk, claimed_at=None)
    changed = still_ours.update(
        website=found.website,
        source=found.source,
        source_url=found.source_url,
        source_on=found.source_on,
    )
    if not changed:
        raise Conflict(_("The provider speaks for itself now; its own people change the profile."))
    listing.refresh_from_db()
    org = listing.provider
    org.name, org.country = found.name.strip()[:200], found.country.upper()
    org.save(update_fields=["name", "country"])
    _publish(actor, org, found)
    return listing


def _publish(actor: Actor, org: Organisation, found: Found) -> None:
    with acting_for(org.pk):
        draft = own_profile(org)
        said = {name: getattr(found, name) for name in COPIED}
        ProviderProfile.objects.filter(pk=draft.pk).update(**said, website=found.website)
        publish(actor, org)
    transaction.on_commit(listed_ids.forget)
    transaction.on_commit(forget_pages)
