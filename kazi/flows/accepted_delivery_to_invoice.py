"""What a client accepts of an agreement's project goes onto the provider's next invoice.

Units are counted anew over all parcels, each key once, and the difference to what was billed is
billed: so hearing twice, a rejection, or a redelivery of the same unit bills nothing twice.
"""

from __future__ import annotations

from kazi.deals.models import Agreement
from kazi.deals.services import invoicing
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.work.events import ResultsAccepted
from kazi.work.models import Delivery
from kazi.work.queries.accepted import accepted_units


@on(ResultsAccepted)
def bill_accepted(event: ResultsAccepted) -> None:
    delivery = Delivery.objects.get(pk=event.delivery_id)
    with acting_for(delivery.owner_id):
        agreement = Agreement.objects.filter(project_ref=delivery.project_ref).first()
        if agreement is not None:
            invoicing.bill(agreement, accepted_units(delivery))
