"""References: what a client lets everybody read about a closed deal, and the provider's reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.hub.events import ReferencePublished, ReferenceReplied
from kazi.hub.models import PublishedReference
from kazi.hub.rules.catalogue import SERVICES
from kazi.hub.rules.writing import has_html
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.public_pages import forget_pages
from kazi.kernel.tenancy import acting_for


@dataclass(frozen=True, slots=True)
class ClosedDeal:
    """What is told of a deal.  `accuracy` is the share of right fields, 0 to 1; `rating` 1 to 5.

    `client_name` is empty where the client does not want to be named; `consented_at` is when the
    client agreed to what is told here.
    """

    deal_ref: str
    consented_at: datetime
    service: str
    began_on: date
    ended_on: date
    units: int
    unit: str
    client_name: str = ""
    client_country: str = ""
    accuracy: Decimal | None = None
    rating: int | None = None
    words: str = ""


@transaction.atomic
def publish_reference(provider: Organisation, deal: ClosedDeal) -> PublishedReference:
    """Show a closed deal at the provider's profile; the same deal again renews what is told of it.

    Called when a deal is closed and its client agreed.  Raises Refused where the client did not
    agree, or where the deal cannot be as it is told.
    """
    if not deal.deal_ref or deal.service not in SERVICES:
        raise Refused(_("A reference belongs to a deal about one of the hub's services."))
    if deal.consented_at > timezone.now():
        raise Refused(_("The client has to agree before a reference is shown."))
    if deal.ended_on < deal.began_on or deal.units < 1:
        raise Refused(_("A reference has an end after its start, and work that was done."))
    if deal.rating is not None and not 1 <= deal.rating <= 5:
        raise Refused(_("A rating is a whole number from 1 to 5."))
    if deal.accuracy is not None and not 0 <= deal.accuracy <= 1:
        raise Refused(_("The share of right fields is from 0 to 1."))
    told = {name: getattr(deal, name) for name in ClosedDeal.__slots__ if name != "deal_ref"}
    with acting_for(provider.pk):
        reference, made = PublishedReference.objects.update_or_create(
            deal_ref=deal.deal_ref, defaults={**told, "provider": provider, "is_demo": provider.is_demo}
        )
        if made:
            record(ReferencePublished(str(reference.pk)))
    transaction.on_commit(forget_pages)
    return reference


@transaction.atomic
def withdraw_reference(deal_ref: str) -> None:
    """Take a reference off at once, because its client no longer agrees; again changes nothing."""
    PublishedReference.objects.filter(deal_ref=deal_ref).delete()
    transaction.on_commit(forget_pages)


@transaction.atomic
def reply(actor: Actor, reference: PublishedReference, text: str) -> PublishedReference:
    """Keep the provider's public reply to what a client said; an empty one takes it away."""
    if has_html(text):
        raise Refused(_("Write plain text: signs such as < and > around words are not shown here."))
    text = text.strip()
    if text != reference.reply:
        reference.reply, reference.replied_at = text, timezone.now() if text else None
        reference.save(update_fields=["reply", "replied_at"])
        record(ReferenceReplied(str(reference.pk)), actor_id=actor.person_id)
        transaction.on_commit(forget_pages)
    return reference
