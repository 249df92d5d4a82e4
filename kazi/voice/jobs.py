"""What voice does by the clock: steps of live results, and campaigns."""

from __future__ import annotations

from kazi.journal.clock import every
from kazi.voice.services import campaigning, cards, releasing, thanking


@every(seconds=120)
def release_results() -> int:
    """Take a step for each open poll.  How often it looks tells nothing: what it shows moves by tens."""
    return releasing.release_due()


@every(seconds=5)
def ask_in_campaigns() -> int:
    """Draw, invite, remind and end, for some seconds; the rest comes with the next turn."""
    return campaigning.run_campaigns()


@every(seconds=30)
def thank_who_was_asked() -> int:
    """Set airtime aside for who was asked in campaigns that have ended."""
    return thanking.thank_due()


@every(seconds=3600)
def forget_wrong_codes() -> int:
    return cards.forget_wrong_codes()
