"""A milestone that the buyer has confirmed goes onto the provider's next invoice, once."""

from __future__ import annotations

from kazi.deals.events import MilestoneConfirmed
from kazi.deals.models import Agreement
from kazi.deals.services import invoicing
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for


@on(MilestoneConfirmed)
def bill_milestone(event: MilestoneConfirmed) -> None:
    agreement = Agreement.objects.get(pk=event.agreement_id)
    # The fact is the buyer's; invoices are written by the provider.
    with acting_for(agreement.owner_id):
        invoicing.bill(agreement)
