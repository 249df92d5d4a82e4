"""Certificates and the way to them."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted(Event):
    name = "hub.application_submitted"
    application_id: str


@dataclass(frozen=True, slots=True)
class CertificateGranted(Event):
    name = "hub.certificate_granted"
    certificate_id: str
    provider_id: int


@dataclass(frozen=True, slots=True)
class CertificateRefused(Event):
    name = "hub.certificate_refused"
    application_id: str


@dataclass(frozen=True, slots=True)
class CertificateWithdrawn(Event):
    name = "hub.certificate_withdrawn"
    certificate_id: str
    provider_id: int


@dataclass(frozen=True, slots=True)
class CertificateLapsed(Event):
    name = "hub.certificate_lapsed"
    certificate_id: str
    provider_id: int


@dataclass(frozen=True, slots=True)
class CertificateRestored(Event):
    """A withdrawal was wrong: the certificate is valid again until its old end."""

    name = "hub.certificate_restored"
    certificate_id: str
    provider_id: int


@dataclass(frozen=True, slots=True)
class ApplicationAppealed(Event):
    name = "hub.application_appealed"
    application_id: str


@dataclass(frozen=True, slots=True)
class WithdrawalAppealed(Event):
    name = "hub.withdrawal_appealed"
    appeal_id: str


@dataclass(frozen=True, slots=True)
class WithdrawalConfirmed(Event):
    """An appeal was refused: the certificate stays withdrawn."""

    name = "hub.withdrawal_confirmed"
    appeal_id: str


@dataclass(frozen=True, slots=True)
class StandardPutInForce(Event):
    name = "hub.standard_put_in_force"
    slug: str
    version: int
