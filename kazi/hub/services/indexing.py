"""Published profiles in the search: what of them is found, and by what a list is narrowed."""

from __future__ import annotations

from kazi.hub.models import PublicFigure, PublicProfile, PublicSite, PublicStory
from kazi.hub.rules.catalogue import GROUPS, SECTORS, SERVICES
from kazi.hub.rules.names import country_name, language_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.search.services import Doc, drop, put

KIND = "provider"


def index(profile: PublicProfile) -> None:
    """Let a published profile be found, with what it says now."""
    put(doc_of(profile))


def unindex(profile: PublicProfile) -> None:
    drop(KIND, profile.slug)


def doc_of(profile: PublicProfile) -> Doc:
    """Return what the search keeps of a profile."""
    places = list(PublicSite.objects.filter(profile=profile))
    stories = PublicStory.objects.filter(profile=profile).values_list("title", "text")
    standings = PublicFigure.objects.filter(profile=profile).values_list("standing", flat=True)
    countries = {code for code in [profile.country, *(place.country for place in places)] if code}
    names = [country_name(code, one) for code in sorted(countries) for one in SEARCHED_IN]
    names += [language_name(code, one) for code in profile.languages for one in SEARCHED_IN]
    chosen = [(SERVICES, profile.services), (SECTORS, profile.sectors), (GROUPS, profile.groups)]
    words = [catalogue.get(code, "") for catalogue, codes in chosen for code in codes]
    told = [profile.story, profile.hires, *(part for story in stories for part in story)]
    return Doc(
        kind=KIND,
        ref=profile.slug,
        title=profile.name,
        keywords=" ".join(dict.fromkeys([profile.sites, *words, *names])),
        body="\n".join(text for text in told if text),
        facets={
            "country": sorted(countries),
            "service": profile.services,
            "sector": profile.sectors,
            "language": profile.languages,
            "place": ["centre", "home"] if profile.place == "both" else [profile.place],
            "stage": [profile.stage] if profile.stage else [],
            "standing": sorted(set(standings)),
        },
        path=f"/providers/{profile.slug}/",
        is_demo=profile.is_demo,
        at=profile.published_at,
    )
