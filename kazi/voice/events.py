"""What voice tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class PollMade(Event):
    """`source` is form, editor or ready."""

    name = "voice.poll_made"
    poll_id: str
    source: str


@dataclass(frozen=True, slots=True)
class PollLaunched(Event):
    """This version does not change any more and may be asked."""

    name = "voice.poll_launched"
    poll_id: str
    version_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PollDiscarded(Event):
    """A draft that was never asked is gone; `title` is what it was called."""

    name = "voice.poll_discarded"
    poll_id: str
    title: str
