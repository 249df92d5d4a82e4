"""Read the status callbacks of Twilio, of messages and of calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kazi.channels.rules.wire import Fate, Receipt

_FATES: Final = {
    "accepted": Fate.SENT,
    "queued": Fate.SENT,
    "sending": Fate.SENT,
    "sent": Fate.SENT,
    "delivered": Fate.DELIVERED,
    "read": Fate.READ,
    "undelivered": Fate.FAILED,
    "failed": Fate.FAILED,
    "canceled": Fate.FAILED,
    # Of calls.
    "initiated": Fate.SENT,
    "ringing": Fate.SENT,
    "in-progress": Fate.DELIVERED,
    "completed": Fate.DELIVERED,
    "busy": Fate.FAILED,
    "no-answer": Fate.FAILED,
}
_STOPPED: Final = "21610"


def read(form: Mapping[str, str], document: Any = None, what: str = "") -> list[Receipt]:
    """Return what the callback says; nothing for one without a message or with a word that is not known."""
    ref = form.get("MessageSid") or form.get("SmsSid") or form.get("CallSid") or ""
    status = form.get("MessageStatus") or form.get("SmsStatus") or form.get("CallStatus") or ""
    code = form.get("ErrorCode", "")
    fate = Fate.STOPPED if code == _STOPPED else _FATES.get(status)
    if not ref or fate is None:
        return []
    return [Receipt(ref[:80], fate, reason=code or (status if fate is Fate.FAILED else ""))]
