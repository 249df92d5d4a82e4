"""The tables of voice, by subject."""

from kazi.voice.models.campaigns import Campaign, Invitation
from kazi.voice.models.cards import Card, CardLot, WrongCodes
from kazi.voice.models.counted import CountedReply
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
    "Poll",
    "PollVersion",
    "PrivacyBudget",
    "PrivacySpend",
    "PublishedPoll",
    "Recording",
    "ReleaseState",
    "ReleasedFigures",
    "ResultLetter",
    "ResultsPlan",
    "Teaching",
    "UnreleasedTally",
    "WrongCodes",
]
