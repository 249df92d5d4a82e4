"""Published providers for programs: open to everybody, cacheable, codes instead of words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from kazi.hub.access.profiles import public_profile
from kazi.hub.models import PublicProfile
from kazi.hub.queries.showing import Showcase, public_showcase
from kazi.hub.rules.live import LIVE

router = Router(tags=["providers"], auth=None)
PAGE = 100
KEEP_SECONDS = 60


class FigureOut(Schema):
    """A told number.  `standing` is verified, attested or claimed; `stood_by` and `stood_on` say by whom."""

    code: str
    label: str
    value: Decimal
    unit: str
    n: int | None
    as_of: date
    source: str
    method: str
    standing: str
    stood_by: str
    stood_on: date | None


class LiveOut(Schema):
    """A copy from the provider's own records: rounded, never of fewer than ten people."""

    code: str
    value: Decimal
    unit: str
    low: Decimal | None
    high: Decimal | None
    n: int
    as_of: date
    method: str


class SiteOut(Schema):
    town: str
    country: str
    kind: str
    seats: int | None
    since: int | None


class SupportOut(Schema):
    who: str
    kind: str
    began_on: date
    ended_on: date | None
    note: str


class StoryOut(Schema):
    """`text` is simple Markdown; `picture` is an address that ends when the consent does."""

    title: str
    text: str
    whose: str
    consented_on: date
    picture: str
    picture_says: str


class ReferenceOut(Schema):
    """A closed deal.  `client_name` is empty for a client who is not named; `accuracy` is a share, 0 to 1."""

    client_name: str
    client_country: str
    service: str
    began_on: date
    ended_on: date
    units: int
    unit: str
    accuracy: Decimal | None
    rating: int | None
    words: str
    reply: str


class ContactOut(Schema):
    name: str
    role: str
    languages: list[str]


class ProviderOut(Schema):
    slug: str
    name: str
    country: str
    url: str
    services: list[str]
    sectors: list[str]
    languages: list[str]
    place: str
    stage: str
    archetype: str
    capacity: int | None
    published_at: datetime


class WholeProviderOut(ProviderOut):
    """Everything that is public of one provider; texts are its own claims as of `published_at`."""

    story: str
    founded: int | None
    website: str
    security: list[str]
    groups: list[str]
    hires: str
    edition: int
    sites: list[SiteOut]
    supports: list[SupportOut]
    contacts: list[ContactOut]
    stories: list[StoryOut]
    figures: list[FigureOut]
    live: list[LiveOut]
    references: list[ReferenceOut]


class ProvidersOut(Schema):
    """`after` is the slug to ask for next, empty at the end."""

    providers: list[ProviderOut]
    after: str


class Wanted(Schema):
    country: Annotated[str, Field(max_length=2)] = ""
    after: Annotated[str, Field(max_length=80)] = ""


@router.get("", response=ProvidersOut)
def providers(request: HttpRequest, response: HttpResponse, wanted: Query[Wanted]) -> dict[str, Any]:
    """List the published providers by slug, a hundred at a time; no key is needed."""
    found = PublicProfile.objects.visible().order_by("slug")
    if wanted.country:
        found = found.filter(country=wanted.country.replace("\0", "").upper())
    if wanted.after:
        found = found.filter(slug__gt=wanted.after.replace("\0", ""))
    page = list(found[: PAGE + 1])
    _cacheable(response)
    more = page[PAGE - 1].slug if len(page) > PAGE else ""
    return {"providers": [_short(request, one) for one in page[:PAGE]], "after": more}


@router.get("/{slug}", response=WholeProviderOut)
def provider(request: HttpRequest, response: HttpResponse, slug: str) -> dict[str, Any]:
    """Return everything that is public of one provider; no key is needed."""
    profile = public_profile(slug.replace("\0", ""))
    _cacheable(response)
    return _whole(request, profile, public_showcase(profile))


def _cacheable(response: HttpResponse) -> None:
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"


def _short(request: HttpRequest, profile: PublicProfile) -> dict[str, Any]:
    told = {name: getattr(profile, name) for name in ProviderOut.model_fields if name != "url"}
    return told | {"url": request.build_absolute_uri(reverse("hub:provider", args=[profile.slug]))}


def _whole(request: HttpRequest, profile: PublicProfile, shown: Showcase) -> dict[str, Any]:
    names = ("story", "founded", "website", "security", "groups", "hires", "edition")
    stories = [
        {
            **{
                name: getattr(story, name)
                for name in ("title", "text", "whose", "consented_on", "picture_says")
            },
            "picture": request.build_absolute_uri(
                reverse("hub:picture", args=[profile.slug, story.picture_id])
            )
            if story.picture_id
            else "",
        }
        for story in shown.stories
    ]
    live = [
        {
            **{name: getattr(one, name) for name in ("code", "value", "low", "high", "n", "as_of", "method")},
            "unit": LIVE[one.code].unit,
        }
        for one in shown.live
    ]
    return {
        **_short(request, profile),
        **{name: getattr(profile, name) for name in names},
        "sites": [_of(SiteOut, one) for one in shown.sites],
        "supports": [_of(SupportOut, one) for one in shown.supports],
        "contacts": [_of(ContactOut, one) for one in shown.contacts],
        "stories": stories,
        "figures": [_of(FigureOut, one) for one in shown.figures],
        "live": live,
        "references": [_of(ReferenceOut, one) for one in shown.references],
    }


def _of(schema: type[Schema], row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.model_fields}
