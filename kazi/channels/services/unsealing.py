"""See one number, for a reason, with two people: one asks, another allows, it is shown once.

Each step is in the journal, without the number.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.channels.events import NumberUnsealed, UnsealAllowed, UnsealAsked
from kazi.channels.models import Unsealing
from kazi.channels.vault import numbers
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused

OPEN_FOR: Final = timedelta(hours=24)


@transaction.atomic
def ask(number: UUID, reason: str, person_id: int) -> Unsealing:
    """Ask to see a number; somebody else has to allow it within a day."""
    reason = reason.strip()
    if len(reason) < 10:
        raise Refused(_("Say in a sentence why the number has to be seen."))
    asked = Unsealing.objects.create(number=number, reason=reason[:500], asked_by_id=person_id)
    record(UnsealAsked(str(asked.pk), asked.reason), actor_id=person_id)
    return asked


@transaction.atomic
def allow(unsealing_id: UUID, person_id: int) -> Unsealing:
    """Allow what another person asked for; raise Forbidden to whoever asked."""
    asked = _of(unsealing_id)
    if asked.asked_by_id == person_id:
        raise Forbidden(_("Another person has to allow it."))
    now = timezone.now()
    waiting = Unsealing.objects.filter(pk=asked.pk, allowed_at=None, asked_at__gt=now - OPEN_FOR)
    if waiting.update(allowed_by_id=person_id, allowed_at=now):
        record(UnsealAllowed(str(asked.pk)), actor_id=person_id)
    elif asked.allowed_at is None:
        raise Conflict(_("More than a day has passed. It has to be asked for again."))
    return _of(unsealing_id)


def show(unsealing_id: UUID, person_id: int) -> str:
    """Return the number to whoever asked, once; raise Conflict the second time.

    The journal has it before the number is seen: nobody sees one that stands nowhere.
    """
    asked = _of(unsealing_id)
    if asked.asked_by_id != person_id:
        raise Forbidden(_("Only who asked for it sees it."))
    with transaction.atomic():
        now = timezone.now()
        ready = Unsealing.objects.filter(pk=asked.pk, shown_at=None, allowed_at__gt=now - OPEN_FOR)
        if not ready.update(shown_at=now):
            raise Conflict(_("It has not been allowed, was shown already, or more than a day has passed."))
        record(NumberUnsealed(str(asked.pk), asked.reason), actor_id=person_id)
    opened = numbers.reveal([asked.number])
    if asked.number not in opened:
        raise NotFound
    return opened[asked.number]


def _of(unsealing_id: UUID) -> Unsealing:
    found = Unsealing.objects.filter(pk=unsealing_id).first()
    if found is None:
        raise NotFound
    return found
