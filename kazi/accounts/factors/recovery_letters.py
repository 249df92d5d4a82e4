"""The letters of a recovery: to the person, who may stop it, and to all colleagues who may object."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.accounts.factors.letters import not_you, write
from kazi.accounts.models import FactorRecovery, Person


def tell_person_of_start(recovery: FactorRecovery, person: Person, starter: Person, link: str) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "%(starter)s says that you lost the devices with which you sign in to Kazi, and asks to remove "
            "your passkeys, your authenticator app and your recovery codes:\n\n"
            "“%(reason)s”\n\n"
            "You are signed out everywhere. If nobody objects, they are removed at %(time)s, or as soon as a "
            "second colleague approves. Then sign in with your password and set up new ones.\n\n"
            "If this is wrong, stop it here:\n\n%(link)s"
        )
        return _("Your second factor is about to be removed"), text % _facts(recovery, starter, link)

    write(person, words)


def tell_colleagues_of_start(
    recovery: FactorRecovery, person: Person, starter: Person, colleagues: Iterable[Person]
) -> None:
    def words() -> tuple[str, str]:
        text = _(
            "%(starter)s asks to remove the second factor of %(person)s on Kazi, "
            "who is said to have lost it:\n\n"
            "“%(reason)s”\n\n"
            "If nobody objects, it happens at %(time)s. Ask %(person)s, by a voice or a face you know. "
            "Then open “Help a colleague” in your account to approve it, or to stop it."
        )
        facts = _facts(recovery, starter, "") | {"person": person.name}
        return _("A colleague’s second factor is about to be removed"), text % facts

    for colleague in colleagues:
        write(colleague, words)


def tell_of_end(person: Person, colleagues: Iterable[Person]) -> None:
    def to_person() -> tuple[str, str]:
        text = _(
            "your passkeys, your authenticator app and your recovery codes on Kazi were removed, because you "
            "were said to have lost them. Sign in with your password and set up new ones now."
        )
        return _("Your second factor was removed"), text + "\n\n" + not_you()

    def to_colleague() -> tuple[str, str]:
        text = _("the second factor of %(person)s on Kazi was removed, so that a new one can be set up.")
        return _("A colleague’s second factor was removed"), text % {"person": person.name}

    write(person, to_person)
    for colleague in colleagues:
        write(colleague, to_colleague)


def tell_of_cancelling(person: Person, colleagues: Iterable[Person]) -> None:
    def words() -> tuple[str, str]:
        text = _("the removal of the second factor of %(person)s on Kazi was stopped. Nothing was changed.")
        return _("A removal was stopped"), text % {"person": person.name}

    for one in (person, *colleagues):
        write(one, words)


def _facts(recovery: FactorRecovery, starter: Person, link: str) -> dict[str, str]:
    due = date_format(recovery.due_at, "DATETIME_FORMAT") + " UTC"
    return {"starter": starter.name, "reason": recovery.reason, "time": due, "link": link}
