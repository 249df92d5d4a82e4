"""What deals tell the rest of the system."""

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


@dataclass(frozen=True, slots=True)
class AgreementSigned(Event):
    """Both sides have signed this version; it is in force."""

    name = "deals.agreement_signed"
    agreement_id: str
    version: str


@dataclass(frozen=True, slots=True)
class WorkOrdered(Event):
    name = "deals.work_ordered"
    agreement_id: str


@dataclass(frozen=True, slots=True)
class MilestoneConfirmed(Event):
    """The buyer says that a milestone with a date is reached."""

    name = "deals.milestone_confirmed"
    agreement_id: str
    code: str


@dataclass(frozen=True, slots=True)
class AgreementEnded(Event):
    name = "deals.agreement_ended"
    agreement_id: str


@dataclass(frozen=True, slots=True)
class DealClosed(Event):
    """A deal has ended and the buyer lets the provider name it as a reference."""

    name = "deals.deal_closed"
    agreement_id: str
    provider_id: str
    buyer_name: str
    service: str
    title: str
    unit: str
    units: str
    words: str


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    name = "deals.invoice_issued"
    invoice_id: str
    number: str


@dataclass(frozen=True, slots=True)
class InvoicePaid(Event):
    """Nothing is left to pay, for the first time."""

    name = "deals.invoice_paid"
    invoice_id: str
    number: str


@dataclass(frozen=True, slots=True)
class CardMoved(Event):
    """A deal of somebody's pipeline went to another stage; `before` is empty for a new one."""

    name = "deals.card_moved"
    card_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CampaignSent(Event):
    name = "deals.campaign_sent"
    campaign_id: str
    letters: str


@dataclass(frozen=True, slots=True)
class SatisfactionSaid(Event):
    """A client has said how content it is with a delivery; the words stay in the row."""

    name = "deals.satisfaction_said"
    satisfaction_id: str
    score: str


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """A letter in a deal's thread; what it says stays there."""

    name = "deals.message_sent"
    thread_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class BillingChanged(Event):
    name = "deals.billing_changed"
    billing_id: str


@dataclass(frozen=True, slots=True)
class CommissionDeclared(Event):
    name = "deals.commission_declared"
    percent: str
    since: str
    until: str
