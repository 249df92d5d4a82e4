"""What a step of a talk is given and what it comes to, for the step itself and the engine's own stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from kazi.channels.rules.wire import Medium, Said
from kazi.conversations.rules.place import Place
from kazi.conversations.rules.scripts import Here, Kept, Script, State, Value

Phrases = Callable[..., str]  # (name, language, **values) -> a sentence


class Know(Protocol):
    """What a step may have to look up."""

    def opening(self, text: str) -> tuple[str, State] | None:
        """Return the script, with its state, that these words begin; with "" the line's usual one."""

    def consented(self, purpose: str, version: int) -> bool:
        """Say whether this person has agreed to this purpose in this version."""

    def taken(self, subject: str) -> bool:
        """Say whether this person has answered this to its end before."""

    def do(self, act: Callable[[Here], Value], language: str) -> Value:
        """Let a script act; stop this step if the message was heard before."""

    def holding(self) -> tuple[int, int]:
        """Return how many answers and how many decisions are kept about this person."""


@dataclass(slots=True)
class Part:
    """What one step did to one subject; `ended` as in `scripts.Step`, or "declined"."""

    subject: str
    script: str
    answers: list[Kept] = field(default_factory=list)
    began: bool = False
    ended: str = ""


@dataclass(slots=True)
class Outcome:
    """What a step has come to.  `said` is None where silence is the answer.

    `decided` is (purpose, version, agreed).  `wants` holds "call back", "stop", "start", "erase", and
    "spends NAME WHAT" for what a script of this name uses up as it begins.
    """

    place: Place
    said: Said | None = None
    parts: list[Part] = field(default_factory=list)
    decided: tuple[str, int, bool] | None = None
    wants: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Line:
    """What the engine has to know of the channel: its medium, and its languages, the usual one first."""

    medium: Medium
    languages: tuple[str, ...] = ("en",)


class Turn(Protocol):
    """A step while it is being taken, as the stages see it."""

    place: Place
    line: Line
    know: Know
    out: Outcome

    @property
    def speaks(self) -> str:
        """Return the language that is spoken now."""

    def phrase(self, name: str, **values: object) -> str:
        """Return a sentence of the engine in that language."""

    def script(self) -> Script:
        """Return the script that stands."""

    def part(self) -> Part:
        """Return what this step does to the subject that stands."""

    def restart(self) -> None:
        """Talk again with somebody who had said stop."""

    def end(self, name: str, **values: object) -> Outcome:
        """Say the last thing for now."""
