"""What the clock does here."""

from __future__ import annotations

from kazi.channels.vault import studies
from kazi.journal.clock import every


@every(seconds=3600)
def destroy_links_that_are_due() -> int:
    return studies.shred_due()
