"""Letters about a person's own sign-in, in that person's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.accounts.models import Person
from kazi.channels.letters import post

Words = Callable[[], tuple[str, str]]


def write(person: Person, words: Words) -> None:
    """Post a letter; `words()` gives subject and text and is asked in the language of the person.

    Nothing is posted to somebody without an address.
    """
    if not person.email:
        return
    with translation.override(person.language):
        subject, text = words()
        hello = _("Hello %(name)s,") % {"name": person.get_short_name()}
    post(person.email, subject, f"{hello}\n\n{text}\n")


def not_you() -> str:
    """Return the last paragraph of a letter on a change that somebody else may have made."""
    return _(
        "If it was not you: change your password, open “Signing in safely” in your account, choose "
        "“Sign out everywhere”, and tell your manager or the hub."
    )


def factor_added(kind: str, name: str) -> Words:
    def words() -> tuple[str, str]:
        if kind == "passkey":
            text = _("a passkey was added to your account on Kazi: “%(name)s”, %(time)s.")
            return _("A passkey was added to your account"), _told(text, name)
        text = _("an authenticator app was set up for your account on Kazi, %(time)s.")
        return _("An authenticator app was set up for your account"), _told(text, name)

    return words


def factor_removed(kind: str, name: str) -> Words:
    def words() -> tuple[str, str]:
        if kind == "passkey":
            text = _("a passkey was removed from your account on Kazi: “%(name)s”, %(time)s.")
            return _("A passkey was removed from your account"), _told(text, name)
        text = _("the authenticator app of your account on Kazi was removed, %(time)s.")
        return _("The authenticator app of your account was removed"), _told(text, name)

    return words


def codes_made() -> tuple[str, str]:
    text = _("new recovery codes were made for your account on Kazi, %(time)s. All earlier codes have ended.")
    return _("New recovery codes for your account"), _told(text, "")


def code_used(left: int) -> Words:
    def words() -> tuple[str, str]:
        text = _(
            "somebody, probably you, signed in to Kazi with one of your recovery codes, %(time)s. "
            "Unused codes left: %(left)s."
        )
        return _("A recovery code of yours was used"), _told(text, "", left=left)

    return words


def codes_locked() -> tuple[str, str]:
    text = _(
        "somebody who knows your password typed wrong codes for your account on Kazi many times, %(time)s. "
        "Codes are not accepted for an hour; a passkey still works."
    )
    return _("Wrong codes were typed for your account"), _told(text, "")


def _told(text: str, name: str, **more: object) -> str:
    moment = date_format(timezone.now(), "DATETIME_FORMAT") + " UTC"
    return text % {"name": name, "time": moment, **more} + "\n\n" + not_you()
