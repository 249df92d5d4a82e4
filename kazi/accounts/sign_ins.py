"""The sign-ins of an organisation, as its manager reads them in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.accounts.events import DeviceLocked, FactorLocked, SignedIn, SignInFailed, StaffCodeLocked
from kazi.accounts.models import Device, Membership
from kazi.journal.models import Entry

LATELY = timedelta(days=14)
_WAYS: dict[str, Promise] = {
    "password": _("password"),
    "passkey": _("passkey"),
    "code": _("code of the second factor"),
    "pin": _("staff code and PIN"),
    "invitation": _("invitation"),
    "password_reset": _("letter for a new password"),
    "demo": _("one click in the demo"),
}
FACTORS: dict[str, Promise] = {
    "passkey": _("passkey"),
    "totp": _("authenticator app"),
    "recovery_code": _("recovery code"),
}
_NAMED = ("membership_id", "device_id")
_OUTCOMES: dict[str, Promise] = {
    SignedIn.name: _("signed in"),
    SignInFailed.name: _("failed"),
    StaffCodeLocked.name: _("code locked"),
    DeviceLocked.name: _("device locked"),
    FactorLocked.name: _("codes locked"),
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the list.  `who` and `device` are "" where the journal knows of none."""

    at: datetime
    who: str
    how: Promise | str
    device: str
    outcome: Promise
    is_good: bool


def way_words(how: str, factor: str) -> Promise | str:
    """Return how somebody signed in, such as "password and authenticator app"; "" when it is not known."""
    way = _WAYS.get(how, "")
    if not factor or factor == how:
        return way
    return gettext("%(way)s and %(factor)s") % {"way": way, "factor": FACTORS.get(factor, factor)}


def sign_ins() -> QuerySet[Entry]:
    """Return the entries of the last 14 days of the organisation that is acted for, newest first."""
    since = timezone.now() - LATELY
    return Entry.objects.filter(at__gte=since, event__in=list(_OUTCOMES)).order_by("-at", "-id")


def as_lines(entries: Iterable[Entry]) -> list[SignIn]:
    """Return what a page of entries says, with names; two questions, however many there are."""
    found = list(entries)
    ids = {key: {entry.data[key] for entry in found if entry.data.get(key)} for key in _NAMED}
    members = Membership.objects.filter(pk__in=ids["membership_id"]).select_related("person")
    people = {str(one.pk): one.person.name for one in members}
    devices = {str(one.pk): one.name for one in Device.objects.filter(pk__in=ids["device_id"])}
    return [
        SignIn(
            entry.at,
            people.get(entry.data.get("membership_id", ""), ""),
            way_words(entry.data.get("how", ""), entry.data.get("factor", "")),
            devices.get(entry.data.get("device_id", ""), ""),
            _OUTCOMES[entry.event],
            entry.event == SignedIn.name,
        )
        for entry in found
    ]
