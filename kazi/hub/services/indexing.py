"""Published profiles in the search: what of them is found, and by what a list is narrowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kazi.hub.models import Held, PublicProfile, held_numbers, held_refs
from kazi.hub.queries.certification import valid_certificates
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SERVICES
from kazi.hub.rules.names import country_name, language_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.search.services import Doc, drop, put
from kazi.search.sources import source

KIND = "provider"


def index(profile: PublicProfile) -> None:
    """Let a published profile be found, with what it says now; not while moderators hold it."""
    if Held.objects.filter(kind=KIND, ref=profile.slug).exists():
        drop(KIND, profile.slug)
        return
    put(doc_of(profile))


def unindex(profile: PublicProfile) -> None:
    """Let a profile be found no more."""
    drop(KIND, profile.slug)


@source(KIND)
def all_profiles() -> Iterator[Doc]:
    """Give every published profile, demo ones too, for an index that has to be made right again."""
    profiles = PublicProfile.objects.exclude(slug__in=held_refs(KIND)).order_by("pk")
    profiles = profiles.prefetch_related("places", "stories", "figures")
    held = held_numbers("story")
    return (doc_of(profile, held) for profile in profiles.iterator(chunk_size=500))


def doc_of(profile: PublicProfile, held: Collection[int] | None = None) -> Doc:
    """Return what the search keeps of a profile; names of things are found in any language on offer.

    `held` are the stories that moderators took off.
    """
    held = held_numbers("story") if held is None else held
    places, figures = profile.places.all(), profile.figures.all()
    stories = [story for story in profile.stories.all() if story.ref not in held]
    countries = sorted({code for code in [profile.country, *(one.country for one in places)] if code})
    told = [profile.story, profile.hires, *(f"{one.title}\n{one.text}" for one in stories), profile.sites]
    return Doc(
        kind=KIND,
        ref=profile.slug,
        title=profile.name,
        keywords="; ".join(dict.fromkeys(_keywords(profile, countries))),
        body="\n".join(text for text in told if text),
        facets={
            "country": countries,
            "service": profile.services,
            "sector": profile.sectors,
            "language": profile.languages,
            "place": ["centre", "home"] if profile.place == "both" else [profile.place],
            "group": profile.groups,
            "security": profile.security,
            "stage": [profile.stage] if profile.stage else [],
            "certificate": [one.standard.slug for one in valid_certificates(profile.provider_id)],
            "standing": sorted({one.standing for one in figures}),
        },
        path=reverse("hub:provider", args=[profile.slug]),
        is_demo=profile.is_demo,
        at=profile.published_at,
    )


def _keywords(profile: PublicProfile, countries: list[str]) -> Iterator[str]:
    yield profile.sites
    for names, codes in ((SERVICES, profile.services), (SECTORS, profile.sectors), (GROUPS, profile.groups)):
        for code in codes:
            if code in names:
                yield from _in_all_languages(names[code])
    for one in SEARCHED_IN:
        yield from (country_name(code, one) for code in countries)
        yield from (language_name(code, one) for code in profile.languages)


@lru_cache(maxsize=1_000)
def _in_all_languages(text: str) -> tuple[str, ...]:
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(gettext(text))
    return tuple(dict.fromkeys(said))
