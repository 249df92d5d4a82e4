"""Publishing profiles."""

from __future__ import annotations

from itertools import chain

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.files.models import StoredFile
from kazi.files.services import forget_file
from kazi.hub.events import ProfilePublished, ProfileWithdrawn
from kazi.hub.models import (
    Claims,
    ContactSaid,
    Figure,
    FigureSaid,
    ProviderProfile,
    PublicContact,
    PublicFigure,
    PublicProfile,
    PublicSite,
    PublicStory,
    PublicSupport,
    Site,
    SiteSaid,
    Story,
    StorySaid,
    Support,
    SupportSaid,
)
from kazi.hub.queries.showing import named_contacts, steps_of, told_stories
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SERVICES
from kazi.hub.rules.searching import normalised, searchable
from kazi.hub.services.indexing import index, unindex
from kazi.hub.services.moderation import hold_back
from kazi.journal.bus import record
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.public_pages import forget_pages

CLAIMS = [field.name for field in Claims._meta.get_fields()]


def own_profile(org: Organisation) -> ProviderProfile:
    """Return the provider's draft; made empty at the first call."""
    return ProviderProfile.objects.get_or_create(org_id=org.pk)[0]


@transaction.atomic
def publish(actor: Actor, org: Organisation) -> PublicProfile:
    """Copy the provider's draft, with all its rows, to the public hub; the journal keeps each edition.

    Publishing again renews the copy and its date.  Raises Refused while something needed is missing.
    """
    draft = own_profile(org)
    if any(step.is_needed and not step.is_done for step in steps_of(draft)):
        raise Refused(_("Before you publish, say who you are and choose at least one service."))
    _summarise(draft)
    claims = {name: getattr(draft, name) for name in CLAIMS}
    copy, _made = PublicProfile.objects.update_or_create(
        provider=org,
        defaults={
            **claims,
            "name": org.name,
            "slug": org.slug,
            "country": org.country,
            "is_demo": org.is_demo,
            "published_at": timezone.now(),
            "edition": Entry.objects.filter(event=ProfilePublished.name).count() + 1,
            "name_text": normalised(org.name)[:400],
            "search_text": _search_text(org, draft),
        },
    )
    _copy_rows(draft, copy)
    record(ProfilePublished(str(copy.pk), copy.edition), actor_id=actor.person_id)
    index(copy)
    hold_back("provider", copy.slug, "\n\n".join([copy.story, copy.hires]))
    transaction.on_commit(forget_pages)
    return copy


@transaction.atomic
def withdraw(actor: Actor, org: Organisation) -> None:
    """Take the provider off the public hub; the draft stays, and doing it again changes nothing."""
    copy = PublicProfile.objects.filter(provider=org).first()
    if copy is not None:
        record(ProfileWithdrawn(str(copy.pk)), actor_id=actor.person_id)
        unindex(copy)
        copy.delete()
        transaction.on_commit(forget_pages)


def said_by(model: type[models.Model]) -> list[str]:
    """Return the columns of what a draft and its copy have in common."""
    return [field.attname for field in model._meta.get_fields() if isinstance(field, models.Field)]


def _summarise(draft: ProviderProfile) -> None:
    """Say in a line what the rows say, for lists and searches; without rows an older line stays."""
    towns = list(dict.fromkeys(Site.objects.filter(profile=draft).values_list("town", flat=True)))
    if towns:
        draft.sites = ", ".join(towns)[:300]
    contact = next(iter(named_contacts(draft)), None)
    draft.contact_name = contact.name if contact else ""


def _copy_rows(draft: ProviderProfile, copy: PublicProfile) -> None:
    """Replace the public rows by copies of the draft's: only of people who agreed to it."""
    stood = ["standing", "stood_by", "stood_on", "fingerprint"]
    _copy(Site.objects.filter(profile=draft), PublicSite, said_by(SiteSaid), copy)
    _copy(Support.objects.filter(profile=draft), PublicSupport, said_by(SupportSaid), copy)
    _copy(named_contacts(draft), PublicContact, said_by(ContactSaid), copy)
    before = StoredFile.objects.filter(pk__in=PublicStory.objects.filter(profile=copy).values("picture"))
    pictures = list(before)
    _copy(told_stories(draft), PublicStory, said_by(StorySaid), copy)
    for picture in pictures:
        if not Story.objects.filter(picture=picture).exists():
            forget_file(picture)  # Replaced in the draft since; nothing shows it any more.
    _copy(Figure.objects.filter(profile=draft), PublicFigure, said_by(FigureSaid) + stood, copy)


def _copy(rows: object, public: type[models.Model], names: list[str], copy: PublicProfile) -> None:
    public._default_manager.filter(profile=copy).delete()
    copies = [
        public(profile=copy, ref=row.pk, **{name: getattr(row, name) for name in names})
        for row in rows  # type: ignore[attr-defined]
    ]
    public._default_manager.bulk_create(copies)


def _search_text(org: Organisation, draft: ProviderProfile) -> str:
    names = chain(
        ((code, SERVICES.get(code, "")) for code in draft.services),
        ((code, SECTORS.get(code, "")) for code in draft.sectors),
        ((code, GROUPS.get(code, "")) for code in draft.groups),
    )
    texts = [org.name, *chain.from_iterable(names), draft.sites, draft.story, draft.hires]
    return searchable(texts=texts, country=org.country, languages=draft.languages)
