"""What an Open Badges 3.0 credential must have, whoever signed it: a right signature says nothing of that.

Not the whole JSON schema of 1EdTech, but every member that it requires of a credential with an
achievement, and the rules that keep two readers from reading two things.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kazi.credentials.rules.canonical import VC2
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

_TYPES = ("OpenBadgeCredential", "AchievementCredential")
_ACHIEVEMENT = ("id", "name", "description")


class Misshapen(Unsound):
    """A member is missing or of the wrong kind."""


def check_credential(document: dict[str, Any]) -> None:
    """Return if the document is an Open Badges 3.0 credential in shape; raise Misshapen if not."""
    check_common(document)
    types = listed(document.get("type"))
    if not any(name in types for name in _TYPES):
        raise Misshapen(N_("It is a signed document, but not an Open Badges credential."))
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        raise Misshapen(N_("It does not say who it is about."))
    if "AchievementSubject" not in listed(subject.get("type")):
        raise Misshapen(N_("It does not say who it is about."))
    if not subject.get("id") and not subject.get("identifier"):
        raise Misshapen(N_("It does not say who it is about."))
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict) or "Achievement" not in listed(achievement.get("type")):
        raise Misshapen(N_("It does not say what was achieved."))
    for name in _ACHIEVEMENT:
        _text(achievement, name)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not (criteria.get("narrative") or criteria.get("id")):
        raise Misshapen(N_("It does not say what had to be done for it (criteria)."))


def check_common(document: dict[str, Any]) -> None:
    """Check what every verifiable credential has; raise Misshapen."""
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not contexts or contexts[0] != VC2:
        raise Misshapen(N_("It is no verifiable credential of version 2."))
    if "VerifiableCredential" not in listed(document.get("type")):
        raise Misshapen(N_("It is no verifiable credential of version 2."))
    if ":" not in _text(document, "id"):
        raise Misshapen(N_("Its id is not a full name."))
    if not issuer_id(document).startswith("did:"):
        raise Misshapen(N_("It does not name its issuer by a DID, so its keys cannot be found."))
    when(document, "validFrom")
    _compact(document)


def issuer_id(document: dict[str, Any]) -> str:
    """Return the issuer's id, or "" where there is none."""
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    return named if isinstance(named, str) else ""


def when(document: dict[str, Any], name: str) -> datetime:
    """Return a time of the document; raise Misshapen where it is none or has no zone."""
    text = _text(document, name)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Misshapen(N_("Its %(name)s is no time."), name=name)
    return found


def listed(value: Any) -> list[Any]:
    """Return a value that may stand alone or in a list as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Misshapen(N_("Its %(name)s is missing."), name=name)
    return value


def _compact(document: dict[str, Any]) -> None:
    """Refuse other ways to write the same statements.

    A signature over the canonical text stays right when a member is renamed to its full address or
    moved to another object with the same id; a reader of the JSON, who looks for `validUntil` or
    `credentialStatus`, would miss it.
    """
    for part in _objects(document):
        for name in part:
            if (name.startswith("@") or ":" in name) and not (part is document and name == "@context"):
                raise Misshapen(N_("It is not written in the compact form that credentials have."))
        if part is not document and part.get("id") == document["id"]:
            raise Misshapen(N_("It is not written in the compact form that credentials have."))


def _objects(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for name, inner in value.items() if name != "@context")
        elif isinstance(value, list):
            waiting.extend(value)
