"""Published profiles in the search: what of them is found, and by what a list is narrowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kazi.hub.models import Held, PublicProfile, held_numbers, held_refs
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
    drop(KIND, profile.slug)


@source(KIND)
def everything() -> Iterator[Doc]:
    """Give every published profile, demo ones too, for an index that has to be made right again."""
    profiles = PublicProfile.objects.exclude(slug__in=held_refs(KIND)).order_by("pk")
    profiles = profiles.prefetch_related("places", "stories", "figures")
    held = held_numbers("story")
    return (doc_of(profile, held) for profile in profiles.iterator(chunk_size=500))


def doc_of(profile: PublicProfile, held: Collection[int] | None = None) -> Doc:
    """Return what the search keeps of a profile; `held` are the stories that moderators took off."""
    held = held_numbers("story") if held is None else held
    places, figures = profile.places.all(), profile.figures.all()
    stories = [story for story in profile.stories.all() if story.ref not in held]
    countries = {code for code in [profile.country, *(place.country for place in places)] if code}
    names = [country_name(code, one) for code in sorted(countries) for one in SEARCHED_IN]
    names += [language_name(code, one) for code in profile.languages for one in SEARCHED_IN]
    chosen = [(SERVICES, profile.services), (SECTORS, profile.sectors), (GROUPS, profile.groups)]
    words = [catalogue.get(code, "") for catalogue, codes in chosen for code in codes]
    told = [profile.story, profile.hires, *(f"{one.title}\n{one.text}" for one in stories)]
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
            "standing": sorted({one.standing for one in figures}),
        },
        path=f"/providers/{profile.slug}/",
        is_demo=profile.is_demo,
        at=profile.published_at,
    )
