"""Read delivery reports of Africa's Talking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kazi.channels.rules.wire import Fate, Receipt

_FATES: Final = {
    "Success": Fate.DELIVERED,
    "Sent": Fate.SENT,
    "Submitted": Fate.SENT,
    "Buffered": Fate.SENT,
    "Rejected": Fate.FAILED,
    "Failed": Fate.FAILED,
    "Expired": Fate.FAILED,
    "AbsentSubscriber": Fate.FAILED,
}
_STOPPED: Final = {"UserInBlacklist", "UserInBlackList", "DoNotDisturbRejection"}


def read(form: Mapping[str, str], document: Any = None, what: str = "") -> list[Receipt]:
    """Return what the report says; nothing for one without a message or with a word that is not known."""
    ref, reason = form.get("id", ""), form.get("failureReason", "")
    fate = Fate.STOPPED if reason in _STOPPED else _FATES.get(form.get("status", ""))
    if not ref or fate is None:
        return []
    return [Receipt(ref[:80], fate, reason=reason if reason != "None" else "")]
