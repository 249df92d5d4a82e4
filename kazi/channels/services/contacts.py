"""Contacts one at a time: met on a channel, agreeing, saying STOP and START, forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kazi.channels.models import Channel, Consent, Contact, LastHeard, Outgoing, Stop, Thanks
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


def agree(contact: Contact, purpose: str, version: int = 1) -> Consent:
    """Note that the contact agreed; agreeing again after a withdrawal counts from now."""
    consent, made = Consent.objects.get_or_create(contact=contact, purpose=purpose, version=version)
    if not made and consent.withdrawn_at is not None:
        consent.given_at, consent.withdrawn_at = timezone.now(), None
        consent.save(update_fields=["given_at", "withdrawn_at"])
    return consent


def withdraw(contact: Contact, purpose: str = "") -> int:
    """Note that the contact withdrew its consent, to one purpose or to all; return how many ended."""
    given = Consent.objects.filter(contact=contact, withdrawn_at=None)
    given = given.filter(purpose=purpose) if purpose else given
    return given.update(withdrawn_at=timezone.now())


def has_agreed(number: UUID, purpose: str, version: int = 1) -> bool:
    """Say whether this number's contact agreed to at least this version and has not withdrawn."""
    given = Consent.objects.filter(contact__number=number, purpose=purpose, version__gte=version)
    return given.filter(withdrawn_at=None).exists()


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
    """Destroy a contact of this organisation with its consents, and what waits for it.

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
    under_way = all_tenants(Outgoing).filter(state__in=[Outgoing.State.WAITING, Outgoing.State.SENDING])
    paying = all_tenants(Thanks).filter(state__in=[Thanks.State.WAITING, Thanks.State.SENDING])
    holders = (all_tenants(Contact), all_tenants(Stop), all_tenants(LastHeard), under_way, paying)
    return any(rows.filter(number=number).exists() for rows in holders)
