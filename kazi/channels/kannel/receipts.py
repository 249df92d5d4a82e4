"""Read Kannel's delivery reports: our address with the message's name and one of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kazi.channels.rules.wire import Fate, Receipt

_FATES: Final = {"1": Fate.DELIVERED, "2": Fate.FAILED, "4": Fate.SENT, "8": Fate.SENT, "16": Fate.FAILED}


def read(form: Mapping[str, str], document: Any = None, what: str = "") -> list[Receipt]:
    ref, status = form.get("id", ""), form.get("status", "")
    fate = _FATES.get(status)
    return [Receipt(ref[:80], fate, reason=status if fate is Fate.FAILED else "")] if ref and fate else []
