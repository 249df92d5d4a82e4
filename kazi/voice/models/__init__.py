"""The tables of voice, by subject."""

from kazi.voice.models.campaigns import Campaign, Invitation
from kazi.voice.models.cards import Card, CardLot, WrongCodes
from kazi.voice.models.counted import CountedReply
from kazi.voice.models.panels import LinkedReply, Panel, PanelMember, ReleasedWave, Wave, WaveCounts
from kazi.voice.models.polls import Poll, PollVersion, Recording, Teaching
from kazi.voice.models.results import (
    PrivacyBudget,
    PrivacySpend,
    PublishedPoll,
    ReleasedFigures,
    ReleaseState,
    ResultLetter,
    ResultsPlan,
    UnreleasedTally,
)
from kazi.voice.models.thanking import CampaignThanks

__all__ = [
    "Campaign",
    "CampaignThanks",
    "Card",
    "CardLot",
    "CountedReply",
    "Invitation",
    "LinkedReply",
    "Panel",
    "PanelMember",
    "Poll",
    "PollVersion",
    "PrivacyBudget",
    "PrivacySpend",
    "PublishedPoll",
    "Recording",
    "ReleaseState",
    "ReleasedFigures",
    "ReleasedWave",
    "ResultLetter",
    "ResultsPlan",
    "Teaching",
    "UnreleasedTally",
    "Wave",
    "WaveCounts",
    "WrongCodes",
]
