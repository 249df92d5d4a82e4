"""A deal that has ended, and which its client lets the provider name, becomes a reference of the provider.

The client's consent is the event itself.  Where the client takes it back the reference goes at once.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from kazi.accounts.places import zone_of
from kazi.deals.events import DealClosed, ReferenceTakenBack
from kazi.deals.models import Agreement
from kazi.hub.rules.catalogue import SERVICES
from kazi.hub.services.references import ClosedDeal, publish_reference, withdraw_reference
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.quality.models import Mark

LEAST_FIELDS = 50  # Fewer fields that a reviewer looked at say nothing of a share.


@on(DealClosed)
def show_reference(event: DealClosed) -> None:
    told = Agreement.objects.select_related("owner", "shared_with").get(pk=event.agreement_id)
    if told.closed_at is None or told.ended_at is None:
        return  # Taken back since.
    if event.service not in SERVICES or not told.units_accepted:
        return  # Nothing was delivered, or nothing that the hub has a name for: there is nothing to refer to.
    zone = zone_of(told.owner_id)
    began = told.ordered_at or told.made_at
    deal = ClosedDeal(
        deal_ref=_ref(event.agreement_id),
        consented_at=told.closed_at,
        service=event.service,
        began_on=began.astimezone(zone).date(),
        ended_on=told.ended_at.astimezone(zone).date(),
        units=told.units_accepted,
        unit=event.unit,
        client_name=event.buyer_name,
        client_country=told.shared_with.country,
        accuracy=_accuracy(told),
        words=event.words,
    )
    publish_reference(told.owner, deal)


@on(ReferenceTakenBack)
def take_reference_off(event: ReferenceTakenBack) -> None:
    if Agreement.objects.get(pk=event.agreement_id).closed_at is None:  # Not agreed to again since.
        withdraw_reference(_ref(event.agreement_id))


def _ref(agreement_id: str) -> str:
    return f"agreement:{agreement_id}"


def _accuracy(agreement: Agreement) -> Decimal | None:
    """Return the share of right fields, 0 to 1, in the answers that reviewers looked at; None for too few."""
    if agreement.project_ref is None:
        return None
    with acting_for(agreement.owner_id):
        seen = Mark.objects.filter(project_id=agreement.project_ref, evidence=Mark.Evidence.REVIEW)
        sums = seen.aggregate(right=Sum("right"), fields=Sum("fields"))
    if not sums["fields"] or sums["fields"] < LEAST_FIELDS:
        return None
    share = Decimal(sums["right"]) / Decimal(sums["fields"])
    return share.quantize(Decimal("0.001"))
