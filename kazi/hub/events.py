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
