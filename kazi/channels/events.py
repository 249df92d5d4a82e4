"""What the channels room tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ChannelConnected(Event):
    name = "channels.connected"
    channel_id: str
    provider: str
    medium: str


@dataclass(frozen=True, slots=True)
class ChannelChanged(Event):
    name = "channels.changed"
    channel_id: str
    what: str


@dataclass(frozen=True, slots=True)
class ContactsImported(Event):
    """How many rows of a list were good; how many were new is not told, see services.importing."""

    name = "channels.contacts_imported"
    good: int
    refused: int
    purpose: str


@dataclass(frozen=True, slots=True)
class AirtimeCapped(Event):
    name = "channels.airtime_capped"
    campaign: str
    currency: str
    cap_minor: int


@dataclass(frozen=True, slots=True)
class UnsealAsked(Event):
    name = "channels.unseal_asked"
    unsealing_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnsealAllowed(Event):
    name = "channels.unseal_allowed"
    unsealing_id: str


@dataclass(frozen=True, slots=True)
class NumberUnsealed(Event):
    """One number was shown to one person, once; the number itself stands nowhere in the journal."""

    name = "channels.number_unsealed"
    unsealing_id: str
    reason: str
