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
