"""See one number, for a reason, with two people: one asks, another allows, it is shown once.

Both hold a role that keeps cases (officer, hub) and have shown a second factor in this session; every
step asks for that anew.  Each step is in the journal, without the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.channels.events import NumberUnsealed, UnsealAllowed, UnsealAsked
from kazi.channels.models import Contact, LastHeard, Outgoing, Unsealing
from kazi.channels.vault import numbers
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused

OPEN_FOR: Final = timedelta(hours=24)
MAY_SEE: Final = frozenset({"officer", "hub"})  # Roles of kazi.accounts, which is above this room.


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs a step: the person, the role they act in, and whether this session showed a second factor."""

    person_id: int
    role: str
    has_second_factor: bool


@transaction.atomic
def ask(number: UUID, reason: str, signer: Signer) -> Unsealing:
    """Ask to see a number that this organisation holds; somebody else has to allow it within a day.

    Each of these steps raises Forbidden to whoever may not sign.
    """
    _may_sign(signer)
    if not _is_ours(number):
        raise NotFound
    reason = reason.strip()
    if len(reason) < 10:
        raise Refused(_("Say in a sentence why the number has to be seen."))
    asked = Unsealing.objects.create(number=number, reason=reason[:500], asked_by_id=signer.person_id)
    record(UnsealAsked(str(asked.pk), asked.reason), actor_id=signer.person_id)
    return asked


@transaction.atomic
def allow(unsealing_id: UUID, signer: Signer) -> Unsealing:
    """Allow what another person asked for; raise Forbidden to whoever asked."""
    _may_sign(signer)
    asked = _of(unsealing_id)
    if asked.asked_by_id == signer.person_id:
        raise Forbidden(_("Another person has to allow it."))
    now = timezone.now()
    waiting = Unsealing.objects.filter(pk=asked.pk, allowed_at=None, asked_at__gt=now - OPEN_FOR)
    if waiting.update(allowed_by_id=signer.person_id, allowed_at=now):
        record(UnsealAllowed(str(asked.pk)), actor_id=signer.person_id)
    elif asked.allowed_at is None:
        raise Conflict(_("More than a day has passed. It has to be asked for again."))
    return _of(unsealing_id)


def show(unsealing_id: UUID, signer: Signer) -> str:
    """Return the number to whoever asked, once; raise Conflict the second time.

    The journal has it before the number is seen: nobody sees one that stands nowhere.
    """
    _may_sign(signer)
    asked = _of(unsealing_id)
    if asked.asked_by_id != signer.person_id:
        raise Forbidden(_("Only who asked for it sees it."))
    with transaction.atomic():
        now = timezone.now()
        ready = Unsealing.objects.filter(pk=asked.pk, shown_at=None, allowed_at__gt=now - OPEN_FOR)
        if not ready.update(shown_at=now):
            raise Conflict(_("It has not been allowed, was shown already, or more than a day has passed."))
        record(NumberUnsealed(str(asked.pk), asked.reason), actor_id=signer.person_id)
    opened = numbers.reveal([asked.number])
    if asked.number not in opened:
        raise NotFound
    return opened[asked.number]


def waiting() -> QuerySet[Unsealing]:
    """Return what is open in this organisation: neither shown nor older than a day, the newest first."""
    recent = Unsealing.objects.filter(asked_at__gt=timezone.now() - 2 * OPEN_FOR, shown_at=None)
    open_still = Q(allowed_at__gt=timezone.now() - OPEN_FOR) | Q(
        allowed_at=None, asked_at__gt=timezone.now() - OPEN_FOR
    )
    return recent.filter(open_still).select_related("asked_by", "allowed_by").order_by("-asked_at")


def _may_sign(signer: Signer) -> None:
    if signer.role not in MAY_SEE:
        raise Forbidden(_("Only helpline officers and the staff of the hub may see a number."))
    if not signer.has_second_factor:
        raise Forbidden(_("Sign in with your second factor first."))


def _is_ours(number: UUID) -> bool:
    holders: tuple[type[Contact | LastHeard | Outgoing], ...] = (Contact, LastHeard, Outgoing)
    return any(holder.objects.filter(number=number).exists() for holder in holders)


def _of(unsealing_id: UUID) -> Unsealing:
    found = Unsealing.objects.filter(pk=unsealing_id).first()
    if found is None:
        raise NotFound
    return found
