"""Cards that follow what happens: requests, proposals, awards, agreements.

Each function reads how things are now and moves cards to it, so hearing twice, late or out of order
changes nothing; what a person knew better stays (`rules.pipeline.may_follow`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.deals.events import CardMoved
from kazi.deals.models import Account, Agreement, Card, Invoice, MailNote, Proposal, Request, StageSpell
from kazi.deals.models.agreements import AgreementVersion
from kazi.deals.queries.market import minutes_like
from kazi.deals.rules.pipeline import MOST_MONTHS, may_follow
from kazi.deals.rules.should_cost import Minutes, people_for
from kazi.deals.rules.terms import from_json
from kazi.deals.services.pipeline import turn
from kazi.hub.models import Introduction, WorkRequest
from kazi.journal.bus import record
from kazi.kernel.tenancy import acting_for, current_org_id

Stage = Card.Stage
_OF_PROPOSAL = {
    Proposal.State.SEALED: Stage.PROPOSAL,
    Proposal.State.OPENED: Stage.PROPOSAL,
    Proposal.State.AWARDED: Stage.WON,
    Proposal.State.LOST: Stage.LOST,
    Proposal.State.WITHDRAWN: Stage.LOST,
}


@transaction.atomic
def follow(
    key: str, stage: str, *, shared_with: int, reopens: bool = False, because: str = "", **fields: Any
) -> Card:
    """Make the current organisation's card of a deal, or move it where it may go by itself."""
    card, made = Card.objects.get_or_create(
        owner_id=current_org_id(),
        shared_with_id=shared_with,
        deal_key=key,
        defaults={**fields, "stage": stage, "lost_because": because if stage == Stage.LOST else ""},
    )
    if made:
        StageSpell.objects.create(card=card, stage=stage, entered_at=card.stage_since)
        record(CardMoved(str(card.pk), "", stage))
        return card
    held = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    before = held.stage
    if may_follow(before, stage, reopens=reopens):
        why = because[:500] if stage == Stage.LOST else ""
        if Card.objects.filter(pk=held.pk, stage=before).update(stage=stage, lost_because=why):
            turn(held.pk, stage, None)
            record(CardMoved(str(held.pk), before, stage))
    held.refresh_from_db()
    return held


def follow_request(request: Request, hub_id: int, about: int | None = None) -> None:
    """Bring all cards of a request to where it stands; call it acting for the buyer.

    The hub has one card, each provider that was invited or made a proposal its own.  `about` is the
    provider of whom the news is: only its lost card lives again.
    """
    if request.state == Request.State.DRAFT:
        return
    proposals = {one.owner_id: one for one in Proposal.objects.filter(request=request)}
    invited = {one.shared_with_id: one for one in request.invited.all()}
    live = any(one.state != Proposal.State.WITHDRAWN for one in proposals.values())
    given = _of_request(request)
    with acting_for(hub_id):
        stage = {Request.State.AWARDED: Stage.WON, Request.State.WITHDRAWN: Stage.LOST}.get(
            Request.State(request.state), Stage.PROPOSAL if live else Stage.REQUEST
        )
        account, _new = Account.objects.get_or_create(
            buyer=request.org,
            defaults={"name": request.org.name, "country": request.org.country, "is_demo": request.is_demo},
        )
        follow(
            f"request:{request.pk}", stage, shared_with=hub_id, because=_("The request was withdrawn."),
            account=account, **given,
        )  # fmt: skip
    for provider_id in {*proposals, *invited}:
        proposal = proposals.get(provider_id)
        stage, because = _stage_of(request, proposal)
        asked = invited.get(provider_id)
        if proposal is None and asked is not None and asked.declined_at is not None:
            stage, because = Stage.LOST, asked.reason or _("We declined the invitation.")
        with acting_for(provider_id):
            follow(
                f"request:{request.pk}", stage, shared_with=provider_id, because=because,
                reopens=provider_id == about, **given,
            )  # fmt: skip


def _stage_of(request: Request, proposal: Proposal | None) -> tuple[Card.Stage, str]:
    if request.state == Request.State.WITHDRAWN:
        return Stage.LOST, _("The request was withdrawn.")
    if proposal is not None:
        stage = _OF_PROPOSAL[Proposal.State(proposal.state)]
        if proposal.state == Proposal.State.WITHDRAWN:
            return stage, _("We withdrew our proposal.")
        if proposal.state == Proposal.State.SEALED and request.state == Request.State.AWARDED:
            return Stage.LOST, _("Another proposal was chosen.")  # Its seal was broken.
        return stage, proposal.debrief or _("Another proposal was chosen.")
    if request.state in {Request.State.CLOSED, Request.State.AWARDED}:
        return Stage.LOST, _("No proposal was made.")
    return Stage.REQUEST, ""


@transaction.atomic
def follow_agreement(agreement: Agreement, hub_id: int) -> None:
    """Bring the provider's card of a signed agreement to its terms, and the hub's, if it has one, to signed.

    Prices stay between the two sides: the hub's card keeps the value that its staff wrote.
    """
    version = AgreementVersion.objects.filter(agreement=agreement, state=AgreementVersion.State.FORCE).first()
    if version is None:
        return
    terms = from_json(version.terms)
    key = f"request:{agreement.request_ref}" if agreement.request_ref else f"agreement:{agreement.pk}"
    months = _months(terms.starts_on, terms.ends_on)
    said = {
        "title": agreement.title,
        "agreement_ref": agreement.pk,
        "value_minor": terms.value_minor() // months,
        "currency": agreement.currency,
        "months": months,
        "starts_on": terms.starts_on or timezone.localdate(),
        "volume": terms.volume or None,
        "unit": terms.unit,
        "people_each": max(1, terms.people),
        "service": terms.service,
    }
    with acting_for(agreement.owner_id):
        card = follow(
            key, Stage.SIGNED, shared_with=agreement.owner_id, source=Card.Source.AGREEMENT,
            buyer=agreement.shared_with.name, country=agreement.shared_with.country,
            is_demo=agreement.is_demo, **said,
        )  # fmt: skip
        Card.objects.filter(pk=card.pk).update(**said)
        if card.minutes_base is None:
            Card.objects.filter(pk=card.pk).update(**_minutes(minutes_like(terms.service, terms.task_type)))
    with acting_for(hub_id):
        for own in Card.objects.filter(owner_id=hub_id, deal_key=key):
            follow(key, Stage.SIGNED, shared_with=own.shared_with_id)
            Card.objects.filter(pk=own.pk).update(agreement_ref=agreement.pk)


def note_paid(invoice: Invoice) -> None:
    """Write down on the provider's card that an invoice was paid; call it acting for the provider."""
    card = Card.objects.filter(owner_id=invoice.owner_id, agreement_ref=invoice.agreement_id).first()
    if card is not None:
        MailNote.objects.get_or_create(
            once=f"paid:{invoice.pk}",
            defaults={
                "card": card,
                "subject": _("Invoice %(number)s was paid.") % {"number": invoice.number},
            },
        )


def follow_letter(letter: WorkRequest) -> Card:
    """Make the hub's card of a letter to it; call it acting for the hub."""
    title = " ".join(letter.what.split())
    return follow(
        f"letter:{letter.pk}", Stage.LEAD, shared_with=letter.org_id, source=Card.Source.LETTER,
        title=title if len(title) <= 120 else f"{title[:119]}…", buyer=letter.organisation or letter.name,
        letter_ref=letter.pk, is_demo=letter.is_demo,
    )  # fmt: skip


def follow_introduction(asked: Introduction) -> Card:
    """Make the hub's card, shared with the provider, of somebody who asked to meet it; acting for the hub."""
    title = " ".join(asked.message.split())
    return follow(
        f"introduction:{asked.pk}", Stage.LEAD, shared_with=asked.owner_id, source=Card.Source.LETTER,
        title=title if len(title) <= 120 else f"{title[:119]}…", buyer=asked.organisation or asked.name,
    )  # fmt: skip


def _of_request(request: Request) -> dict[str, Any]:
    """Return what a card says of a request: nothing that hub staff could not read in the list of calls."""
    begins = (request.proposals_until or request.made_at).date()
    return {
        "title": request.title,
        "buyer": request.org.name,
        "country": request.org.country,
        "service": request.service,
        "source": Card.Source.REQUEST,
        "request_ref": request.pk,
        "volume": request.volume or None,
        "unit": request.unit,
        "people_each": people_for(request.quality),
        "months": _months(begins, request.finish_by),
        "starts_on": begins,
        "currency": request.currency,
        "is_demo": request.is_demo,
        **_minutes(minutes_like(request.service, request.task_type)),
    }


def _minutes(minutes: Minutes | None) -> dict[str, Any]:
    if minutes is None or minutes.low <= 0:
        return {}
    return {"minutes_low": minutes.low, "minutes_base": minutes.base, "minutes_high": minutes.high}


def _months(first: date | None, last: date | None) -> int:
    """Return how many months are touched, 1 where an end is not known."""
    if first is None or last is None or last < first:
        return 1
    return min(MOST_MONTHS, (last.year - first.year) * 12 + last.month - first.month + 1)
