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
class ArticlePublished(Event):
    name = "hub.article_published"
    version_id: str


@dataclass(frozen=True, slots=True)
class ArticleWithdrawn(Event):
    name = "hub.article_withdrawn"
    edition_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WordsDecided(Event):
    """Hub staff showed or took down what somebody said."""

    name = "hub.words_decided"
    what: str
    ref: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewsletterSent(Event):
    name = "hub.newsletter_sent"
    newsletter_id: str


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
