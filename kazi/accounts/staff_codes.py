"""Staff codes and PINs: given by a lead, typed on a registered device, slowed down when wrong."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from uuid import uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kazi.accounts import devices, rules
from kazi.accounts.actors import Actor
from kazi.accounts.events import (
    MemberJoined,
    PinChanged,
    PinReset,
    StaffCodeLocked,
    StaffCodeUnlocked,
)
from kazi.accounts.models import Device, Membership, Person, Role, StaffCode
from kazi.accounts.signing_in import tell_of_failure
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused, TooMany
from kazi.kernel.tenancy import acting_for, current_org_id


def next_free_code() -> str:
    return rules.next_code(list(StaffCode.objects.values_list("code", flat=True)))


@transaction.atomic
def give_code(actor: Actor, name: str, language: str, code: str = "") -> tuple[StaffCode, str]:
    """Make a worker with a staff code and return it with the first PIN, which cannot be shown again.

    Without `code` the next free number is taken.  Raises Refused for a code that is not three to
    eight digits, Conflict for one that is taken.
    """
    if not name.strip():
        raise Refused(_("Write the worker's name."))
    code = code.strip() or next_free_code()
    if fault := rules.code_fault(code):
        raise Refused(_(fault))
    person = Person(username=f"staff-{uuid4().hex[:16]}", name=name.strip()[:200], language=language or "en")
    person.is_demo = Membership.objects.values_list("org__is_demo", flat=True).get(pk=actor.membership_id)
    person.set_unusable_password()
    person.save()
    membership = Membership.objects.create(person=person, org_id=actor.org_id, role=Role.WORKER)
    given, pin = _add_code(membership, code)
    record(MemberJoined(str(membership.pk), membership.role), actor_id=actor.person_id)
    return given, pin


@transaction.atomic
def give_code_to(actor: Actor, membership: Membership) -> tuple[StaffCode, str]:
    """Give a member who has none a staff code; return it with the first PIN, shown once."""
    given, pin = _add_code(membership, next_free_code())
    record(PinReset(str(membership.pk)), actor_id=actor.person_id)
    return given, pin


@transaction.atomic
def reset_pin(actor: Actor, staff_code: StaffCode) -> str:
    """Give a new first PIN, unlock the code, and return the PIN, which cannot be shown again."""
    pin = rules.new_pin()
    StaffCode.objects.filter(pk=staff_code.pk).update(
        pin_hash=make_password(pin), must_change=True, failures=0, locked_until=None
    )
    record(PinReset(str(staff_code.membership_id)), actor_id=actor.person_id)
    return pin


@transaction.atomic
def change_pin(staff_code: StaffCode, pin: str) -> None:
    """Store the PIN that the worker chose; raise Refused for one that is easy to guess."""
    if fault := rules.pin_fault(pin, staff_code.code):
        raise Refused(_(fault))
    if check_password(pin, staff_code.pin_hash):
        raise Refused(_("This is the PIN you were given. Choose one that only you know."))
    StaffCode.objects.filter(pk=staff_code.pk).update(pin_hash=make_password(pin), must_change=False)
    record(PinChanged(str(staff_code.membership_id)), actor_id=staff_code.membership.person_id)


@transaction.atomic
def unlock(actor: Actor, staff_code: StaffCode) -> None:
    """Let a code that took too many wrong PINs be used at once; an open one stays as it is."""
    resting = StaffCode.objects.filter(pk=staff_code.pk, failures__gt=0)
    if resting.update(failures=0, locked_until=None):
        record(StaffCodeUnlocked(str(staff_code.membership_id)), actor_id=actor.person_id)


def check_pin(device: Device, code: str, pin: str) -> StaffCode:
    """Return whose code and PIN these are; raise Refused when they are not right.

    The refusal is the same for a code nobody has, and takes the same time.  Wrong tries make the
    code rest, and the device too (TooMany says for how long); a right one ends the code's count.
    """
    with acting_for(device.org_id):
        if not devices.count_try(device):
            raise TooMany(_rest_words(device.locked_until))
        codes = StaffCode.objects.select_related("membership__person")
        found = codes.filter(
            code=code.strip(), membership__is_active=True, membership__person__is_active=True
        ).first()
        until = _count_try(found) if found else _count_try_of_nobody(device.org_id, code)
        if until is not None:
            raise TooMany(_rest_words(until))
        right = check_password(pin, found.pin_hash if found else _nobodys_hash())
        if found is None or not right:
            devices.tell_if_locked(device)
            if found is not None:
                _tell_of_wrong_pin(found, device)
            raise Refused(
                _(
                    "This staff code and PIN do not belong together. Look at both and try again, "
                    "or ask your team lead for help."
                )
            )
        devices.forget_try(device)
        StaffCode.objects.filter(pk=found.pk).update(failures=0, locked_until=None)
        devices.note_use(device)
        return found


def _add_code(membership: Membership, code: str) -> tuple[StaffCode, str]:
    pin = rules.new_pin()
    try:
        with transaction.atomic():
            given = StaffCode.objects.create(membership=membership, code=code, pin_hash=make_password(pin))
    except IntegrityError:
        raise Conflict(_("The staff code %(code)s is taken. Choose another.") % {"code": code}) from None
    return given, pin


def _count_try(staff_code: StaffCode) -> datetime | None:
    """Count one try, as if it were wrong; return until when the code rests, None if it may be tried.

    The count and the lock are one statement, and come before the PIN is looked at: of many tries
    sent at the same moment no more are answered than one after the other.
    """
    now = timezone.now()
    free = Q(locked_until=None) | Q(locked_until__lte=now)
    rests = [
        When(failures__gte=count - 1, then=Value(now + wait))
        for count, wait in sorted(rules.CODE_RESTS.items(), reverse=True)
    ]
    counted = StaffCode.objects.filter(free, pk=staff_code.pk).update(
        failures=F("failures") + 1,
        locked_until=Case(*rests, default=None, output_field=DateTimeField()),
    )
    staff_code.refresh_from_db(fields=["failures", "locked_until", "pin_hash", "must_change"])
    return None if counted else staff_code.locked_until or now


def _count_try_of_nobody(org_id: int, code: str) -> datetime | None:
    """Do the same for a code that nobody has, in the cache, so that locks do not tell codes apart."""
    key = f"nobody:{org_id}:{hashlib.sha256(code.encode()).hexdigest()}"
    now = timezone.now()
    failures, until = cache.get(key) or (0, None)
    if until is not None and until > now:
        return until  # type: ignore[no-any-return]
    wait = rules.rest_after(failures + 1, rules.CODE_RESTS)
    cache.set(key, (failures + 1, None if wait is None else now + wait), timeout=24 * 3600)
    return None


def _tell_of_wrong_pin(staff_code: StaffCode, device: Device) -> None:
    tell_of_failure(staff_code.membership.person_id, "pin", device)
    if staff_code.locked_until is not None and staff_code.locked_until > timezone.now():
        until = staff_code.locked_until.isoformat()
        with transaction.atomic():
            record(StaffCodeLocked(str(staff_code.membership_id), until))


_nobody: list[str] = []


def _nobodys_hash() -> str:
    """Return a hash to compare with when there is none, so that the answer takes as long."""
    if not _nobody:
        _nobody.append(make_password(rules.new_pin()))
    return _nobody[0]


def _rest_words(until: datetime | None) -> str:
    seconds = 60.0 if until is None else (until - timezone.now()).total_seconds()
    minutes = max(1, math.ceil(seconds / 60))
    return ngettext(
        "There were too many wrong tries. Wait a minute and try again, or ask your team lead to unlock it.",
        "There were too many wrong tries. Wait %(minutes)s minutes and try again, "
        "or ask your team lead to unlock it.",
        minutes,
    ) % {"minutes": minutes}


def codes_of(membership_ids: list[int]) -> dict[int, StaffCode]:
    """Return the staff code of each of these members who has one."""
    codes = StaffCode.objects.filter(membership_id__in=membership_ids, org_id=current_org_id())
    return {code.membership_id: code for code in codes}
