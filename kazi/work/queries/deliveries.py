"""What the two sides of a delivery see of it: windows, parcels and copies.  Shared rows only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.consensus import wilson
from kazi.kernel.recall import Recall
from kazi.kinds.rules import ShownField, TaskType, read_task_type, shown_answer
from kazi.work.models import DeliveredResult, Delivery, Parcel, Project

ON_PAGE = 50
AT_ONCE = 2_000

type_as_written: Recall[str, TaskType] = Recall(read_task_type, seconds=3600, most=200)
"""The task type of a delivery, from its own copy of the YAML."""


@dataclass(frozen=True, slots=True)
class Window:
    """One delivery in a list: how far it is and what waits for somebody.

    `waiting` counts results in parcels that the client has neither accepted nor rejected,
    `rejected` those that the provider still has to do again.
    """

    delivery: Delivery
    waiting: int
    rejected: int

    @property
    def percent(self) -> int:
        """Settled tasks of 100, rounded down, so that 100 means all."""
        return self.delivery.settled * 100 // self.delivery.tasks if self.delivery.tasks else 0

    @property
    def quality(self) -> Quality:
        return quality_of(self.delivery)


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the results are, as far as anybody has looked; percentages 0 to 100 or None.

    `right_low` and `right_high` are the 95 % interval (Wilson) of the share that reviewers found right.
    """

    agreement: int | None
    reviewed: int
    right: int | None
    right_low: int | None
    right_high: int | None


@dataclass(frozen=True, slots=True)
class Copies:
    """A page of copies in the order of their keys; `after` continues it, None at the end."""

    copies: list[DeliveredResult]
    after: int | None


def quality_of(delivery: Delivery) -> Quality:
    """Return a delivery's figures of quality, ready to be said."""
    agreement = None if delivery.agreement is None else round(delivery.agreement * 100)
    n, right = delivery.reviewed, delivery.reviewed_right
    if not n:
        return Quality(agreement, 0, None, None, None)
    low, high = wilson(right, n)
    return Quality(agreement, n, round(right * 100 / n), round(low * 100), round(high * 100))


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """Return the deliveries of the actor's side, unfinished projects first, then the newest."""
    if actor.role == Role.CLIENT:
        mine = Delivery.objects.filter(shared_with_id=actor.org_id)
    elif actor.role == Role.MANAGER:
        mine = Delivery.objects.filter(owner_id=actor.org_id)
    else:
        return Delivery.objects.none()
    return (
        mine.order_by(Case(When(state=Project.State.FINISHED, then=1), default=0), "-pk")
        .select_related("shared_with")
        .defer("type_source")
    )


def windows_of(actor: Actor, skip: int = 0, most: int = ON_PAGE) -> list[Window]:
    """Return what the home lists from place `skip` on, what waits first; three questions."""
    found = list(deliveries_of(actor)[skip : skip + most])
    waiting = _by_delivery(
        Parcel.objects.filter(delivery__in=found, state=Parcel.State.WAITING),
        Sum(F("count") - F("rejected")),
    )
    rejected = _by_delivery(
        DeliveredResult.objects.filter(delivery__in=found, state=DeliveredResult.State.REJECTED), Count("pk")
    )
    windows = [Window(one, waiting.get(one.pk, 0), rejected.get(one.pk, 0)) for one in found]
    return sorted(windows, key=lambda window: not window.waiting)


def window_of(delivery: Delivery) -> Window:
    """Return one delivery with what waits for somebody."""
    waiting = Parcel.objects.filter(delivery=delivery, state=Parcel.State.WAITING)
    left = waiting.aggregate(n=Sum(F("count") - F("rejected")))["n"]
    rejected = DeliveredResult.objects.filter(delivery=delivery, state=DeliveredResult.State.REJECTED)
    return Window(delivery, left or 0, rejected.count())


def parcels_of(delivery: Delivery) -> QuerySet[Parcel]:
    """Return the complete parcels of a delivery, newest first."""
    return Parcel.objects.filter(delivery=delivery).exclude(state=Parcel.State.FILLING)


def copies_of(
    delivery: Delivery, *, state: str = "", parcel: int | None = None, key: str = ""
) -> QuerySet[DeliveredResult]:
    """Return copies in the order of their keys: those that hold now, or those in `state`.

    `key` keeps the keys that begin with it.  Copies of a parcel that is still being filled are
    not there yet.
    """
    copies = DeliveredResult.objects.filter(delivery=delivery, parcel__lte=delivery.parcels)
    holds_now = ~Q(state=DeliveredResult.State.REPLACED)
    copies = copies.filter(Q(state=state) if state else holds_now)
    if parcel is not None:
        copies = copies.filter(parcel=parcel)
    if key:
        # The first condition lets the index begin in the right place, the second decides.
        copies = copies.filter(key__gte=key, key__startswith=key)
    return copies.order_by("key", "version")


def page_of(
    copies: QuerySet[DeliveredResult], delivery: Delivery, after: int | None = None, most: int = ON_PAGE
) -> Copies:
    """Return the page that follows the copy with the id `after`; the first one without it."""
    if after is not None:
        copies = _following(copies, DeliveredResult.objects.filter(delivery=delivery, pk=after).first())
    found = list(copies[: most + 1])
    return Copies(found[:most], found[most - 1].pk if len(found) > most else None)


def each_of(copies: QuerySet[DeliveredResult]) -> Iterator[DeliveredResult]:
    """Yield all copies, asked for page by page: memory stays flat, and no transaction is held open."""
    last: DeliveredResult | None = None
    while True:
        page = list(_following(copies, last)[:AT_ONCE])
        yield from page
        if len(page) < AT_ONCE:
            return
        last = page[-1]


def shown(delivery: Delivery, copy: DeliveredResult) -> tuple[ShownField, ...]:
    """Return the answer of a copy in words."""
    return shown_answer(type_as_written(delivery.type_source), copy.value)


def _following(copies: QuerySet[DeliveredResult], last: DeliveredResult | None) -> QuerySet[DeliveredResult]:
    if last is None:
        return copies
    return copies.filter(key__gte=last.key).filter(Q(key__gt=last.key) | Q(version__gt=last.version))


def _by_delivery(rows: QuerySet[Any], total: Sum | Count) -> dict[int, int]:
    return dict(rows.order_by().values_list("delivery_id").annotate(total=total))
