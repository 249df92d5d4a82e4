"""Airtime for everybody whom a campaign has asked, whether they answered or not, once it has ended.

Whoever pays sees at the provider which numbers got airtime, and when.  If it went to those who answered,
that list would be the list of who answered; so it depends on nothing but the asking.  Why:
docs/decisions/thanks.md.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.channels.models import Channel, Purse
from kazi.channels.rules.hours import next_window
from kazi.channels.services import thanking
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.voice import access
from kazi.voice.models import Campaign, CampaignThanks, Invitation

AT_ONCE: Final = 100
REST: Final = timedelta(minutes=10)  # Who was being asked when it ended is written down by then.


@dataclass(frozen=True, slots=True)
class Gift:
    """What each person gets, and at most all together, in hundredths of the currency."""

    channel: Channel
    currency: str
    amount_minor: int
    cap_minor: int


def purse_name(campaign: Campaign) -> str:
    """Return under what name the money of a campaign stands among the limits of the organisation."""
    return f"campaign {campaign.pk}"


@transaction.atomic
def promise(actor: Actor, campaign: Campaign, gift: Gift) -> CampaignThanks:
    """Say what everybody gets whom the campaign asks; the same again changes nothing.

    Raises Refused for a channel that sends no airtime, where no limit of all campaigns together is set, for
    a limit below one gift or below what it was; Conflict for another gift after the first was given.
    """
    access.author(actor)
    name = purse_name(campaign)
    if gift.channel.provider not in thanking.CAN_THANK:
        raise Refused(_("This provider sends no airtime."))
    if not Purse.objects.filter(name="", currency=gift.currency).exists():
        raise Refused(_("First set what all campaigns together may spend in this currency."))
    if not 0 < gift.amount_minor <= gift.cap_minor:
        raise Refused(_("The limit is enough for one person at least."))
    kept = CampaignThanks.objects.select_for_update().filter(campaign=campaign).first()
    said = {"channel": gift.channel, "currency": gift.currency, "amount_minor": gift.amount_minor}
    if kept is None:
        kept = CampaignThanks(campaign=campaign, **said)
    elif kept.thanked_to and any(getattr(kept, one) != value for one, value in said.items()):
        raise Conflict(_("The first have got theirs: only the limit can be raised now."))
    for one, value in said.items():
        setattr(kept, one, value)
    thanking.raise_cap(gift.currency, gift.cap_minor, name, actor.person_id)
    kept.is_spent = False
    kept.save()
    return kept


def thank_due(seconds: float = 3.0) -> int:
    """Thank for campaigns that have ended, for some seconds; return how many people were gone through.

    Running twice, or in two processes, thanks nobody twice.  A campaign whose limit is reached is tried
    again each time: it goes on when the limit was raised.
    """
    until, done = time.monotonic() + seconds, 0
    due = all_tenants(CampaignThanks).filter(
        done_at=None, campaign__state=Campaign.State.ENDED, campaign__ended_at__lt=timezone.now() - REST
    )
    for org_id, thanks_id in list(due.order_by("pk").values_list("org_id", "pk")):
        with acting_for(org_id):
            while time.monotonic() < until and (some := _thank_some(thanks_id)):
                done += some
    return done


@transaction.atomic
def _thank_some(thanks_id: int) -> int:
    """Promise airtime to who is next, by the order of the draw; 0 when all is done or spent."""
    one = CampaignThanks.objects.select_for_update().filter(pk=thanks_id, done_at=None).first()
    if one is None:
        return 0
    campaign, channel = one.campaign, one.channel
    asked = Invitation.objects.filter(campaign=campaign, asked_at__isnull=False, pk__gt=one.thanked_to)
    some = list(asked.select_related("contact").order_by("pk")[:AT_ONCE])
    now, done, one.is_spent = timezone.now(), 0, False
    for person in some:
        due, _until = next_window(now, person.zone, channel.opens_at, channel.closes_at)
        try:
            thanking.thank(
                channel, person.contact.number, one.amount_minor, one.currency,
                f"campaign:{campaign.pk}:{person.contact_id}", campaign=purse_name(campaign), due_at=due,
            )  # fmt: skip
        except Refused:
            one.is_spent = True
            break
        one.thanked_to, done = person.pk, done + 1
    if not some:
        one.done_at = now
    one.save(update_fields=["thanked_to", "is_spent", "done_at"])
    return done
