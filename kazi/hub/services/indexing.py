"""Published profiles as the search has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kazi.hub.models import PublicProfile
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SERVICES
from kazi.hub.rules.names import country_name, language_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.search.services import Doc, drop, put
from kazi.search.sources import source

KIND = "provider"


def index(profile: PublicProfile) -> None:
    """Let a published profile be found, as it is now; part of the caller's transaction."""
    put(doc_of(profile))


def unindex(profile: PublicProfile) -> None:
    """Let a profile be found no more: to be called before it is deleted."""
    drop(KIND, str(profile.pk))


@source(KIND)
def all_profiles() -> Iterable[Doc]:
    return map(doc_of, PublicProfile.objects.order_by("pk").iterator(500))


def doc_of(profile: PublicProfile) -> Doc:
    """Return a profile as the search wants it; it is found by names of things in any language on offer."""
    return Doc(
        kind=KIND,
        ref=str(profile.pk),
        title=profile.name,
        keywords="; ".join(dict.fromkeys(_keywords(profile))),
        body="\n".join(filter(None, [profile.story, profile.hires, profile.sites])),
        facets={
            "country": [profile.country] if profile.country else [],
            "service": profile.services,
            "sector": profile.sectors,
            "language": profile.languages,
            "place": ["centre", "home"] if profile.place == "both" else [profile.place],
            "group": profile.groups,
            "security": profile.security,
        },
        path=reverse("hub:provider", args=[profile.slug]),
        is_demo=profile.is_demo,
        at=profile.published_at,
    )


def _keywords(profile: PublicProfile) -> Iterator[str]:
    yield profile.sites
    for names, codes in ((SERVICES, profile.services), (SECTORS, profile.sectors), (GROUPS, profile.groups)):
        for code in codes:
            if code in names:
                yield from _in_all_languages(names[code])
    for one in SEARCHED_IN:
        if profile.country:
            yield country_name(profile.country, one)
        for code in profile.languages:
            yield language_name(code, one)


@lru_cache(maxsize=1_000)
def _in_all_languages(text: str) -> tuple[str, ...]:
    said = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said.append(gettext(text))
    return tuple(dict.fromkeys(said))
