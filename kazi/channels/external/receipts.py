"""Read reports in the dialect of RapidPro: the address says what happened, `id` of which message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kazi.channels.rules.wire import Fate, Receipt

_FATES: Final = {"sent": Fate.SENT, "delivered": Fate.DELIVERED, "failed": Fate.FAILED}


def read(form: Mapping[str, str], document: Any = None, what: str = "") -> list[Receipt]:
    ref, fate = form.get("id", ""), _FATES.get(what)
    return [Receipt(ref[:80], fate)] if ref and fate is not None else []
