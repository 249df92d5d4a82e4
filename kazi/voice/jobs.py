"""What voice does by the clock: steps of live results."""

from __future__ import annotations

from kazi.journal.clock import every
from kazi.voice.services import releasing


@every(seconds=120)
def release_results() -> int:
    """Take a step for each open poll.  How often it looks tells nothing: what it shows moves by tens."""
    return releasing.release_due()
