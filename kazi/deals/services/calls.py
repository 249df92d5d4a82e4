"""The provider's commands before a proposal: promise silence, ask, decline, state a price."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Person, Role
from kazi.deals.access.calls import Call
from kazi.deals.access.requests import provider_of
from kazi.deals.events import InvitationDeclined, NdaAccepted, PriceStated, QuestionAsked
from kazi.deals.models import Invited, NdaClick, PricePoint, Question, Request
from kazi.deals.queries.clock import database_now
from kazi.deals.services import letters
from kazi.deals.services.candidates import refresh
from kazi.deals.services.locking import request_of
from kazi.deals.services.requests import words_of
from kazi.hub.rules.catalogue import SERVICES
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused

MOST_QUESTIONS = 30


@transaction.atomic
def promise_silence(actor: Actor, call: Call, sha256: str) -> NdaClick:
    """Keep who promised silence, when, and the text; `sha256` is that of the text on the page.

    The second click of a provider is the first.  Raises Conflict when the text has changed.
    """
    if not call.nda_required:
        raise Refused(_("This call asks for no promise of silence."))
    known = hashlib.sha256(call.nda_text.encode()).hexdigest()
    if sha256 != known:
        raise Conflict(_("The text has changed since you opened the page. Read it again."))
    click, made = NdaClick.objects.get_or_create(
        request_id=call.id,
        owner_id=actor.org_id,
        defaults={
            "shared_with_id": call.buyer_id,
            "name": Person.objects.get(pk=actor.person_id).name,
            "person_id": actor.membership_id,
            "text": call.nda_text,
            "sha256": known,
        },
    )
    if made:
        record(NdaAccepted(str(call.id), known), actor_id=actor.person_id)
        note_answer(actor, call)
    return click


@transaction.atomic
def ask(actor: Actor, call: Call, text: str) -> Question:
    """Ask the buyer; the same question again is the first.  Its answer goes to all."""
    text = " ".join(text.split())[:2000]
    if not text:
        raise Refused(_("Write your question."))
    if call.state != Request.State.OPEN or database_now() >= call.questions_until:
        raise Conflict(_("The time for questions has passed."))
    mine = Question.objects.filter(request_id=call.id, owner_id=actor.org_id)
    if mine.count() >= MOST_QUESTIONS:
        raise Refused(_("You have asked %(most)s questions; that is the most.") % {"most": MOST_QUESTIONS})
    question, made = mine.get_or_create(
        text=text,
        defaults={"request_id": call.id, "owner_id": actor.org_id, "shared_with_id": call.buyer_id},
    )
    if made:
        record(QuestionAsked(str(question.pk)), actor_id=actor.person_id)
        note_answer(actor, call)
        words = words_of(request_of(call.id), "requests", text=text)
        letters.write([call.buyer_id], Role.CLIENT, letters.ASKED, words)
    return question


@transaction.atomic
def decline(actor: Actor, call: Call, reason: str) -> None:
    """Say no to an invitation; saying it again changes nothing."""
    mine = Invited.objects.filter(request_id=call.id, shared_with_id=actor.org_id, declined_at=None)
    if mine.update(declined_at=database_now(), reason=reason.strip()[:500]):
        note_answer(actor, call)
        record(InvitationDeclined(str(call.id)), actor_id=actor.person_id)


@transaction.atomic
def state_price(actor: Actor, service: str, unit: str, price: Decimal, currency: str) -> PricePoint:
    """State what a unit of a service usually costs here; the same unit again is a new price."""
    org = provider_of(actor)
    unit = " ".join(unit.lower().split())[:40]
    if service not in SERVICES or not unit or price <= 0:
        raise Refused(_("Choose a service, name the unit, and write a price above zero."))
    point, _made = PricePoint.objects.update_or_create(
        service=service,
        unit=unit,
        defaults={"price": price, "currency": currency, "stated_at": timezone.now()},
    )
    record(PriceStated(service, unit), actor_id=actor.person_id)
    refresh(org.pk)
    return point


@transaction.atomic
def drop_price(actor: Actor, price_id: int) -> None:
    """Take a stated price back; a second time changes nothing."""
    org = provider_of(actor)
    PricePoint.objects.filter(pk=price_id).delete()
    refresh(org.pk)


def note_answer(actor: Actor, call: Call) -> None:
    """Note the provider's first word to an invitation: from it comes how soon it answers."""
    mine = Invited.objects.filter(request_id=call.id, shared_with_id=actor.org_id, answered_at=None)
    mine.update(answered_at=database_now())
