"""Airtime as thanks: within what may be spent, and never twice for one key.

A sum is set aside in the transaction that promises it, from the campaign's purse and from the
organisation's; a constraint holds both caps.  It is sent once.  Where nobody can know whether it went (no
answer came) it is not sent again but marked: money is not a message.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.channels.events import AirtimeCapped
from kazi.channels.line import Line
from kazi.channels.models import Channel, Purse, Thanks
from kazi.channels.rules.outcomes import Outcome, Result, retry_after
from kazi.channels.rules.posting import NoAnswer
from kazi.channels.services.sending import way_of
from kazi.channels.vault import numbers
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants

AT_ONCE: Final = 50
ROUNDED_TO: Final = 10  # People thanked are counted to a sponsor in these.
CAN_THANK: Final = frozenset({Channel.Provider.AFRICASTALKING})
LOST_AFTER: Final = timedelta(minutes=15)
State = Thanks.State


@transaction.atomic
def set_cap(currency: str, cap_minor: int, name: str = "", actor_id: int | None = None) -> Purse:
    """Say how much may be spent in all; raise Refused below what is spent already."""
    purse, _made = Purse.objects.get_or_create(
        name=name, currency=currency, defaults={"cap_minor": cap_minor}
    )
    if not Purse.objects.filter(pk=purse.pk, spent_minor__lte=cap_minor).update(cap_minor=cap_minor):
        raise Refused(_("More than that has been spent already."))
    record(AirtimeCapped(name, currency, cap_minor), actor_id=actor_id)
    purse.refresh_from_db()
    return purse


def raise_cap(currency: str, cap_minor: int, name: str = "", actor_id: int | None = None) -> Purse:
    """Raise a cap, or set the first one; raise Refused for less than it is.

    This is what a page offers: how low a cap may go would tell a sponsor what was spent, and with a
    list of one person that is whether this person has answered.
    """
    if Purse.objects.filter(name=name, currency=currency, cap_minor__gt=cap_minor).exists():
        raise Refused(_("A limit can be raised here. Whoever runs Kazi can lower it."))
    return set_cap(currency, cap_minor, name, actor_id)


@dataclass(frozen=True, slots=True)
class Spending:
    """One purse as a sponsor sees it.  `thanked` is rounded down to whole tens.

    Exact sums, looked at again and again, would say of each person of a short list whether they answered.
    """

    name: str
    currency: str
    cap: Decimal
    thanked: int


def spending() -> list[Spending]:
    """Return what may be spent, for each campaign and (with the name "") for all together."""
    sums = Count("thanks", filter=Q(thanks__state=State.SENT))
    own = list(Purse.objects.annotate(sums=sums).order_by("currency", "name"))
    every: dict[str, int] = {}
    for purse in own:
        every[purse.currency] = every.get(purse.currency, 0) + purse.sums
    return [
        Spending(
            purse.name,
            purse.currency,
            Decimal(purse.cap_minor) / 100,
            (purse.sums if purse.name else every[purse.currency]) // ROUNDED_TO * ROUNDED_TO,
        )
        for purse in own
    ]


@transaction.atomic
def thank(
    channel: Channel, number: UUID, amount_minor: int, currency: str, key: str, *, campaign: str,
    due_at: datetime | None = None,
) -> Thanks:  # fmt: skip
    """Promise airtime to a number; a second call with its key returns the first and sets nothing aside.

    It leaves at `due_at`, else now.
    Raises Refused when no purse of the campaign or of the organisation (its name is "") has as much left.
    """
    first = Thanks.objects.filter(key=key).first()
    if first is not None:
        return first
    if channel.provider not in CAN_THANK:
        raise Refused(_("This provider sends no airtime."))
    purses = {purse.name: purse for purse in Purse.objects.filter(currency=currency, name__in={"", campaign})}
    if amount_minor <= 0 or set(purses) != {"", campaign}:
        raise Refused(_("First say how much may be spent on thanks, in all and for this campaign."))
    for purse in purses.values():
        enough = Purse.objects.filter(pk=purse.pk, spent_minor__lte=F("cap_minor") - amount_minor)
        if not enough.update(spent_minor=F("spent_minor") + amount_minor):
            raise Refused(_("What may be spent on thanks is spent."))
    return Thanks.objects.create(
        key=key, channel=channel, purse=purses[campaign], number=number, amount_minor=amount_minor,
        currency=currency, due_at=due_at or timezone.now(),
    )  # fmt: skip


def send_waiting() -> int:
    """Send up to 50 sums that are due; return how many went.  Any number of processes may run."""
    now, claim = timezone.now(), uuid.uuid4().hex
    due = all_tenants(Thanks).filter(state=State.WAITING, due_at__lte=now)
    ids = list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE])
    due.filter(pk__in=ids).update(
        state=State.SENDING, claim=claim, claimed_at=now, attempts=F("attempts") + 1
    )
    mine = (
        all_tenants(Thanks).filter(claim=claim, state=State.SENDING) if ids else Thanks._base_manager.none()
    )
    line = Line(private=settings.KAZI_PRIVATE_GATEWAYS)
    sent = 0
    try:
        for one in mine.select_related("channel", "purse"):
            with acting_for(one.org_id):
                outcome = _send_one(line, one)
                _finish(one, outcome)
                sent += outcome is not None and outcome.result is Result.SENT
    finally:
        line.close()
    return sent


def mark_lost() -> int:
    """Mark what a killed sender held: nobody knows whether it went, and it is not sent twice."""
    lost = all_tenants(Thanks).filter(state=State.SENDING, claimed_at__lt=timezone.now() - LOST_AFTER)
    return lost.update(state=State.UNCLEAR, claim="")


def _send_one(line: Line, one: Thanks) -> Outcome | None:
    """Return what came of it, None when nobody can know."""
    address = numbers.reveal([one.number]).get(one.number)
    if address is None:
        return Outcome(Result.REFUSED, reason="forgotten")
    folder = import_module(f"kazi.channels.{one.channel.provider}.airtime")
    amount = Decimal(one.amount_minor) / 100
    try:
        outcome: Outcome = folder.send(
            line, way_of(one.channel), address, amount.quantize(Decimal("0.01")), one.currency,
            f"kazi-{one.org_id}-{one.pk}",
        )  # fmt: skip
    except NoAnswer:
        return None
    return None if outcome.result is Result.TROUBLE else outcome


def _finish(one: Thanks, outcome: Outcome | None) -> None:
    ours = Thanks.objects.filter(pk=one.pk, claim=one.claim)
    if outcome is None:
        ours.update(state=State.UNCLEAR, claim="")
        return
    wait = retry_after(outcome, one.attempts)
    if wait is not None:  # Too many at once: the provider has not taken it.
        ours.update(state=State.WAITING, claim="", due_at=timezone.now() + wait)
    elif outcome.result is Result.SENT:
        ours.update(state=State.SENT, claim="", ref=outcome.ref[:80])
    else:
        with transaction.atomic():  # What was refused may be spent on others.
            if ours.update(state=State.FAILED, claim="", reason=outcome.reason[:120]):
                both = Purse.objects.filter(currency=one.currency, name__in={"", one.purse.name})
                both.update(spent_minor=F("spent_minor") - one.amount_minor)
