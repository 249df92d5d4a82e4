"""What the credentials room tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class CredentialIssued(Event):
    name = "credentials.issued"
    credential_id: str
    reference: str
    kind: str


@dataclass(frozen=True, slots=True)
class CredentialRevoked(Event):
    name = "credentials.revoked"
    credential_id: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeysRotated(Event):
    name = "credentials.keys_rotated"
    issuer: str
    retired: str
    made: str
