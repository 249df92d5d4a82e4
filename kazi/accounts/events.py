"""What accounts tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ApiKeyMade(Event):
    name = "accounts.api_key_made"
    key_id: str


@dataclass(frozen=True, slots=True)
class ApiKeyEnded(Event):
    name = "accounts.api_key_ended"
    key_id: str
