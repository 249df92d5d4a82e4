"""How many units of a delivery the client has accepted, each key counted once."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from kazi.work.models import DeliveredResult, Delivery, Parcel


def accepted_units(delivery: Delivery) -> int:
    """Count the keys of which some version was accepted, over all parcels.

    A parcel counts from the moment the client accepts it, also while its copies are being marked.  A
    copy that was accepted and later replaced by a newer version still counts, and the newer one does
    not count again; one that was rejected never counts.
    """
    decided = Parcel.objects.filter(
        delivery=delivery,
        number=OuterRef("parcel"),
        state__in=[Parcel.State.ACCEPTING, Parcel.State.ACCEPTED],
    )
    states = DeliveredResult.State
    accepted = Q(state__in=[states.DELIVERED, states.ACCEPTED])
    # Replacing leaves the moment of the decision, and of a rejection its reason.
    was_accepted = Q(state=states.REPLACED, decided_at__isnull=False, reason="")
    copies = DeliveredResult.objects.filter(Exists(decided), accepted | was_accepted, delivery=delivery)
    return copies.order_by().values("key").distinct().count()
