"""Everything of one profile, from the provider's draft or from the published copy, for one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from kazi.hub.models import (
    Claims,
    Contact,
    ContactSaid,
    Figure,
    ProviderProfile,
    PublicContact,
    PublicFigure,
    PublicLiveFigure,
    PublicProfile,
    PublicSite,
    PublicStory,
    PublicSupport,
    PublishedReference,
    Site,
    SiteSaid,
    Story,
    StorySaid,
    Support,
    SupportSaid,
    held_numbers,
)
from kazi.hub.rules.completeness import Step, Told, steps


@dataclass(frozen=True, slots=True)
class Showcase:
    """A profile with all its rows."""

    profile: Claims
    sites: list[SiteSaid]
    supports: list[SupportSaid]
    contacts: list[ContactSaid]
    stories: list[StorySaid]
    figures: list[Figure | PublicFigure]
    live: list[PublicLiveFigure]
    references: list[PublishedReference]


def public_showcase(profile: PublicProfile) -> Showcase:
    """Return what everybody may read of a provider."""
    return Showcase(
        profile,
        list(PublicSite.objects.filter(profile=profile)),
        list(PublicSupport.objects.filter(profile=profile)),
        list(PublicContact.objects.filter(profile=profile)),
        list(shown_stories(profile).select_related("picture")),
        list(PublicFigure.objects.filter(profile=profile)),
        list(PublicLiveFigure.objects.filter(profile=profile)),
        list(references_of(profile.provider_id)),
    )


def shown_stories(profile: PublicProfile) -> QuerySet[PublicStory]:
    """Return the published stories that moderators have not taken off."""
    return PublicStory.objects.filter(profile=profile).exclude(ref__in=held_numbers("story"))


def draft_showcase(draft: ProviderProfile) -> Showcase:
    """Return what everybody would read if the draft were published now."""
    public = PublicProfile.objects.filter(provider_id=draft.org_id).first()
    return Showcase(
        draft,
        list(Site.objects.filter(profile=draft)),
        list(Support.objects.filter(profile=draft)),
        list(named_contacts(draft)),
        list(told_stories(draft)),
        list(Figure.objects.filter(profile=draft)),
        list(PublicLiveFigure.objects.filter(profile=public)) if public else [],
        list(references_of(draft.org_id)),
    )


def named_contacts(draft: ProviderProfile) -> Iterable[Contact]:
    """Return the people who agreed to be named."""
    return Contact.objects.filter(profile=draft, consented_on__isnull=False)


def told_stories(draft: ProviderProfile) -> Iterable[Story]:
    """Return the stories whose people have not taken their consent back."""
    return Story.objects.filter(profile=draft, withdrawn_at=None).select_related("picture")


def references_of(provider_id: int) -> Iterable[PublishedReference]:
    return PublishedReference.objects.filter(provider_id=provider_id)


def steps_of(draft: ProviderProfile) -> list[Step]:
    """Return what the draft has and lacks."""
    figures = Figure.objects.filter(profile=draft)
    return steps(
        Told(
            story=bool(draft.story.strip()),
            services=len(draft.services),
            languages=len(draft.languages),
            sectors=len(draft.sectors),
            security=len(draft.security),
            capacity=draft.capacity is not None,
            hires=bool(draft.hires.strip()),
            stage=bool(draft.stage),
            sites=Site.objects.filter(profile=draft).count() or int(bool(draft.sites)),
            contacts=len(list(named_contacts(draft))),
            stories=len(list(told_stories(draft))),
            figures=figures.count(),
            sourced_figures=figures.exclude(standing="claimed").count(),
        )
    )
