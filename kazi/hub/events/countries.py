"""Country profiles and the public statistics."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


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
