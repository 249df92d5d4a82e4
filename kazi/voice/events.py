"""What voice tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class PollMade(Event):
    """`source` is form, editor, ready or message."""

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


@dataclass(frozen=True, slots=True)
class ResultsReleased(Event):
    """A step of results can be read; which of the poll's versions, and the number of the step."""

    name = "voice.results_released"
    version_id: str
    step: str


@dataclass(frozen=True, slots=True)
class PollClosed(Event):
    """A version takes no more replies; its last results and the letters about them are written."""

    name = "voice.poll_closed"
    poll_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class WaveBegun(Event):
    """A panel's poll is asked, for the first time or again, by this version."""

    name = "voice.wave_begun"
    panel_id: str
    version_id: str
    number: str


@dataclass(frozen=True, slots=True)
class PanelEnded(Event):
    """A panel has no more waves; who was in it, and what was linked, is destroyed."""

    name = "voice.panel_ended"
    panel_id: str


@dataclass(frozen=True, slots=True)
class PollPublished(Event):
    """Figures with noise are public; what it cost, in thousandths."""

    name = "voice.poll_published"
    version_id: str
    epsilon: str


@dataclass(frozen=True, slots=True)
class CardsMade(Event):
    """Cards for a version were made, to be handed out."""

    name = "voice.cards_made"
    lot_id: str
    version_id: str


@dataclass(frozen=True, slots=True)
class CampaignChanged(Event):
    """A campaign was begun, paused, resumed or ended; `state` is what it is now."""

    name = "voice.campaign_changed"
    campaign_id: str
    state: str
