"""Seats that nobody is at any more go back to the queue; rework finds its worker's free slot."""

from __future__ import annotations

from itertools import groupby

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kazi.kernel.literal import Literal
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Project, Seat, Task
from kazi.work.rules import MOST_AHEAD

AT_ONCE = 500
_HELD = [Literal(Seat.State.OPEN), Literal(Seat.State.REWORK)]  # As the index `seat_to_give_back` says.


def give_back_expired() -> int:
    """Free the seats whose lease has ended, of all organisations; return how many."""
    freed = 0
    while True:
        due = all_tenants(Seat).filter(state__in=_HELD, expires_at__lt=timezone.now())
        seats = list(due.order_by("org_id", "task_id")[:AT_ONCE])
        for org_id, group in groupby(seats, key=lambda seat: seat.org_id):
            with acting_for(org_id):
                freed += _give_back(list(group))
        if len(seats) < AT_ONCE:
            return freed


@transaction.atomic
def _give_back(seats: list[Seat]) -> int:
    freed = 0
    projects = set()
    for seat in seats:  # In the order of tasks, so that two reapers cannot deadlock.
        held = Seat.objects.filter(pk=seat.pk, state=seat.state, expires_at=seat.expires_at)
        if not held.update(state=Seat.State.EXPIRED):
            continue
        task = Task.objects.filter(pk=seat.task_id).exclude(state=Task.State.WITHDRAWN)
        task.update(open_seats=F("open_seats") + 1)
        task.filter(state=Task.State.REWORK).update(state=Task.State.OPEN)
        projects.add(seat.project_id)
        freed += 1
    Project.objects.filter(pk__in=projects).update(queue_changed_at=timezone.now())
    return freed


def hand_out_rework() -> int:
    """Open seats that were sent back as soon as their worker has a free slot; return how many."""
    opened = 0
    held = all_tenants(Seat).filter(state__in=_HELD)
    waiting = held.filter(state=Seat.State.REWORK).order_by("expires_at")
    for seat in list(waiting[:AT_ONCE]):
        with acting_for(seat.org_id):
            opened += _open_rework(seat)
    return opened


def _open_rework(seat: Seat) -> bool:
    held = Seat.objects.filter(worker_id=seat.worker_id, state=Seat.State.OPEN)
    taken = set(held.values_list("slot", flat=True))
    free = [slot for slot in range(MOST_AHEAD) if slot not in taken]
    if not free:
        return False
    try:
        with transaction.atomic():
            waiting = Seat.objects.filter(pk=seat.pk, state=Seat.State.REWORK)
            return bool(waiting.update(state=Seat.State.OPEN, slot=free[-1]))
    except IntegrityError:  # The worker took the slot at this moment; next time.
        return False
