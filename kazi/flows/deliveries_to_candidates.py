"""How a provider delivered, as its clients decided, becomes its record in the formula."""

from __future__ import annotations

from collections import Counter

from kazi.deals.services.candidates import note_record, refresh
from kazi.hub.events import ProfilePublished
from kazi.hub.models import PublicProfile
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.work.events import ResultsAccepted, ResultsRejected
from kazi.work.models import Delivery, Parcel, Project


@on(ResultsAccepted)
def count_accepted(event: ResultsAccepted) -> None:
    _renew(event.delivery_id)


@on(ResultsRejected)
def count_rejected(event: ResultsRejected) -> None:
    _renew(event.delivery_id)


@on(ProfilePublished)
def count_for_a_new_candidate(event: ProfilePublished) -> None:
    profile = PublicProfile.objects.filter(pk=event.profile_id).first()
    if profile is not None:
        refresh(profile.provider_id)
        renew_record(profile.provider_id)


def renew_record(provider_id: int) -> None:
    """Count anew, from the copies that both sides share.

    Accepted at first delivery is the mean over decided parcels of the share not rejected; on time is
    the share of finished projects with a deadline whose last parcel came before it.
    """
    with acting_for(provider_id):
        deliveries = list(Delivery.objects.filter(owner_id=provider_id))
        decided = Parcel.objects.filter(delivery__in=deliveries, state=Parcel.State.ACCEPTED, count__gt=0)
        first = [1 - min(one.rejected, one.count) / one.count for one in decided]
        types = Counter(one.delivery.task_type for one in decided.select_related("delivery"))
        kept = [_in_time(one) for one in deliveries if one.deadline and one.state == Project.State.FINISHED]
        dates = [one for one in kept if one is not None]
    note_record(
        provider_id,
        on_time=(len(dates), sum(dates) / len(dates) if dates else 0.0),
        accepted=(len(first), sum(first) / len(first) if first else 0.0),
        types=types,
    )


def _renew(delivery_id: str) -> None:
    renew_record(Delivery.objects.get(pk=delivery_id).owner_id)


def _in_time(delivery: Delivery) -> bool | None:
    """Say whether the last parcel came in time; None when nothing was delivered."""
    last = delivery.parcel_set.exclude(delivered_at=None).order_by("-number").first()
    if last is None or last.delivered_at is None or delivery.deadline is None:
        return None
    return last.delivered_at <= delivery.deadline
