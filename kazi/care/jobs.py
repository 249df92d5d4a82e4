"""What care does by the clock."""

from __future__ import annotations

from kazi.care.services import keeping, listing
from kazi.journal.clock import every

__all__ = ["listing"]  # Its source of docs has to be known before the index is mended.


@every(seconds=6 * 3600)
def ask_whether_services_are_still_there() -> int:
    return keeping.ask_due()
