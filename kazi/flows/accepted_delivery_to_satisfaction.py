"""After a client has accepted a delivery it is asked, once, how content it is."""

from __future__ import annotations

from kazi.deals.services.satisfaction import ask
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.work.events import ResultsAccepted
from kazi.work.models import Delivery


@on(ResultsAccepted)
def ask_the_client(event: ResultsAccepted) -> None:
    delivery = Delivery.objects.select_related("owner", "shared_with").get(pk=event.delivery_id)
    with acting_for(delivery.owner_id):
        ask(
            client_id=delivery.shared_with_id,
            delivery_ref=delivery.pk,
            number=int(event.parcel),
            title=delivery.name,
            project_ref=delivery.project_ref,
            is_demo=delivery.owner.is_demo,
        )
