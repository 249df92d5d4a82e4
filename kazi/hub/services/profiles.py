"""Publishing profiles."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.hub.events import ProfilePublished, ProfileWithdrawn
from kazi.hub.models import Claims, ProviderProfile, PublicProfile
from kazi.hub.rules.catalogue import SECTORS, SERVICES
from kazi.hub.rules.searching import normalised, searchable
from kazi.hub.services.indexing import index, unindex
from kazi.journal.bus import record
from kazi.kernel.errors import Refused

CLAIMS = [field.name for field in Claims._meta.get_fields()]


def own_profile(org: Organisation) -> ProviderProfile:
    """Return the provider's draft; made empty at the first call."""
    return ProviderProfile.objects.get_or_create(org_id=org.pk)[0]


@transaction.atomic
def publish(actor: Actor, org: Organisation) -> PublicProfile:
    """Copy the provider's draft to the public hub; publishing again renews the copy and its date."""
    draft = own_profile(org)
    if not draft.story.strip() or not draft.services:
        raise Refused(_("Before you publish, say who you are and choose at least one service."))
    claims = {name: getattr(draft, name) for name in CLAIMS}
    service_names = [word for code in draft.services for word in (code, SERVICES.get(code, ""))]
    sector_names = [word for code in draft.sectors for word in (code, SECTORS.get(code, ""))]
    texts = [org.name, *service_names, *sector_names, draft.sites, draft.story, draft.hires]
    copy, _made = PublicProfile.objects.update_or_create(
        provider=org,
        defaults={
            **claims,
            "name": org.name,
            "slug": org.slug,
            "country": org.country,
            "is_demo": org.is_demo,
            "published_at": timezone.now(),
            "name_text": normalised(org.name)[:400],
            "search_text": searchable(texts=texts, country=org.country, languages=draft.languages),
        },
    )
    index(copy)
    record(ProfilePublished(str(copy.pk)), actor_id=actor.person_id)
    return copy


@transaction.atomic
def withdraw(actor: Actor, org: Organisation) -> None:
    """Take the provider off the public hub; the draft stays, and doing it again changes nothing."""
    copy = PublicProfile.objects.filter(provider=org).first()
    if copy is not None:
        record(ProfileWithdrawn(str(copy.pk)), actor_id=actor.person_id)
        unindex(copy)
        copy.delete()
