"""Facts that care tells.  None of them names a person, a need of a person, or an employer's worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ServicesImported(Event):
    name: ClassVar[str] = "care.services_imported"

    source: str
    imported: str
    unchanged: str
    refused: str


@dataclass(frozen=True, slots=True)
class ServiceEdited(Event):
    name: ClassVar[str] = "care.service_edited"

    service_id: str
