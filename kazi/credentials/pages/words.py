"""Outcomes and credentials as sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kazi.credentials.models import Issued
from kazi.credentials.rules.checking import describe
from kazi.credentials.rules.shape import listed
from kazi.credentials.rules.verdicts import Check, Outcome, Verdict

LOOKS = {Outcome.VALID: "good", Outcome.REFUSED: "bad", Outcome.UNKNOWN: "warn"}


class Line(NamedTuple):
    """One check as a page shows it: its subject, its look (good, bad, warn), one word, a sentence."""

    name: str
    look: str
    word: str
    words: str


def headline(verdict: Verdict) -> str:
    """Return the outcome as a sentence."""
    if verdict.outcome == Outcome.VALID:
        return _("This credential is valid.")
    if verdict.outcome == Outcome.REFUSED:
        return _("Do not rely on this credential.")
    return _("This credential could not be checked to the end. Do not rely on it yet.")


def lines_of(verdict: Verdict) -> list[Line]:
    """Return the checks of a verdict in words."""
    return [_line(check) for check in verdict.checks]


def _line(check: Check) -> Line:
    names = {"shape": _("Form"), "signature": _("Signature"), "dates": _("Dates"), "status": _("Revocation")}
    look, word = {
        True: ("good", _("right")),
        False: ("bad", _("wrong")),
        None: ("warn", _("not known")),
    }[check.passed]
    text, values = _(check.text), {name: _as_day(name, value) for name, value in check.values.items()}
    return Line(names[check.name], look, word, text % values if values else text)


def _as_day(name: str, value: str | int) -> str | int:
    """Return a value of a check as a person reads it: a day in the words of their language."""
    return _day(datetime.fromisoformat(value)) if name == "day" and isinstance(value, str) else value


def state_of(issued: Issued, now: datetime) -> tuple[str, str]:
    """Return (look, sentence) for a credential of ours, from our own records."""
    if issued.revoked_at is not None:
        return "bad", _("Revoked on %(day)s.") % {"day": _day(issued.revoked_at)}
    if now < issued.valid_from:
        return "warn", _("Valid from %(day)s.") % {"day": _day(issued.valid_from)}
    if issued.valid_until is None:
        return "good", _("Valid since %(day)s.") % {"day": _day(issued.valid_from)}
    if now > issued.valid_until:
        return "bad", _("Expired on %(day)s.") % {"day": _day(issued.valid_until)}
    return "good", _("Valid until %(day)s.") % {"day": _day(issued.valid_until)}


def _day(moment: datetime) -> str:
    return date_format(moment, "DATE_FORMAT")


@dataclass(frozen=True, slots=True)
class Said:
    """What a credential says, for a page.  All of it is its issuer's word; only https is linked."""

    document: dict[str, Any]

    @property
    def texts(self) -> dict[str, str]:
        return describe(self.document)

    @property
    def evidence(self) -> list[dict[str, str]]:
        found = []
        for one in listed(self.document.get("evidence")):
            if isinstance(one, dict):
                address = str(one.get("id", ""))
                found.append(
                    {
                        "name": str(one.get("name") or one.get("narrative") or address),
                        "narrative": str(one.get("narrative") or "") if one.get("name") else "",
                        "url": address if address.startswith("https://") else "",
                    }
                )
        return found

    @property
    def results(self) -> list[tuple[str, str]]:
        subject = self.document.get("credentialSubject")
        subject = subject if isinstance(subject, dict) else {}
        achievement = subject.get("achievement")
        described = listed(achievement.get("resultDescription")) if isinstance(achievement, dict) else []
        names = {
            one.get("id"): one.get("name")
            for one in described
            if isinstance(one, dict) and isinstance(one.get("id"), str)
        }
        return [
            (str(names.get(str(one.get("resultDescription"))) or _("Result")), str(one.get("value", "")))
            for one in listed(subject.get("result"))
            if isinstance(one, dict)
        ]
