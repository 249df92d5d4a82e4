"""What the moderators and the authors decide."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """A thing was reported or held back; `cause` is reported, limits, first or dispute."""

    name = "hub.case_opened"
    case_id: str
    kind: str
    ref: str
    cause: str


@dataclass(frozen=True, slots=True)
class CaseDecided(Event):
    """`state` is kept or removed."""

    name = "hub.case_decided"
    case_id: str
    kind: str
    ref: str
    state: str


@dataclass(frozen=True, slots=True)
class CaseAppealed(Event):
    name = "hub.case_appealed"
    case_id: str


@dataclass(frozen=True, slots=True)
class AppealDecided(Event):
    """`state` is upheld or granted."""

    name = "hub.appeal_decided"
    case_id: str
    kind: str
    ref: str
    state: str
