"""What the clock does here."""

from __future__ import annotations

from kazi.credentials.services.lists import renew_lists
from kazi.journal.clock import every


@every(seconds=300)
def sign_status_lists() -> int:
    return renew_lists()
