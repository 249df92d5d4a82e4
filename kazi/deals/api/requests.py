"""Requests for work over HTTP: for buyers' programs, and calls for providers'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from kazi.accounts.actors import Actor, actor_of, require_scope
from kazi.accounts.models import ApiKey
from kazi.deals.access import calls as calls_access
from kazi.deals.access import requests as access
from kazi.deals.models import Request
from kazi.deals.queries.comparing import compared
from kazi.deals.queries.shortlists import shortlist
from kazi.deals.rules.catalogue import CURRENCIES
from kazi.deals.rules.work import Work
from kazi.deals.services.opening import open_proposals
from kazi.deals.services.requests import make_request
from kazi.hub.rules.catalogue import LANGUAGES, SECURITY, SERVICES
from kazi.kernel.ids import Id

router = Router(tags=["requests"])
calls = Router(tags=["calls"])

Skip = Annotated[int, Query(ge=0, le=100_000)]


def _one_of(codes: Iterable[str]) -> str:
    return f"^({'|'.join(map(re.escape, codes))})$"


Service = Annotated[str, Field(pattern=_one_of(SERVICES))]
Language = Annotated[str, Field(pattern=_one_of(LANGUAGES))]
Security = Annotated[str, Field(pattern=_one_of(SECURITY))]
Currency = Annotated[str, Field(pattern=_one_of(CURRENCIES))]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]


class RequestIn(Schema):
    """Work to be done.  `quality` is the share of right fields, 0.5 to 1; the budget is for all of it.

    `once` is a UUID of yours: the same again returns the first request.
    """

    once: UUID | None = None
    title: Text
    service: Service
    description: str = Field(..., min_length=1, max_length=8000, pattern=r"^[^\x00]*$")
    volume: int = Field(..., ge=1, le=2_000_000_000)
    unit: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*\S[^\x00]*$")]
    finish_by: date | None = None
    languages: list[Language] = Field(default_factory=list, max_length=30)
    quality: Decimal | None = Field(None, ge=Decimal("0.5"), le=1, max_digits=6, decimal_places=5)
    security: list[Security] = Field(default_factory=list, max_length=10)
    budget: Decimal | None = Field(None, gt=0, le=10**11, decimal_places=2)
    currency: Currency = "USD"
    countries: list[Country] = Field(default_factory=list, max_length=50)
    least_people: int = Field(0, ge=0, le=100_000)
    certified_only: bool = False


class RequestOut(Schema):
    """A request as its buyer sees it.  `proposals` counts those that came in, sealed or not."""

    id: int
    title: str
    service: str
    description: str
    volume: int
    unit: str
    finish_by: date | None
    languages: list[str]
    quality: Decimal | None
    security: list[str]
    currency: str
    countries: list[str]
    mode: Literal["chosen", "open"]
    state: Literal["draft", "open", "closed", "awarded", "withdrawn"]
    proposals_until: datetime | None
    questions_until: datetime | None
    proposals: int


class RequestsOut(Schema):
    requests: list[RequestOut]


class PlaceOut(Schema):
    """A provider on the shortlist.  `terms` has the points of each term of the formula."""

    place: int
    provider: str
    slug: str
    country: str
    score: float
    moved_up: int
    below_floor: bool
    terms: dict[str, float]


class ShortlistOut(Schema):
    fitting: int
    left_out: int
    weights: dict[str, float]
    places: list[PlaceOut]


class ProposalOut(Schema):
    """An opened proposal; before the deadline there is none."""

    id: int
    provider: str
    state: Literal["opened", "awarded", "lost"]
    total: Decimal
    below_floor: bool
    content: dict[str, Any]


class ProposalsOut(Schema):
    proposals: list[ProposalOut]


class CallOut(Schema):
    """A request as a provider sees it; its description is empty behind a promise not yet given."""

    id: int
    buyer: str
    title: str
    service: str
    description: str
    volume: int
    unit: str
    finish_by: date | None
    languages: list[str]
    quality: Decimal | None
    security: list[str]
    currency: str
    mode: str
    state: str
    proposals_until: datetime
    questions_until: datetime
    nda_required: bool
    nda_given: bool
    invited: bool


class CallsOut(Schema):
    calls: list[CallOut]


@router.get("", response=RequestsOut, summary="List requests")
def list_requests(request: HttpRequest, skip: Skip = 0) -> dict[str, Any]:
    """Return up to 100 requests, the newest first; `skip` goes on."""
    found = access.own_requests(_reader(request))[skip : skip + 100]
    return {"requests": [_out(one) for one in found]}


@router.post("", response=RequestOut, summary="Make a request")
def post_request(request: HttpRequest, payload: RequestIn) -> dict[str, Any]:
    """Keep a draft; a person sends it out.  Safe to send again with the same `once`."""
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.WRITE_REQUESTS)
    said = payload.dict(exclude={"once"})
    for name in ("languages", "security", "countries"):
        said[name] = tuple(said[name])
    said["unit"] = " ".join(str(said["unit"]).lower().split())
    return _out(make_request(actor, Work(**said), payload.once or uuid4()))


@router.get("/{call_id}", response=RequestOut, summary="See one request")
def get_request(request: HttpRequest, call_id: Path[Id]) -> dict[str, Any]:
    return _out(access.own_request(_reader(request), call_id))


@router.get("/{call_id}/shortlist", response=ShortlistOut, summary="See who fits")
def get_shortlist(request: HttpRequest, call_id: Path[Id]) -> dict[str, Any]:
    """Return the shortlist with the usual weights and the points of every term."""
    found = access.own_request(_reader(request), call_id)
    made = shortlist(found.work, f"request:{found.pk}")
    places = [
        {
            "place": row.place.shown,
            "provider": row.provider.name,
            "slug": row.provider.slug,
            "country": row.provider.country,
            "score": round(row.place.score, 4),
            "moved_up": row.place.moved_up,
            "below_floor": row.below_floor,
            "terms": {term.key: round(term.points, 4) for term in row.terms},
        }
        for row in made.rows
    ]
    return {"fitting": made.fitting, "left_out": made.left_out, "weights": made.weights, "places": places}


@router.get("/{call_id}/proposals", response=ProposalsOut, summary="See opened proposals")
def get_proposals(request: HttpRequest, call_id: Path[Id]) -> dict[str, Any]:
    """Return the proposals once the deadline has passed; none before, to nobody."""
    found = access.own_request(_reader(request), call_id)
    open_proposals(found.pk)
    rows = [
        {
            "id": row.proposal.pk,
            "provider": row.proposal.owner.name,
            "state": row.proposal.state,
            "total": row.total,
            "below_floor": row.below_floor,
            "content": row.content,
        }
        for row in compared(found)
    ]
    return {"proposals": rows}


@calls.get("", response=CallsOut, summary="List calls")
def list_calls(request: HttpRequest) -> dict[str, Any]:
    """Return the calls this provider is invited to or that are open to all, at most 200."""
    return {"calls": calls_access.calls(_provider(request))}


@calls.get("/{call_id}", response=CallOut, summary="See one call")
def get_call(request: HttpRequest, call_id: Path[Id]) -> Any:
    return calls_access.call_of(_provider(request), call_id)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.READ_REQUESTS)
    return actor


def _provider(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.READ_CALLS)
    return actor


def _out(found: Request) -> dict[str, Any]:
    names = set(RequestOut.model_fields) - {"proposals", "id"}
    sent = found.proposals.exclude(state="withdrawn").count()
    return {"id": found.pk, "proposals": sent, **{name: getattr(found, name) for name in names}}
