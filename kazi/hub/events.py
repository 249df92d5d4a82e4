"""What the hub tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ProfilePublished(Event):
    name = "hub.profile_published"
    profile_id: str


@dataclass(frozen=True, slots=True)
class ProfileWithdrawn(Event):
    name = "hub.profile_withdrawn"
    profile_id: str


@dataclass(frozen=True, slots=True)
class WorkRequested(Event):
    name = "hub.work_requested"
    request_id: str


@dataclass(frozen=True, slots=True)
class WorkRequestChanged(Event):
    name = "hub.work_request_changed"
    request_id: str
    state: str
