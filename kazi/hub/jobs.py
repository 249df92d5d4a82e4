"""What the hub does by the clock; and what it gives to the search when its index is mended."""

from __future__ import annotations

from kazi.hub.services import finding_countries, indexing
from kazi.hub.services.claims import look_at_waiting
from kazi.journal.clock import every

__all__ = ["finding_countries", "indexing", "look_at_claims"]


@every(seconds=5)
def look_at_claims() -> int:
    """Look at the DNS of domains whose owners say that the record is there."""
    return look_at_waiting()
