"""Polls as talks: what `conversations` asks for, from the questionnaire of a launched version."""

from __future__ import annotations

from typing import Any

from kazi.conversations.rules.aloud import read_by
from kazi.conversations.rules.linking import link_with
from kazi.conversations.rules.scripts import look_with, register, spend_with
from kazi.voice.rules.cards import typed
from kazi.voice.services import cards
from kazi.voice.talking.carded import CardScript
from kazi.voice.talking.offering import PanelLink
from kazi.voice.talking.reading import recordings_of_words
from kazi.voice.talking.script import PollScript

POLL = "poll"
_LINK = PanelLink()


def register_own() -> None:
    """Let polls be asked; called when Django starts."""
    register(POLL, PollScript())
    read_by(recordings_of_words)
    register(cards.SCRIPT, CardScript())
    look_with(_may_be_a_code, cards.look_up)
    spend_with(POLL, cards.use_up)
    link_with(_LINK)


def opening(version_id: int) -> tuple[str, dict[str, Any]]:
    """Return what begins a talk about this version: the script's name and its first state."""
    return POLL, {"version": version_id}


def subject_of(version_id: int) -> str:
    """Return what the answers to a version belong to, in `conversations` and in the vault."""
    return f"{POLL}:{version_id}"


def _may_be_a_code(text: str) -> bool:
    return typed(text) is not None
