"""Contacts one at a time: met on a channel, saying STOP and START, forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kazi.channels.models import Channel, Contact, LastHeard, Outgoing, Stop, Thanks
from kazi.channels.rules.numbering import zone_of_country, zone_of_number
from kazi.channels.vault import numbers
from kazi.kernel.tenancy import all_tenants


def meet(channel: Channel, address: str, *, language: str = "") -> Contact:
    """Return the contact behind an address, kept from now on if it is new; never an employer's to see."""
    number = numbers.keep(address)
    known = Contact.objects.filter(number=number).first()
    if known is not None:
        return known
    zone = zone_of_number(address) or zone_of_country(channel.country) or "UTC"
    said = {"country": channel.country, "zone": zone, **({"language": language} if language else {})}
    contact, _made = Contact.objects.get_or_create(number=number, defaults=said)
    return contact


@transaction.atomic
def stop(channel: Channel, number: UUID) -> None:
    """Send nothing more to this number on this channel; what waits for it is taken back."""
    Stop.objects.get_or_create(channel=channel, number=number)
    waiting = Outgoing.objects.filter(channel=channel, number=number, state=Outgoing.State.WAITING)
    waiting.update(state=Outgoing.State.STOPPED, said=None, done_at=timezone.now())


def start(channel: Channel, number: UUID) -> bool:
    """Allow messages again; False where nobody had stopped them."""
    return bool(Stop.objects.filter(channel=channel, number=number).delete()[0])


def has_stopped(channel: Channel, number: UUID) -> bool:
    return Stop.objects.filter(channel=channel, number=number).exists()


def heard_from(channel: Channel, number: UUID, at: datetime | None = None) -> None:
    """Note that this number wrote now: WhatsApp takes free words for a day after."""
    LastHeard.objects.update_or_create(channel=channel, number=number, defaults={"at": at or timezone.now()})


@transaction.atomic
def forget(number: UUID, *, is_held_elsewhere: bool = False) -> None:
    """Destroy a contact of this organisation, and what waits for it.

    After the commit the number leaves the vault too, and its pseudonyms stand for nobody: unless a STOP
    has to be heeded, airtime is on its way, or another organisation holds it, on its list or (as the
    caller says with `is_held_elsewhere`) otherwise.  A process killed right after the commit leaves the
    number, closed, with nothing that refers to it.  A second call takes what the first one left.
    """
    Outgoing.objects.filter(number=number, state=Outgoing.State.WAITING).update(
        state=Outgoing.State.STOPPED, said=None, done_at=timezone.now()
    )
    Contact.objects.filter(number=number).delete()
    LastHeard.objects.filter(number=number).delete()
    if not is_held_elsewhere and not _is_needed(number):
        transaction.on_commit(lambda: numbers.forget([number]))


def _is_needed(number: UUID) -> bool:
    """Say whether any organisation still has to find the number, or to write to it."""
    waiting = all_tenants(Outgoing).filter(number=number, state=Outgoing.State.WAITING)
    sending = all_tenants(Outgoing).filter(number=number, state=Outgoing.State.SENDING)  # Few, at any time.
    paying = all_tenants(Thanks).filter(number=number, state__in=[Thanks.State.WAITING, Thanks.State.SENDING])
    listed, stopped = all_tenants(Contact).filter(number=number), all_tenants(Stop).filter(number=number)
    heard = all_tenants(LastHeard).filter(number=number)
    return any(rows.exists() for rows in (listed, stopped, heard, waiting, sending, paying))
