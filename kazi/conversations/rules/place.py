"""Where a talk stands: everything that is remembered of it between two messages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import Any

from kazi.conversations.rules.scripts import State
from kazi.conversations.rules.understanding import Spot

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(slots=True)
class Place:
    """One talk with one person.

    `stage` is what the engine itself is asking before the script goes on: "language", "consent",
    "safe", "erase", "restart", or "" .  `session` names the USSD session or call that was heard
    last.  `safe` says that this person has agreed to read private questions on this phone.
    """

    language: str = ""
    stopped: bool = False
    script: str = ""
    state: State = field(default_factory=dict)
    stage: str = ""
    agreed: bool = False
    safe: bool = False
    tries: int = 0
    page: int = 0
    at: int = 0
    chosen: tuple[str, ...] = ()
    session: str = ""

    @property
    def spot(self) -> Spot:
        return Spot(self.page, self.at, self.chosen)

    def move_to(self, spot: Spot) -> None:
        self.page, self.at, self.chosen = spot.page, spot.at, spot.chosen

    def fresh(self) -> None:
        """Stand at the beginning of a question."""
        self.tries = self.page = self.at = 0
        self.chosen = ()

    def leave(self) -> None:
        """Be in no script any more; its state, which may hold answers, is forgotten."""
        self.script, self.state, self.stage = "", {}, ""
        self.agreed = self.safe = False
        self.fresh()

    def as_json(self) -> str:
        """Return what differs from a new talk."""
        return _encode({name: value for name in _NAMES if (value := getattr(self, name)) != _NEW[name]})


def from_json(text: str | dict[str, Any]) -> Place:
    """Return a place as it was stored; names that are no longer known are left out."""
    found: dict[str, Any] = json.loads(text) if isinstance(text, str) else text
    if "chosen" in found:
        found["chosen"] = tuple(found["chosen"])
    return Place(**{name: value for name, value in found.items() if name in _NEW})


_NAMES = tuple(one.name for one in fields(Place))
_NEW: dict[str, Any] = {name: getattr(Place(), name) for name in _NAMES}
