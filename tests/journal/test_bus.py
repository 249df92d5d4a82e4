from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kazi.accounts.models import Organisation
from kazi.journal import bus
from kazi.journal.bus import LOST_AFTER, Event, on, put_back_lost, record
from kazi.journal.models import Entry
from kazi.journal.working import run_one_task
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.makers import organisation


@dataclass(frozen=True, slots=True)
class Rang(Event):
    name = "tests.rang"
    bell: str


class PowerCut(Exception):
    pass


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What a listener heard; it breaks when the bell is cracked."""
    bells: list[str] = []

    @on(Rang)
    def listen(event: Rang) -> None:
        Organisation.objects.create(name=event.bell, slug=event.bell)
        if event.bell == "cracked":
            raise OSError("down")
        bells.append(event.bell)

    yield bells
    bus._listeners.pop(Rang.name)
    bus._events.pop(Rang.name)


def run_tasks() -> None:
    while run_one_task("tests"):
        pass


def test_a_change_that_is_rolled_back_tells_nobody(scope: None, heard: list[str]) -> None:
    @transaction.atomic
    def ring_and_lose_power() -> None:
        record(Rang(bell="noon"))
        assert (Entry.objects.count(), DBTaskResult.objects.count()) == (1, 1)
        raise PowerCut

    with pytest.raises(PowerCut):
        ring_and_lose_power()
    assert (Entry.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_a_fact_is_heard_once(scope: None, heard: list[str]) -> None:
    record(Rang(bell="noon"))
    run_tasks()
    run_tasks()
    assert heard == ["noon"]


@pytest.mark.django_db(transaction=True)
def test_no_worker_sees_a_task_before_its_change_is_saved(heard: list[str]) -> None:
    """Real transactions and a second connection, on whichever database runs the tests."""
    org = organisation()

    def seen_by_another() -> int:
        try:
            return all_tenants(Entry).count() + DBTaskResult.objects.count()
        finally:
            connection.close()

    with acting_for(org.pk), ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record(Rang(bell="noon"))
            assert pool.submit(seen_by_another).result() == 0
        assert pool.submit(seen_by_another).result() == 2


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        record(Rang(bell="noon"))


def test_an_entry_is_never_changed(scope: None) -> None:
    entry = record(Rang(bell="noon"))
    entry.event = "something.else"
    with pytest.raises(RuntimeError):
        entry.save()


def test_a_listener_that_fails_leaves_no_trace_and_is_tried_again(scope: None, heard: list[str]) -> None:
    record(Rang(bell="cracked"))
    run_tasks()
    assert not Organisation.objects.filter(slug="cracked").exists()
    assert "down" in DBTaskResult.objects.failed().get().traceback
    again = DBTaskResult.objects.filter(status="READY").get()
    assert again.args_kwargs["args"][-1] == 2
    run_tasks()
    assert DBTaskResult.objects.failed().count() == 1  # The second attempt is not due yet.


def test_the_task_of_a_worker_that_died_is_run_by_another(scope: None, heard: list[str]) -> None:
    record(Rang(bell="noon"))
    DBTaskResult.objects.get().claim("a worker that is killed now")
    assert put_back_lost() == 0  # It may still be alive.
    run_tasks()
    assert heard == []
    with time_machine.travel(timezone.now() + LOST_AFTER * 2):
        assert put_back_lost() == 1
        run_tasks()
    assert heard == ["noon"]
