"""Listed providers, who claims them, and advocates."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


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
