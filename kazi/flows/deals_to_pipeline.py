"""What happens in deals moves the cards of the hub's and the providers' pipelines."""

from __future__ import annotations

from kazi.deals.events import (
    AgreementSigned,
    InvitationDeclined,
    InvoicePaid,
    ProposalAwarded,
    ProposalSealed,
    ProposalsOpened,
    ProposalWithdrawn,
    ProviderInvited,
    RequestOpened,
    RequestWithdrawn,
)
from kazi.deals.models import Agreement, Invoice, Proposal
from kazi.deals.services.following import (
    follow_agreement,
    follow_introduction,
    follow_letter,
    follow_request,
    note_paid,
)
from kazi.deals.services.locking import request_of
from kazi.hub.events import IntroductionAsked, WorkRequested
from kazi.hub.models import Introduction, WorkRequest
from kazi.hub.queries.desk import hub_organisation
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for


@on(RequestOpened)
def follow_opened(event: RequestOpened) -> None:
    _follow(event.request_id)


@on(ProviderInvited)
def follow_invited(event: ProviderInvited) -> None:
    _follow(event.request_id)


@on(InvitationDeclined)
def follow_declined(event: InvitationDeclined) -> None:
    _follow(event.request_id)


@on(ProposalSealed)
def follow_sealed(event: ProposalSealed) -> None:
    proposal = Proposal.objects.get(pk=event.proposal_id)
    _follow(proposal.request_id, about=proposal.owner_id)


@on(ProposalWithdrawn)
def follow_taken_back(event: ProposalWithdrawn) -> None:
    _follow(Proposal.objects.get(pk=event.proposal_id).request_id)


@on(ProposalsOpened)
def follow_closed(event: ProposalsOpened) -> None:
    _follow(event.request_id)


@on(ProposalAwarded)
def follow_awarded(event: ProposalAwarded) -> None:
    _follow(event.request_id)


@on(RequestWithdrawn)
def follow_withdrawn(event: RequestWithdrawn) -> None:
    _follow(event.request_id)


@on(AgreementSigned)
def follow_signed(event: AgreementSigned) -> None:
    agreement = Agreement.objects.select_related("shared_with").get(pk=event.agreement_id)
    with acting_for(agreement.owner_id):
        follow_agreement(agreement, hub_organisation().pk)


@on(InvoicePaid)
def note_invoice_paid(event: InvoicePaid) -> None:
    invoice = Invoice.objects.get(pk=event.invoice_id)
    with acting_for(invoice.owner_id):
        note_paid(invoice)


@on(WorkRequested)
def follow_written(event: WorkRequested) -> None:
    follow_letter(WorkRequest.objects.get(pk=event.request_id))


@on(IntroductionAsked)
def follow_wish_to_meet(event: IntroductionAsked) -> None:
    hub = hub_organisation()
    with acting_for(hub.pk):
        follow_introduction(Introduction.objects.get(pk=event.introduction_id))


def _follow(request_id: str | int, about: int | None = None) -> None:
    """Bring the cards up to date, acting for the buyer, whose request it is."""
    request = request_of(int(request_id))
    with acting_for(request.org_id):
        follow_request(request, hub_organisation().pk, about)
