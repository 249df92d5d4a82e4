"""Opening what a person keeps by code and PIN, slowly for whoever guesses."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.care.models import Slip
from kazi.care.rules.slips import code_from, is_good_pin, new_code, rest_after, typed_code
from kazi.care.sealing import keyed_hash, keyed_hashes
from kazi.kernel.errors import Refused, TooMany

S = TypeVar("S", bound=Slip)
_nobodys: list[str] = []


def code_for(once: str, *, of_digits: bool = False) -> str:
    """Return the code for one sending of a form or one talk: the same for the same, nobody else's.

    So what is sent twice finds its first row by its code, and no table keeps what was sent.
    """
    if not once:
        return new_code()
    return code_from(int(keyed_hash("once", once), 16), of_digits=of_digits)


def made_before(model: type[S], code: str, pin: str) -> S | None:
    """Return what was made with this code and PIN before, or None; raise Refused for another PIN."""
    if not model._default_manager.filter(code_hash__in=keyed_hashes("code", code)).exists():
        return None
    return open_slip(model, code, pin)


def hashes_of(code: str, pin: str) -> dict[str, str]:
    """Return the columns that keep a code and a PIN; raise Refused for a PIN that is easily guessed."""
    if not is_good_pin(pin):
        raise Refused(
            _("Choose a PIN of 6 to 10 digits that nobody guesses: not 123456, not one digit six times.")
        )
    return {"code_hash": keyed_hash("code", code), "pin_hash": make_password(pin)}


def open_slip(model: type[S], code: str, pin: str) -> S:
    """Return what code and PIN open.

    A wrong code and a wrong PIN look alike and take as long.  From the third wrong PIN on a slip rests
    for a minute, then twice as long each time, up to a day; TooMany says so only for a slip that rests.
    """
    found = model._default_manager.filter(code_hash__in=keyed_hashes("code", typed_code(code))).first()
    now = timezone.now()
    if found is not None and found.rests_until is not None and found.rests_until > now:
        raise TooMany(_("There were too many wrong PINs. Try again later; nobody has opened it."))
    right = check_password(pin[:64], found.pin_hash if found else _nobodys_hash())
    if found is None or not right:
        if found is not None:
            _count(found)
        raise Refused(_("Code and PIN do not fit together. Look at your slip and try again."))
    if found.failures:
        model._default_manager.filter(pk=found.pk).update(failures=0, rests_until=None)
    return found


def _count(slip: Slip) -> None:
    rows = type(slip)._default_manager.filter(pk=slip.pk)
    rows.update(failures=F("failures") + 1)
    failures = rows.values_list("failures", flat=True).get()
    rows.update(rests_until=timezone.now() + rest_after(failures))


def _nobodys_hash() -> str:
    if not _nobodys:
        _nobodys.append(make_password("no PIN at all"))
    return _nobodys[0]
