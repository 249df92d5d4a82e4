"""The provider's door to a request: what it may see of it, as a copy that holds nothing else.

The buyer's rows are read here, across organisations, and leave as `Call`: no budget, no weights, no
others who were invited, no word of who asked what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from kazi.accounts.actors import Actor
from kazi.deals.access.requests import provider_of
from kazi.deals.models import Invited, LaterDeadline, NdaClick, Proposal, Question, Request, RequestFile
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import all_tenants

SHOWN = (Request.State.OPEN, Request.State.CLOSED, Request.State.AWARDED, Request.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a provider sees it.  Behind a promise of silence `description` is empty until then."""

    id: int
    buyer_id: int
    buyer: str
    title: str
    service: str
    task_type: str
    description: str
    volume: int
    unit: str
    finish_by: date | None
    languages: tuple[str, ...]
    quality: Decimal | None
    security: tuple[str, ...]
    currency: str
    mode: str
    state: str
    state_name: str
    proposals_until: datetime
    questions_until: datetime
    nda_required: bool
    nda_text: str
    nda_given: bool
    is_public: bool
    invited: bool
    declined: bool
    ended_because: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer, as all see it: nobody's name."""

    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    own: bool


def calls(actor: Actor) -> list[Call]:
    """Return the calls open to a provider, invitations first, the nearest deadline first."""
    provider_of(actor)
    found = _reachable(actor).filter(state=Request.State.OPEN)[:200]
    return [_call(one, actor) for one in found]


def call_of(actor: Actor, call_id: int) -> Call:
    """Return a call this provider was invited to, or that is open to all; raise NotFound.

    One that has ended is still there for who was invited or sent a proposal.
    """
    provider_of(actor)
    return _call(_row(actor, call_id), actor)


def questions_of(actor: Actor, call: Call) -> list[Answered]:
    """Return the questions that were answered, and the provider's own that wait."""
    found = all_tenants(Question).filter(request_id=call.id)
    found = found.filter(Q(answered_at__isnull=False) | Q(owner_id=actor.org_id))
    return [
        Answered(one.text, one.asked_at, one.answer, one.answered_at, one.owner_id == actor.org_id)
        for one in found.order_by("asked_at", "pk")
    ]


def later_deadlines(call: Call) -> list[LaterDeadline]:
    return list(all_tenants(LaterDeadline).filter(request_id=call.id).order_by("at"))


def files_of(call: Call) -> list[RequestFile]:
    """Return the buyer's files; none while a promise of silence is asked for and not given."""
    if call.nda_required and not call.nda_given:
        return []
    return list(all_tenants(RequestFile).filter(request_id=call.id).order_by("pk"))


def own_proposal(actor: Actor, proposal_id: int) -> Proposal:
    """Return a proposal of the actor's own provider; raise NotFound for anyone else's."""
    provider_of(actor)
    found = Proposal.objects.filter(pk=proposal_id, owner_id=actor.org_id).first()
    if found is None:
        raise NotFound
    return found


def _row(actor: Actor, call_id: int) -> Request:
    row = _reachable(actor).filter(pk=call_id).first()
    if row is None:
        raise NotFound
    return row


def _reachable(actor: Actor) -> QuerySet[Request]:
    mine = all_tenants(Invited).filter(request=OuterRef("pk"), shared_with_id=actor.org_id)
    sent = all_tenants(Proposal).filter(request=OuterRef("pk"), owner_id=actor.org_id)
    nda = all_tenants(NdaClick).filter(request=OuterRef("pk"), owner_id=actor.org_id)
    rows = all_tenants(Request).filter(state__in=SHOWN, proposals_until__isnull=False)
    if not settings.DEMO:
        rows = rows.filter(is_demo=False)
    rows = rows.annotate(
        was_invited=Exists(mine),
        has_declined=Exists(mine.filter(declined_at__isnull=False)),
        has_sent=Exists(sent),
        has_nda=Exists(nda),
    )
    open_to_all = Q(mode=Request.Mode.OPEN, state=Request.State.OPEN)
    rows = rows.filter(Q(was_invited=True) | Q(has_sent=True) | open_to_all)
    return rows.select_related("org").order_by("-was_invited", "proposals_until", "pk")


def _call(row: Request, actor: Actor) -> Call:
    asked = vars(row)  # With the annotations of `_reachable`.
    assert row.proposals_until is not None  # noqa: S101 -- every request that was sent has one.
    hidden = row.nda_required and not asked["has_nda"]
    return Call(
        id=row.pk,
        buyer_id=row.org_id,
        buyer=row.org.name,
        title=row.title,
        service=row.service,
        task_type=row.task_type,
        description="" if hidden else row.description,
        volume=row.volume,
        unit=row.unit,
        finish_by=row.finish_by,
        languages=tuple(row.languages),
        quality=row.quality,
        security=tuple(row.security),
        currency=row.currency,
        mode=row.mode,
        state=row.state,
        state_name=str(row.get_state_display()),
        proposals_until=row.proposals_until,
        questions_until=row.questions_until or row.proposals_until,
        nda_required=row.nda_required,
        nda_text=row.nda_text,
        nda_given=bool(asked["has_nda"]),
        is_public=row.is_public,
        invited=bool(asked["was_invited"]),
        declined=bool(asked["has_declined"]),
        ended_because=row.ended_because,
    )
