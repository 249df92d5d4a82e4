"""What passes between a channel and whoever holds the talk, the same for every provider of messages.

A provider's folder translates its own protocol into `Heard` and `Receipt`, and `Said` into its own
protocol; nothing above it knows one provider from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Medium(StrEnum):
    """How people are reached; a `Channel` of an organisation has one."""

    SMS = "sms"
    USSD = "ussd"
    VOICE = "voice"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    EMAIL = "email"
    WEB = "web"


class Event(StrEnum):
    """What has happened on the line."""

    ANSWER = "answer"  # Words, digits or a chosen option.
    OPENED = "opened"  # A USSD session or a call begins, or a person opens the chat.
    SILENCE = "silence"  # A call went on without a key in time.
    ENDED = "ended"  # The session or call is over, whoever ended it.
    MISSED = "missed"  # A call that we refused, free of charge: to be called back.


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that came in.

    `address` is a number as E.164 with plus, or the provider's own name of the chat.  `key` is unique
    for the channel: whatever comes again with it is the same thing.  `session` is the provider's name
    of the USSD session or call, empty where there is none.  `text` is what was said since the last
    turn, as it came; a chosen button gives its code.  `machine` says that an answering machine took
    the call: nothing about anybody is played to it.
    """

    event: Event
    address: str
    key: str
    text: str = ""
    session: str = ""
    media_url: str = ""
    machine: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: its code is what a person keys or a button returns."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing of what a call says.

    `ways` are other words, recordings of which say the same: each is played whole, in turn, and the first
    way that is recorded is taken.  `sounds` are the addresses of the recordings that were found; with () a
    voice of the provider reads the text.  `language` is "" for that of the whole.
    """

    text: str
    ways: tuple[tuple[str, ...], ...] = ()
    language: str = ""
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to say, in one language.

    `spoken` is the same in the pieces in which it is read aloud, and `subject` what it belongs to, for
    finding the recordings of them.  `audio` are addresses of recordings to hear beside the text, where
    the medium shows it.  With `waits` an answer is expected: a call gathers up to `digits` keys (0: until
    #), USSD goes on.
    """

    text: str
    language: str = "en"
    audio: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    waits: bool = False
    digits: int = 0
    spoken: tuple[Spoken, ...] = ()
    subject: str = ""


class Fate(StrEnum):
    """What became of a message, in the order in which it can be known."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    STOPPED = "stopped"  # The person has said STOP to the provider itself.


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports of a message that it took: `ref` is the provider's own name of it."""

    ref: str
    fate: Fate
    reason: str = ""
    at: datetime | None = None
