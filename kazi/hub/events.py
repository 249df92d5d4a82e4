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


@dataclass(frozen=True, slots=True)
class CountryFiguresImported(Event):
    name = "hub.country_figures_imported"
    import_id: str
    file: str
    imported: str


@dataclass(frozen=True, slots=True)
class CountryTextChanged(Event):
    name = "hub.country_text_changed"
    country: str
    language: str


@dataclass(frozen=True, slots=True)
class StatisticsPublished(Event):
    name = "hub.statistics_published"
    release_id: str
    as_of: str
