"""The factors a person has: listed, added, named, removed.  Each change is in the journal and in a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from kazi.accounts import rules
from kazi.accounts.events import FactorAdded, FactorRemoved
from kazi.accounts.factors import letters
from kazi.accounts.factors.codes import is_fresh_totp, lock, make_recovery_codes
from kazi.accounts.factors.sealing import sealed
from kazi.accounts.models import Membership, Person, RecoveryCode
from kazi.accounts.signing_in import tell_all
from kazi.kernel.errors import NotFound, Refused

KINDS = {Authenticator.Type.WEBAUTHN: "passkey", Authenticator.Type.TOTP: "totp"}


@dataclass(frozen=True, slots=True)
class Factor:
    """`kind` is passkey or totp; `name` is "" for an authenticator app."""

    factor_id: int
    kind: str
    name: str
    made_at: datetime
    used_at: datetime | None


def factors_of(person_id: int) -> list[Factor]:
    """Return the person's passkeys and authenticator app, the oldest first."""
    found = _rows(person_id).order_by("pk")
    return [
        Factor(one.pk, KINDS[one.type], one.data.get("name", ""), one.created_at, one.last_used_at)
        for one in found
    ]


def has_factor(person_id: int) -> bool:
    return bool(_rows(person_id).exists())


def must_have_factor(person_id: int) -> bool:
    """Say whether the person has a role, anywhere, that is not without a second factor."""
    roles = Membership.objects.filter(person_id=person_id, is_active=True, person__is_active=True)
    return roles.filter(role__in=rules.NEEDS_SECOND_FACTOR).exists()


@transaction.atomic
def add_passkey(person: Person, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey that the browser made and that was verified.

    Return new recovery codes if the person had none, else [].
    """
    lock(person.pk)
    if _rows(person.pk).filter(type=Authenticator.Type.WEBAUTHN).count() >= rules.MOST_PASSKEYS:
        raise Refused(_("You have as many passkeys as one person can. Remove one that you no longer use."))
    name = _clean(name) or _("Passkey")
    data = {"name": name, "credential": credential}
    Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
    return _tell_added(person, "passkey", name)


@transaction.atomic
def set_up_app(person: Person, secret: str, code: str) -> list[str]:
    """Take up an authenticator app once it shows a right code; an app from before ends.

    Return new recovery codes if the person had none, else [].  Raises Refused for a wrong code.
    """
    lock(person.pk)
    if not is_fresh_totp(person.pk, rules.plain_code(code), secret):
        raise Refused(
            _(
                "This code is not right. Wait until the app shows the next one, "
                "and look whether the clock of the phone is right."
            )
        )
    _rows(person.pk).filter(type=Authenticator.Type.TOTP).delete()
    data = {"secret": sealed(secret)}
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)
    return _tell_added(person, "totp", "")


@transaction.atomic
def rename_passkey(person: Person, factor_id: int, name: str) -> str:
    """Give one's own passkey another name, and return it."""
    lock(person.pk)
    found = _rows(person.pk).filter(pk=factor_id, type=Authenticator.Type.WEBAUTHN).first()
    if found is None:
        raise NotFound
    name = _clean(name)
    if not name:
        raise Refused(_("Give the passkey a name, such as “My phone”."))
    found.data["name"] = name
    found.save(update_fields=["data"])
    return name


@transaction.atomic
def remove(person: Person, factor_id: int) -> bool:
    """Remove a factor of one's own; return whether it was the last one, with which recovery codes go too.

    Raises Refused for the last one of somebody whose role is not without.
    """
    lock(person.pk)
    mine = _rows(person.pk)
    found = mine.filter(pk=factor_id).first()
    if found is None:
        raise NotFound
    is_last: bool = mine.count() == 1
    if is_last and must_have_factor(person.pk):
        raise Refused(
            _(
                "Your role is not without a second factor, and this is your only one. "
                "Add another one first; then this one can go."
            )
        )
    kind, name = KINDS[found.type], found.data.get("name", "")
    found.delete()
    if is_last:
        RecoveryCode.objects.filter(person=person).delete()
    tell_all(person.pk, lambda one: FactorRemoved(str(one.pk), kind))
    letters.write(person, letters.factor_removed(kind, name))
    return is_last


@transaction.atomic
def remove_all(person: Person) -> None:
    """Take every factor and code away, so that new ones can be set up.  For a recovery; tells nobody."""
    lock(person.pk)
    Authenticator.objects.filter(user=person).delete()
    RecoveryCode.objects.filter(person=person).delete()


def _rows(person_id: int) -> Any:
    return Authenticator.objects.filter(user_id=person_id, type__in=list(KINDS))


def _tell_added(person: Person, kind: str, name: str) -> list[str]:
    tell_all(person.pk, lambda one: FactorAdded(str(one.pk), kind))
    letters.write(person, letters.factor_added(kind, name))
    has_codes: bool = RecoveryCode.objects.filter(person=person).exists()
    return [] if has_codes else make_recovery_codes(person)


def _clean(name: str) -> str:
    return " ".join(name.replace("\0", "").split())[:60]
