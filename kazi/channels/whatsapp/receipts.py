"""Read the statuses in WhatsApp's events; one event may hold many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from kazi.channels.rules.wire import Fate, Receipt

_FATES: Final = {
    "accepted": Fate.SENT,
    "sent": Fate.SENT,
    "delivered": Fate.DELIVERED,
    "read": Fate.READ,
    "failed": Fate.FAILED,
}
_STOPPED: Final = 131050


def read(form: Mapping[str, str], document: Any = None, what: str = "") -> list[Receipt]:
    """Return every status of the event that names a message and a word that is known."""
    return [receipt for status in _statuses(document) if (receipt := _receipt(status)) is not None]


def _statuses(document: Any) -> Iterator[dict[str, Any]]:
    for entry in _objects(document, "entry"):
        for change in _objects(entry, "changes"):
            yield from _objects(change.get("value"), "statuses")


def _objects(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _receipt(status: dict[str, Any]) -> Receipt | None:
    ref, fate = status.get("id"), _FATES.get(str(status.get("status")))
    if not isinstance(ref, str) or not ref or fate is None:
        return None
    code = next((error.get("code") for error in _objects(status, "errors")), None)
    at = str(status.get("timestamp", ""))
    return Receipt(
        ref[:80],
        Fate.STOPPED if code == _STOPPED else fate,
        reason=str(code) if code is not None else "",
        at=datetime.fromtimestamp(int(at), UTC) if at.isdigit() and len(at) <= 11 else None,
    )
