"""Agreements over HTTP: terms, text and milestones, to be read by programs of both sides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema

from kazi.accounts.actors import Actor, actor_of, require_scope
from kazi.accounts.models import ApiKey
from kazi.deals.access import agreements as access
from kazi.deals.models import Agreement
from kazi.deals.queries.agreements import milestones_of, versions_seen_by
from kazi.kernel.ids import Id

router = Router(tags=["agreements"])
MOST = 100


class AgreementOut(Schema):
    """`version` is the one in force, 0 while nothing is signed by both."""

    id: int
    title: str
    provider: str
    buyer: str
    state: Literal["draft", "offered", "signed", "running", "ended"]
    version: int
    currency: str
    units_accepted: int
    ordered_at: datetime | None
    ended_at: datetime | None


class AgreementsOut(Schema):
    agreements: list[AgreementOut]


class SignatureOut(Schema):
    """Who signed for which side, when, and the SHA-256 of the text."""

    side: Literal["provider", "buyer"]
    name: str
    organisation: str
    at: datetime
    sha256: str


class VersionOut(Schema):
    """One text; `terms` holds its values, numbers as text.  `text` and `sha256` are empty for a draft."""

    number: int
    state: Literal["draft", "offered", "force", "replaced", "dropped"]
    reason: str
    terms: dict[str, Any]
    text: str
    sha256: str
    signatures: list[SignatureOut]


class MilestoneOut(Schema):
    """An amount in whole minor units of the agreement's currency."""

    code: str
    title: str
    kind: Literal["start", "units", "date"]
    units: int | None
    due_on: date | None
    amount_minor: int
    state: Literal["planned", "reported", "reached", "dropped"]
    reached_at: datetime | None


class WholeAgreementOut(AgreementOut):
    versions: list[VersionOut]
    milestones: list[MilestoneOut]


@router.get("", response=AgreementsOut, summary="List agreements")
def list_agreements(
    request: HttpRequest, skip: Annotated[int, Query(ge=0, le=100_000)] = 0
) -> dict[str, Any]:
    """Return up to 100 agreements, the newest first; `skip` goes on."""
    rows = access.agreements_of(_reader(request))[skip : skip + MOST]
    return {"agreements": [_told(one) for one in rows]}


@router.get("/{agreement_id}", response=WholeAgreementOut, summary="See one agreement")
def get_agreement(request: HttpRequest, agreement_id: Path[Id]) -> Any:
    """Return an agreement with its versions, their signatures, and its milestones."""
    agreement, side = access.agreement_of(_reader(request), agreement_id)
    versions = [
        {
            "number": one.number,
            "state": one.state,
            "reason": one.reason,
            "terms": one.terms,
            "text": one.text,
            "sha256": one.sha256,
            "signatures": [signed for signed in one.signatures.all() if signed.void_at is None],
        }
        for one in versions_seen_by(agreement, side)
    ]
    milestones = [one.milestone for one in milestones_of(agreement, side)]
    return {**_told(agreement), "versions": versions, "milestones": milestones}


def _told(one: Agreement) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "provider": one.owner.name,
        "buyer": one.shared_with.name,
        "state": one.state,
        "version": one.version,
        "currency": one.currency,
        "units_accepted": one.units_accepted,
        "ordered_at": one.ordered_at,
        "ended_at": one.ended_at,
    }


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.READ_DEALS)
    return actor
