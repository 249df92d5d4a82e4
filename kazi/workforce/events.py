"""What workforce tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class TeamMade(Event):
    name = "workforce.team_made"
    team_id: str


@dataclass(frozen=True, slots=True)
class LeadsChosen(Event):
    name = "workforce.leads_chosen"
    team_id: str
    memberships: str


@dataclass(frozen=True, slots=True)
class WorkerMoved(Event):
    """A worker went to another team, or to none ("")."""

    name = "workforce.worker_moved"
    worker_id: str
    team_id: str
