"""What deals tells the rest of the system."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.journal.bus import Event


@dataclass(frozen=True, slots=True)
class RequestMade(Event):
    name = "deals.request_made"
    request_id: str


@dataclass(frozen=True, slots=True)
class RequestOpened(Event):
    """The request was sent to providers; `mode` is chosen or open."""

    name = "deals.request_opened"
    request_id: str
    mode: str


@dataclass(frozen=True, slots=True)
class ProviderInvited(Event):
    name = "deals.provider_invited"
    request_id: str
    provider_id: str


@dataclass(frozen=True, slots=True)
class InvitationDeclined(Event):
    name = "deals.invitation_declined"
    request_id: str


@dataclass(frozen=True, slots=True)
class NdaAccepted(Event):
    name = "deals.nda_accepted"
    request_id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    name = "deals.question_asked"
    question_id: str


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    name = "deals.question_answered"
    question_id: str


@dataclass(frozen=True, slots=True)
class DeadlinePutOff(Event):
    name = "deals.deadline_put_off"
    request_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RequestWithdrawn(Event):
    name = "deals.request_withdrawn"
    request_id: str


@dataclass(frozen=True, slots=True)
class ProposalSealed(Event):
    """A proposal came in or was replaced; the hash is that of the sealed bytes."""

    name = "deals.proposal_sealed"
    proposal_id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ProposalWithdrawn(Event):
    name = "deals.proposal_withdrawn"
    proposal_id: str


@dataclass(frozen=True, slots=True)
class ProposalsOpened(Event):
    """The one door was opened: `opened` proposals were read, `spoiled` could not be."""

    name = "deals.proposals_opened"
    request_id: str
    opened: str
    spoiled: str


@dataclass(frozen=True, slots=True)
class ProposalAwarded(Event):
    name = "deals.proposal_awarded"
    request_id: str
    proposal_id: str


@dataclass(frozen=True, slots=True)
class PriceStated(Event):
    name = "deals.price_stated"
    service: str
    unit: str
