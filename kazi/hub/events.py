"""What the hub tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class ProfilePublished(Event):
    name = "hub.profile_published"
    profile_id: str
    edition: int = 1


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


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Event):
    """The person of a story took their consent back; `by` is provider or person."""

    name = "hub.consent_withdrawn"
    story_id: str
    by: str


@dataclass(frozen=True, slots=True)
class FigureCheckAsked(Event):
    name = "hub.figure_check_asked"
    check_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class FigureChecked(Event):
    """Somebody stands behind a figure, or does not; or no longer does."""

    name = "hub.figure_checked"
    check_id: str
    state: str


@dataclass(frozen=True, slots=True)
class LiveFigureAgreed(Event):
    """The provider agreed that a figure from its records is shown, or no longer agrees."""

    name = "hub.live_figure_agreed"
    code: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class IntroductionAsked(Event):
    name = "hub.introduction_asked"
    introduction_id: str


@dataclass(frozen=True, slots=True)
class IntroductionAnswered(Event):
    name = "hub.introduction_answered"
    introduction_id: str
    state: str


@dataclass(frozen=True, slots=True)
class ReferencePublished(Event):
    name = "hub.reference_published"
    reference_id: str


@dataclass(frozen=True, slots=True)
class ReferenceReplied(Event):
    name = "hub.reference_replied"
    reference_id: str


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    """A thing was reported or held back; `cause` is reported, limits, first or dispute."""

    name = "hub.case_opened"
    case_id: str
    kind: str
    ref: str
    cause: str


@dataclass(frozen=True, slots=True)
class CaseDecided(Event):
    """`state` is kept or removed."""

    name = "hub.case_decided"
    case_id: str
    kind: str
    ref: str
    state: str


@dataclass(frozen=True, slots=True)
class CaseAppealed(Event):
    name = "hub.case_appealed"
    case_id: str


@dataclass(frozen=True, slots=True)
class AppealDecided(Event):
    """`state` is upheld or granted."""

    name = "hub.appeal_decided"
    case_id: str
    kind: str
    ref: str
    state: str


@dataclass(frozen=True, slots=True)
class ProviderListed(Event):
    """The hub listed a provider that has no account."""

    name = "hub.provider_listed"
    listing_id: str


@dataclass(frozen=True, slots=True)
class ProfileClaimBegun(Event):
    name = "hub.profile_claim_begun"
    claim_id: str
    way: str


@dataclass(frozen=True, slots=True)
class ProfileClaimSettled(Event):
    """`state` is won, lost or refused."""

    name = "hub.profile_claim_settled"
    claim_id: str
    state: str


@dataclass(frozen=True, slots=True)
class AdvocateChanged(Event):
    name = "hub.advocate_changed"
    advocate_id: str


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
