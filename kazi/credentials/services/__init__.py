"""Issuing, revoking and verifying credentials.

    from kazi.credentials.services import Draft, issue, revoke, verify

Call what changes something inside `acting_for(...)` of whoever acts: the journal entry is theirs.
"""

from __future__ import annotations

from kazi.credentials.rules.documents import Alignment, Draft, Evidence, Result
from kazi.credentials.services.issuing import issue, revoke
from kazi.credentials.services.keys import rotate
from kazi.credentials.services.verifying import verify

__all__ = ["Alignment", "Draft", "Evidence", "Result", "issue", "revoke", "rotate", "verify"]
