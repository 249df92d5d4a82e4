"""What goes into the hot statements and what comes out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kazi.conversations.rules.scripts import Value


class Moved(Exception):
    """The talk stands elsewhere than where it was read: another message was faster."""


class Standing(NamedTuple):
    """A talk as it was read; version 0 is one that is not there yet."""

    version: int
    place: str


class Given(NamedTuple):
    question: str
    value: Value


@dataclass(slots=True)
class Taken:
    """What a reply did to one subject.  `who` is the pseudonym, 32 hex digits, for that subject alone.

    `linked` is as in `scripts.Step`.
    """

    subject: str
    script: str
    who: str
    answers: list[Given]
    began: bool
    ended: str
    linked: tuple[str, str] | None = None


@dataclass(slots=True)
class Stored:
    """A reply that was worked out, to be stored: all of it or nothing.

    `key` is the hash of what came in, `said` the reply as JSON.  `decided` is (purpose, version, agreed).
    """

    org_id: int
    key: str
    who: str
    version: int
    place: str
    said: str
    day: date
    medium: str
    language: str
    taken: list[Taken]
    decided: tuple[str, int, bool] | None = None
    withdraws: bool = False  # STOP: whatever was agreed to is refused from now on.
