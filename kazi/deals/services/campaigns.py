"""Campaigns: one letter to those of a segment who may be written to, with a way out in each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.channels.letters import post
from kazi.deals.events import CampaignSent
from kazi.deals.models import Campaign, Card, Contact, MailNote, Sending
from kazi.deals.services.pipeline import add_card
from kazi.deals.services.selling import note
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for

MOST_LETTERS = 500
_SALT = "kazi.deals.unsubscribe"


def audience(campaign: Campaign) -> QuerySet[Contact]:
    """Return who would get the letter: of the segment, with a ground, and nobody who said no.

    An address that stands at two accounts gets one letter (see `send`).
    """
    people = Contact.objects.exclude(basis="").filter(unsubscribed_at=None).select_related("account")
    if campaign.country:
        people = people.filter(account__country=campaign.country)
    if campaign.sector:
        people = people.filter(account__sector=campaign.sector)
    return people.filter(account__is_demo=campaign.is_demo).order_by("pk")


@transaction.atomic
def draft(actor: Actor, once: UUID, fields: dict[str, Any]) -> Campaign:
    """Keep a campaign that nobody has got yet; the same form again is the first one."""
    known = {"name", "country", "sector", "collateral", "subject", "text"}
    campaign, _made = Campaign.objects.get_or_create(
        once=once,
        defaults={
            **{name: value for name, value in fields.items() if name in known},
            "made_by_id": actor.membership_id or None,
            "is_demo": Organisation.objects.get(pk=actor.org_id).is_demo,
        },
    )
    return campaign


@transaction.atomic
def send(actor: Actor, campaign: Campaign) -> int:
    """Send the letter to everybody who may have it; return how many.  Sent already, nobody gets it again.

    Raises Refused when nobody may have it, or more than 500: a desk that writes to so many at once
    needs another tool.
    """
    people: dict[str, Contact] = {}
    for contact in audience(campaign):
        people.setdefault(contact.email.casefold(), contact)
    if not Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.DRAFT).update(
        state=Campaign.State.SENT, sent_at=timezone.now()
    ):
        return 0
    if not people:
        raise Refused(_("Nobody in this segment has agreed to such letters. Nothing was sent."))
    if len(people) > MOST_LETTERS:
        raise Refused(
            _("These are %(n)s people; a campaign reaches at most %(most)s. Choose a smaller segment.")
            % {"n": len(people), "most": MOST_LETTERS}
        )
    for contact in people.values():
        Sending.objects.create(campaign=campaign, contact=contact)
        link = f"{settings.KAZI_URL}/unsubscribe/{leave_token(contact)}/"
        foot = _("You get this because: %(basis)s. To get no more such letters:\n%(link)s") % {
            "basis": contact.get_basis_display(),
            "link": link,
        }
        text = f"{campaign.text.strip()}\n\n-- \n{foot}"
        post(contact.email, campaign.subject, text, unsubscribe=link)
        note(
            actor,
            once=f"campaign:{campaign.pk}:{contact.pk}",
            way=MailNote.Way.OUT,
            account=contact.account,
            who=contact.name,
            subject=campaign.subject,
            words=campaign.text,
        )
    record(CampaignSent(str(campaign.pk), str(len(people))), actor_id=actor.person_id)
    campaign.refresh_from_db()
    return len(people)


@transaction.atomic
def answered(actor: Actor, sending: Sending, words: str, *, makes_card: bool) -> Sending:
    """Write down that somebody has answered, once; with `makes_card` it becomes a lead of this campaign."""
    contact = sending.contact
    if Sending.objects.filter(pk=sending.pk, answered_at=None).update(answered_at=timezone.now()):
        note(
            actor,
            once=f"answer:{sending.pk}",
            way=MailNote.Way.IN,
            account=contact.account,
            who=contact.name,
            subject=sending.campaign.subject,
            words=words,
        )
    held = Sending.objects.select_for_update().get(pk=sending.pk)
    if makes_card and held.card_id is None:
        fields = {
            "title": f"{contact.account.name}: {sending.campaign.name}"[:200],
            "account": contact.account,
        }
        held.card = add_card(
            actor,
            _uuid_of(held),
            fields,
            source=Card.Source.CAMPAIGN,
            campaign=sending.campaign,
            stage=Card.Stage.TALKING,
        )
        held.save(update_fields=["card"])
    sending.refresh_from_db()
    return sending


@transaction.atomic
def end(campaign: Campaign) -> Campaign:
    """End a campaign that was sent: no more answers are waited for.  Twice is once."""
    sent = Campaign.objects.filter(pk=campaign.pk).exclude(state=Campaign.State.DRAFT)
    if not sent.update(state=Campaign.State.ENDED):
        raise Conflict(_("This campaign was not sent yet."))
    campaign.refresh_from_db()
    return campaign


def leave_token(contact: Contact) -> str:
    """Return what the link in a letter carries; it opens nothing but the way out, and does not age."""
    return signing.dumps([contact.org_id, contact.pk], salt=_SALT)


def leaver(token: str) -> tuple[int, str]:
    """Return the organisation that wrote and the address it wrote to; raise NotFound for a wrong token."""
    try:
        org_id, contact_id = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None
    with acting_for(org_id):
        contact = Contact.objects.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    return org_id, contact.email


def leave(token: str) -> None:
    """Write to this address no more, at whichever account of the organisation it stands.  Twice is once."""
    org_id, email = leaver(token)
    with acting_for(org_id):
        Contact.objects.filter(email__iexact=email, unsubscribed_at=None).update(
            unsubscribed_at=timezone.now()
        )


def _uuid_of(sending: Sending) -> UUID:
    """Return the same id for the same letter, so that its answer makes one card."""
    return UUID(int=(0xCA5D << 112) | sending.pk)
