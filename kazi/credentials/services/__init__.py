"""Issuing, revoking and verifying credentials.

    from kazi.credentials.services import Draft, issue, revoke, verify

Call what changes something inside `acting_for(...)` of whoever acts: the journal entry is theirs.

The functions here import what they need when they are first called: cryptography and JSON-LD take
memory and a third of a second, which a server that is asked for neither does not owe.
"""

# ruff: noqa: PLC0415 -- see above.
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kazi.credentials.rules.documents import Alignment, Draft, Evidence, Result

if TYPE_CHECKING:
    from kazi.credentials.models import Issued, SigningKey
    from kazi.credentials.rules.checking import Sources
    from kazi.credentials.rules.verdicts import Verdict

__all__ = ["Alignment", "Draft", "Evidence", "Result", "issue", "revoke", "rotate", "verify"]


def issue(draft: Draft, actor_id: int | None = None) -> Issued:
    """Sign the credential and put it on a status list; a second call with its reference returns the first.

    Raises Refused for a draft that is not whole.
    """
    from kazi.credentials.services import issuing

    return issuing.issue(draft, actor_id)


def revoke(issued: Issued, reason: str, actor_id: int | None = None) -> Issued:
    """Set the credential's bit in its status list, for good; a second call changes nothing."""
    from kazi.credentials.services import issuing

    return issuing.revoke(issued, reason, actor_id)


def rotate(actor_id: int | None = None) -> list[SigningKey]:
    """Retire every key in use and make new ones; what was signed stays valid.  Returns the new keys."""
    from kazi.credentials.services import keys

    return keys.rotate(actor_id=actor_id)


def verify(document: bytes | str | dict[str, Any], sources: Sources | None = None) -> Verdict:
    """Check a credential with the keys and lists of this site, or of `sources`; the verdict says all."""
    from kazi.credentials.services import verifying

    return verifying.verify(document, sources)
