"""What came of one try to send, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

MOST_TRIES: Final = 6


class Result(StrEnum):
    SENT = "sent"  # The provider has it.
    BUSY = "busy"  # Too many at once: the message is good, it waits.
    TROUBLE = "trouble"  # No answer, or a fault on their side: it may or may not have it.
    REFUSED = "refused"  # They will not take this message, ever.
    STOPPED = "stopped"  # The person has told the provider to stop.


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ref` is the provider's own name of the message, `reason` its words in short, without a number."""

    result: Result
    ref: str = ""
    reason: str = ""
    wait_seconds: float = 0.0  # As the provider asked, where it did.


_TROUBLE: Final = (10.0, 60.0, 300.0, 1800.0, 7200.0)
_BUSY: Final = (2.0, 5.0, 15.0, 60.0, 300.0)


def retry_after(outcome: Outcome, tries: int, spread: float = 0.5) -> timedelta | None:
    """Return how long to wait before the next try; None when there is none.

    `tries` were made.  A busy provider is asked again for as long as it is busy: the rate limit is ours
    to keep, not the person's loss.  `spread`, 0 to 1, keeps senders from coming back all at once.
    """
    if outcome.result is Result.BUSY:
        steps = _BUSY
    elif outcome.result is Result.TROUBLE and tries < MOST_TRIES:
        steps = _TROUBLE
    else:
        return None
    step = steps[min(max(tries, 1), len(steps)) - 1]
    return timedelta(seconds=max(outcome.wait_seconds, step * (0.75 + spread / 2)))


def of_status(status: int, reason: str = "", wait_seconds: float = 0.0) -> Outcome:
    """Judge an answer by its HTTP status alone, where the protocol says no more."""
    said = f"{status} {reason}".strip()[:120]
    if status == 429:
        return Outcome(Result.BUSY, reason=said, wait_seconds=wait_seconds)
    if status >= 500 or status in {408, 425}:
        return Outcome(Result.TROUBLE, reason=said, wait_seconds=wait_seconds)
    if status >= 300:
        return Outcome(Result.REFUSED, reason=said)
    return Outcome(Result.SENT)
