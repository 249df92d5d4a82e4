"""Short ways to make campaigns, and a poll of one question that talks can hold."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.channels.models import Channel, Contact
from kazi.channels.rules.wire import Event, Heard
from kazi.channels.vault import numbers
from kazi.conversations.access import as_called
from kazi.conversations.rules.scripts import Ask, Consent, Done, Kind, Move, Option, Run, State, Step, Value
from kazi.conversations.services.replying import reply
from kazi.voice.models import Campaign, ResultsPlan
from kazi.voice.services.campaigns import Terms, begin, make_campaign


class OneQuestion:
    """A poll as the engine needs one: "Is there clean water?", yes or no."""

    def subject(self, state: State) -> str:
        return f"poll:{state['version']}"

    def consent(self, state: State) -> Consent | None:
        return None

    def move(self, state: State) -> Move:
        options = [Option("yes", {"en": "Yes"}), Option("no", {"en": "No"})]
        if "water" in state:
            return Done()
        return Ask("water", Kind.ONE, {"en": "Is there clean water?"}, options)

    def take(self, state: State, question: str, value: Value) -> State:
        return {**state, question: value}

    def back(self, state: State) -> State | None:
        return None

    def keep(self, run: Run, step: Step) -> None:
        """Count nothing: campaigns do not read results."""


def make(actor: Actor, plan: ResultsPlan, channel: Channel, **terms: Any) -> Campaign:
    """Make a draft that asks from an hour ago for two weeks."""
    now = timezone.now()
    said: dict[str, Any] = {
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(days=14),
    } | terms
    return make_campaign(actor, uuid.uuid4(), plan.version, channel, Terms(**said))


def begun(actor: Actor, plan: ResultsPlan, channel: Channel, **terms: Any) -> Campaign:
    campaign = make(actor, plan, channel, **terms)
    begin(actor, campaign)
    return campaign


def says(channel: Channel, people: Sequence[Contact], text: str) -> None:
    """Let these people write this."""
    called = as_called(channel)
    addresses = numbers.reveal([one.number for one in people])
    for one in people:
        reply(called, Heard(Event.ANSWER, addresses[one.number], uuid.uuid4().hex, text))
