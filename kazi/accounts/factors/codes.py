"""Codes that are typed: those of an authenticator app (RFC 6238), and recovery codes; each works once.

Wrong ones are counted for the person by one statement, so that many at the same moment do not slip past.
"""

from __future__ import annotations

import logging
import math
import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kazi.accounts import rules
from kazi.accounts.events import FactorLocked, RecoveryCodesMade, RecoveryCodeUsed
from kazi.accounts.factors import letters
from kazi.accounts.factors.sealing import Broken, keyed_hashes, unsealed
from kazi.accounts.models import FactorGuard, Person, RecoveryCode
from kazi.accounts.signing_in import tell_all, tell_of_failure
from kazi.kernel.errors import Refused, TooMany

log = logging.getLogger(__name__)


def check(person_id: int, typed: str) -> str:
    """Use up a code that the person typed and return which kind it was: totp or recovery_code.

    Raises Refused for a wrong or used one, TooMany while codes rest after too many wrong ones.
    """
    guard = guard_of(person_id)
    if not _count_try(guard):
        raise TooMany(_rest_words(guard))
    code = rules.plain_code(typed)
    if is_fresh_totp(person_id, code):
        _forget_tries(guard)
        used = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP)
        used.update(last_used_at=timezone.now())
        return "totp"
    if _use_recovery_code(person_id, code):
        _forget_tries(guard)
        return "recovery_code"
    tell_of_failure(person_id, "code")
    _tell_if_locked(guard)
    raise Refused(_("This code is not right, or it was used already. Wait for the next one and try again."))


def is_fresh_totp(person_id: int, code: str, secret: str | None = None) -> bool:
    """Use up a code of the authenticator app, of the given new secret or of the one set up.

    A step that was used, and any before it, is never right again.
    """
    if secret is None:
        secret = _secret_of(person_id)
    if secret is None or len(code) != 6:
        return False
    now = int(time.time()) // rules.TOTP_SECONDS
    for step in range(now - rules.TOTP_DRIFT, now + rules.TOTP_DRIFT + 1):
        expected = totp.format_hotp_value(totp.hotp_value(secret, step))
        if compare_user_code(actual=code, expected=expected):
            fresh = FactorGuard.objects.filter(pk=guard_of(person_id).pk, last_step__lt=step)
            return bool(fresh.update(last_step=step))
    return False


@transaction.atomic
def make_recovery_codes(person: Person) -> list[str]:
    """Make new recovery codes and return them, which cannot be shown again; earlier ones end."""
    lock(person.pk)
    RecoveryCode.objects.filter(person=person).delete()
    codes = [rules.new_recovery_code() for _number in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, code_hash=_hashes(person.pk, rules.plain_code(code))[0]) for code in codes
    )
    tell_all(person.pk, lambda one: RecoveryCodesMade(str(one.pk)))
    return codes


def codes_left(person_id: int) -> int:
    return RecoveryCode.objects.filter(person_id=person_id, used_at=None).count()


def guard_of(person_id: int) -> FactorGuard:
    return FactorGuard.objects.get_or_create(person_id=person_id)[0]


def lock(person_id: int) -> None:
    """Let other changes of this person's factors wait until the transaction has ended."""
    FactorGuard.objects.filter(pk=guard_of(person_id).pk).update(changes=F("changes") + 1)


def _secret_of(person_id: int) -> str | None:
    found = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).first()
    if found is None:
        return None
    try:
        return unsealed(found.data["secret"])
    except Broken:
        log.error("The secret of authenticator %s was sealed with a key that is gone.", found.pk)
        return None


@transaction.atomic
def _use_recovery_code(person_id: int, code: str) -> bool:
    if len(code) != rules.RECOVERY_LETTERS_IN_CODE:
        return False
    unused = RecoveryCode.objects.filter(
        person_id=person_id, code_hash__in=_hashes(person_id, code), used_at=None
    )
    if not unused.update(used_at=timezone.now()):
        return False
    left = codes_left(person_id)
    tell_all(person_id, lambda one: RecoveryCodeUsed(str(one.pk), left))
    letters.write(Person.objects.get(pk=person_id), letters.code_used(left))
    return True


def _hashes(person_id: int, code: str) -> list[str]:
    return keyed_hashes(f"{person_id}:{code}")


def _count_try(guard: FactorGuard) -> bool:
    """Count one try as if it were wrong; False while codes rest."""
    now = timezone.now()
    free = Q(locked_until=None) | Q(locked_until__lte=now)
    quiet = Q(failed_at__lt=now - rules.FACTOR_FORGETS)
    rests = [
        When(~quiet & Q(failures__gte=count - 1), then=Value(now + wait))
        for count, wait in sorted(rules.CODE_RESTS.items(), reverse=True)
    ]
    counted = FactorGuard.objects.filter(free, pk=guard.pk).update(
        failures=Case(When(quiet, then=Value(1)), default=F("failures") + 1),
        failed_at=now,
        locked_until=Case(*rests, default=None, output_field=DateTimeField()),
    )
    guard.refresh_from_db()
    return bool(counted)


def _forget_tries(guard: FactorGuard) -> None:
    FactorGuard.objects.filter(pk=guard.pk).update(failures=0, failed_at=None, locked_until=None)


@transaction.atomic
def _tell_if_locked(guard: FactorGuard) -> None:
    """Write down that codes rest, and tell the person once it looks like somebody else."""
    until = guard.locked_until
    if until is None or until <= timezone.now():
        return
    tell_all(guard.person_id, lambda one: FactorLocked(str(one.pk), until.isoformat()))
    if guard.failures == max(rules.CODE_RESTS):
        letters.write(Person.objects.get(pk=guard.person_id), letters.codes_locked)


def _rest_words(guard: FactorGuard) -> str:
    until = guard.locked_until or timezone.now()
    minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
    return ngettext(
        "Too many wrong codes. Try again in a minute, or use a passkey.",
        "Too many wrong codes. Try again in %(minutes)s minutes, or use a passkey.",
        minutes,
    ) % {"minutes": minutes}
