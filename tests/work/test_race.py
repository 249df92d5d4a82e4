"""Many workers at once; needs real transactions, so it is kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import close_old_connections, connection

from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer, Seat, Task
from kazi.work.services import claiming
from tests.makers import join, make_project, organisation


def at_once(org_id: int, calls: Sequence[Callable[[], object]]) -> list[object]:
    """Run the calls in eight threads, each with a connection of its own."""

    def run(call: Callable[[], object]) -> object:
        close_old_connections()
        try:
            with acting_for(org_id):
                return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_no_seat_is_given_twice() -> None:
    org = organisation()
    workers = [join(f"worker-{i}", org) for i in range(8)]
    project = make_project(org, tasks=3, method="double")
    found = at_once(org.pk, [partial(claiming.next_work, worker, project.pk) for worker in workers])
    assert sum(bool(seats) for seats in found) == 6
    with acting_for(org.pk):
        assert Seat.objects.count() == 6
        assert {task.open_seats for task in Task.objects.all()} == {0}


@pytest.mark.django_db(transaction=True)
def test_a_worker_who_taps_many_times_gets_one_seat() -> None:
    org = organisation()
    worker = join("wanjiku", org)
    project = make_project(org, tasks=8)
    at_once(org.pk, [lambda: claiming.next_work(worker, project.pk)] * 8)
    with acting_for(org.pk):
        assert Seat.objects.count() == 1
        assert sum(task.open_seats for task in Task.objects.all()) == 7


@pytest.mark.django_db(transaction=True)
def test_an_answer_sent_eight_times_at_once_is_stored_once() -> None:
    org = organisation()
    worker = join("wanjiku", org)
    project = make_project(org)
    with acting_for(org.pk):
        ((_facts, seat),) = claiming.next_work(worker, project.pk)

    def send() -> claiming.Saved:
        return claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"})

    saved = at_once(org.pk, [send] * 8)
    assert {one.is_new for one in saved if isinstance(one, claiming.Saved)} == {True, False}
    with acting_for(org.pk):
        assert Answer.objects.count() == 1
        assert Task.objects.get().done == 1
