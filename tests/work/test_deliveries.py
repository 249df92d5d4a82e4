from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.work import access
from kazi.work.models import DeliveredResult, Delivery, Pace, Parcel, Project, Result, Seat, Task
from kazi.work.rules import quarter_of
from kazi.work.services import claiming, deliveries, judging, windows
from kazi.work.services.projects import NewTask, add_tasks, change_state
from kazi.workforce.models import Worker
from tests.makers import answer_all, client_of, join, log_in, make_project, organisation, work_off

State = DeliveredResult.State


@pytest.fixture
def client_side(db: None) -> tuple[Organisation, Actor]:
    return client_of()


@pytest.fixture
def buyer(client_side: tuple[Organisation, Actor]) -> Actor:
    return client_side[1]


@pytest.fixture
def done(org: Organisation, scope: None, worker: Actor, client_side: tuple[Organisation, Actor]) -> Project:
    """Three tasks, all of them settled, none delivered."""
    project = make_project(org, tasks=3, client=client_side[0])
    answer_all(worker, project)
    work_off()
    return project


def window_of(project: Project) -> Delivery:
    return Delivery.objects.get(project_ref=project.pk)


def states(delivery: Delivery) -> dict[tuple[str, int], str]:
    copies = DeliveredResult.objects.filter(delivery=delivery)
    return {(copy.key, copy.version): copy.state for copy in copies}


def told(event: str) -> int:
    return Entry._base_manager.filter(event=event).count()


def test_all_settled_results_are_copied_for_the_client_and_twice_is_once(
    manager: Actor, done: Project
) -> None:
    first = deliveries.deliver(manager, done)
    again = deliveries.deliver(manager, done)
    assert (first, first.number, first.count, first.state) == (again, 1, 3, Parcel.State.WAITING)
    assert states(window_of(done)) == {(f"line-{n}", 1): State.DELIVERED for n in (1, 2, 3)}
    copy = DeliveredResult.objects.get(key="line-2")
    assert (copy.inputs, copy.value) == ({"text": "TOTAL 2.00"}, {"kind": "total"})
    assert copy.by.startswith("w-")
    assert told("work.results_delivered") == 1
    assert deliveries.undelivered(done) == 0


def test_what_is_settled_later_goes_with_the_next_parcel(
    manager: Actor, worker: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    add_tasks(done, [NewTask("line-4", {"text": "Nairobi"})])
    answer_all(worker, done, "address")
    work_off()
    second = deliveries.deliver(manager, done)
    assert (second.number, second.count) == (2, 1)
    assert window_of(done).parcels == 2


def test_a_parcel_larger_than_a_request_is_filled_by_the_background_worker(
    manager: Actor, done: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "AT_ONCE", 1)
    monkeypatch.setattr(deliveries, "CHUNKS_IN_REQUEST", 2)
    begun = deliveries.deliver(manager, done)
    assert (begun.state, begun.count, window_of(done).parcels) == (Parcel.State.FILLING, 2, 0)
    deliveries.carry_on()
    begun.refresh_from_db()
    assert (begun.state, begun.count, window_of(done).parcels) == (Parcel.State.WAITING, 3, 1)
    assert told("work.results_delivered") == 1


def test_a_large_parcel_is_accepted_in_chunks_too(
    manager: Actor, buyer: Actor, done: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliveries.deliver(manager, done)
    monkeypatch.setattr(deliveries, "AT_ONCE", 1)
    monkeypatch.setattr(deliveries, "CHUNKS_IN_REQUEST", 1)
    with acting_for(buyer.org_id):
        delivery = access.delivery_of(buyer, window_of(done).pk)
        assert deliveries.accept(buyer, delivery, 1).state == Parcel.State.ACCEPTING
        with pytest.raises(Conflict):  # Accepted is accepted, whether its row says so yet or not.
            deliveries.reject(buyer, delivery, ["line-3"], "Too late.")
    deliveries.carry_on()
    assert set(states(delivery).values()) == {State.ACCEPTED}


def test_the_client_accepts_a_parcel_once_and_the_rejected_stay_rejected(
    manager: Actor, buyer: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    with acting_for(buyer.org_id):
        delivery = access.delivery_of(buyer, window_of(done).pk)
        deliveries.reject(buyer, delivery, ["line-1"], "This is an address.")
        parcel = deliveries.accept(buyer, delivery, 1)
        assert deliveries.accept(buyer, delivery, 1) == parcel
        assert told("work.results_accepted") == 1
        with pytest.raises(NotFound):
            deliveries.accept(buyer, delivery, 2)
    assert (parcel.state, parcel.rejected) == (Parcel.State.ACCEPTED, 1)
    assert sorted(states(delivery).values()) == [State.ACCEPTED, State.ACCEPTED, State.REJECTED]


def test_a_rejected_result_is_done_again_by_the_same_person_and_replaces_the_first(
    manager: Actor, worker: Actor, buyer: Actor, lead: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    with acting_for(buyer.org_id):
        delivery = access.delivery_of(buyer, window_of(done).pk)
        assert deliveries.reject(buyer, delivery, ["line-2"], "This is an address.") == 1
        assert deliveries.reject(buyer, delivery, ["line-2"], "Again.") == 0
    work_off()
    seat = Seat.objects.get(task__key="line-2")
    assert (seat.version, seat.reason) == (2, "This is an address.")
    assert Entry.objects.get(event="work.sent_back").data["cause"] == "client"
    work_off()  # Hearing of it twice sends nothing back twice.
    assert Entry.objects.filter(event="work.sent_back").count() == 1

    assert answer_all(worker, done, "address") == 1
    work_off()
    task = Task.objects.get(key="line-2")
    assert task.state == Task.State.REVIEW  # What was redone is looked at before it goes out.
    judging.decide_review(lead, task.reviews.get(), "accept")
    second = deliveries.deliver(manager, done)
    assert (second.number, second.count) == (2, 1)
    assert states(delivery)["line-2", 1] == State.REPLACED
    copy = DeliveredResult.objects.get(key="line-2", version=2)
    assert (copy.parcel, copy.state, copy.value) == (2, State.DELIVERED, {"kind": "address"})
    assert DeliveredResult.objects.get(key="line-2", version=1).reason == "This is an address."


def test_of_two_keyers_the_last_is_asked_again_and_a_third_decides_if_they_now_differ(
    org: Organisation, scope: None, manager: Actor, client_side: tuple[Organisation, Actor]
) -> None:
    buyer_org, buyer = client_side
    project = make_project(org, tasks=1, method="double", client=buyer_org)
    first, second = join("wambui", org), join("atieno", org)
    for keyer in (first, second):
        answer_all(keyer, project)
    work_off()
    deliveries.deliver(manager, project)
    with acting_for(buyer_org.pk):
        deliveries.reject(buyer, window_of(project), ["line-1"], "Wrong kind.")
    work_off()
    work_off()
    assert Seat.objects.get(version=2).worker.membership_id == second.membership_id
    answer_all(second, project, "other")
    work_off()
    assert Task.objects.get().stage == Task.Stage.DECIDE


def test_when_the_time_for_rework_runs_out_the_old_answer_does_not_count_any_more(
    org: Organisation, scope: None, manager: Actor, client_side: tuple[Organisation, Actor]
) -> None:
    buyer_org, buyer = client_side
    project = make_project(org, tasks=1, method="double", client=buyer_org, rework_hours=1)
    for name in ("wambui", "atieno"):
        answer_all(join(name, org), project)
    work_off()
    deliveries.deliver(manager, project)
    with acting_for(buyer_org.pk):
        deliveries.reject(buyer, window_of(project), ["line-1"], "Wrong kind.")
    work_off()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        forget_everything()
        work_off()
        assert answer_all(join("moraa", org), project, "other") == 1
        work_off()
    assert Task.objects.get().stage == Task.Stage.DECIDE


def test_a_rejection_needs_a_reason_known_keys_and_the_client(
    manager: Actor, buyer: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    delivery = window_of(done)
    with pytest.raises(Forbidden):
        deliveries.reject(manager, delivery, ["line-1"], "Mine.")
    with pytest.raises(Forbidden):
        deliveries.accept(manager, delivery, 1)
    with acting_for(buyer.org_id):
        for keys, reason in (([], "Bad."), (["line-1"], "  "), (["line-1", "nowhere"], "Bad.")):
            with pytest.raises(Refused):
                deliveries.reject(buyer, delivery, keys, reason)
        with pytest.raises(Refused, match="nowhere"):
            deliveries.reject(buyer, delivery, ["line-1", "nowhere"], "Bad.")
    assert set(states(delivery).values()) == {State.DELIVERED}


def test_a_delivery_is_found_by_its_two_sides_only(manager: Actor, buyer: Actor, done: Project) -> None:
    deliveries.deliver(manager, done)
    delivery = window_of(done)
    assert access.delivery_of(manager, delivery.pk) == delivery
    with acting_for(buyer.org_id):
        assert access.delivery_of(buyer, delivery.pk) == delivery
    rival = client_of("Rival Foods")[1]
    other = join("mwangi", organisation("Rival Data"), Role.MANAGER)
    inside = join("kamau", Organisation.objects.get(pk=manager.org_id))
    for stranger in (rival, other, inside):
        with acting_for(stranger.org_id), pytest.raises(NotFound):
            access.delivery_of(stranger, delivery.pk)


def test_the_client_reads_shared_rows_and_none_of_the_providers(
    manager: Actor, buyer: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    pk = window_of(done).pk
    with acting_for(buyer.org_id):
        with CaptureQueriesContext(connection) as asked:
            delivery = access.delivery_of(buyer, pk)
            deliveries.reject(buyer, delivery, ["line-1"], "Wrong.")
            deliveries.accept(buyer, delivery, 1)
        assert not Project.objects.exists()
        assert not Result.objects.exists()
    tables = {name for query in asked for name in re.findall(r"\bwork_[a-z]+\b", query["sql"])}
    assert tables == {"work_delivery", "work_parcel", "work_deliveredresult"}


def test_a_project_without_a_client_or_without_results_delivers_nothing(
    org: Organisation, scope: None, manager: Actor, client_side: tuple[Organisation, Actor]
) -> None:
    with pytest.raises(Refused, match="no client"):
        deliveries.deliver(manager, make_project(org))
    with pytest.raises(Refused, match="No result"):
        deliveries.deliver(manager, make_project(org, client=client_side[0]))


def test_copies_stay_with_the_client_that_got_them(manager: Actor, done: Project) -> None:
    deliveries.deliver(manager, done)
    done.client = client_of("Rival Foods")[0]
    done.save()
    with pytest.raises(Conflict):
        deliveries.deliver(manager, done)
    assert window_of(done).shared_with_id != done.client_id


def test_the_window_shows_progress_and_quality_and_follows_changes(
    org: Organisation, scope: None, worker: Actor, lead: Actor, manager: Actor,
    client_side: tuple[Organisation, Actor],
) -> None:  # fmt: skip
    project = make_project(org, tasks=4, client=client_side[0], review_percent=100)
    work_off()
    window = window_of(project)
    assert (window.tasks, window.settled, window.state) == (4, 0, "open")
    answer_all(worker, project)
    work_off()
    for n, task in enumerate(Task.objects.order_by("pk")[:3]):
        verdict, value = ("correct", {"kind": "other"}) if n == 0 else ("accept", None)
        judging.decide_review(lead, task.reviews.get(), verdict, value=value)
    work_off()
    window.refresh_from_db()
    assert (window.settled, window.reviewed, window.reviewed_right) == (3, 3, 2)
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        windows.refresh_changed()  # What was settled in the last minute is looked at once more.
        assert windows.refresh_changed() == 0  # Nothing happened since.
        change_state(manager, project, "finished")
        assert windows.refresh_changed() == 1
    window.refresh_from_db()
    assert window.state == "finished"


def test_the_window_says_between_which_days_the_rest_is_expected(
    org: Organisation, scope: None, worker: Actor, client_side: tuple[Organisation, Actor]
) -> None:
    project = make_project(org, tasks=40, client=client_side[0])
    at_work = Worker.objects.get(membership_id=worker.membership_id)
    for days, answers in enumerate((8, 11, 10, 9), start=1):
        at = quarter_of(timezone.now() - timedelta(days=days))
        Pace.objects.create(project=project, worker=at_work, at=at, answers=answers, seconds=600)
    window = windows.refresh(project)
    assert window is not None
    assert window.eta_from is not None
    assert window.eta_to is not None
    assert timezone.now() < window.eta_from < window.eta_to < timezone.now() + timedelta(days=14)


def test_the_window_names_days_also_while_only_hours_are_known(
    org: Organisation, scope: None, worker: Actor, client_side: tuple[Organisation, Actor]
) -> None:
    project = make_project(org, tasks=200, client=client_side[0])
    at_work = Worker.objects.get(membership_id=worker.membership_id)
    for hours, answers in enumerate((12, 9, 11, 10, 8), start=1):
        at = quarter_of(timezone.now() - timedelta(hours=hours))
        Pace.objects.create(project=project, worker=at_work, at=at, answers=answers, seconds=600)
    window = windows.refresh(project)
    assert window is not None
    assert window.eta_from is not None
    assert window.eta_to is not None
    hours_left = timedelta(hours=200 / 10)  # At ten an hour.
    assert window.eta_from - timezone.now() < hours_left < window.eta_to - timezone.now()
    assert window.eta_to < timezone.now() + timedelta(days=21)


def test_a_draft_and_a_practice_project_have_no_window(
    org: Organisation, scope: None, client_side: tuple[Organisation, Actor]
) -> None:
    make_project(org, client=client_side[0], state="draft")
    make_project(org, client=client_side[0], is_practice=True)
    work_off()
    assert not Delivery.objects.exists()


def test_the_worker_reads_the_clients_reason_beside_the_task(
    worker: Actor, manager: Actor, buyer: Actor, done: Project
) -> None:
    deliveries.deliver(manager, done)
    with acting_for(buyer.org_id):
        deliveries.reject(buyer, window_of(done), ["line-1"], "Wrong.")
    work_off()
    work_off()  # The flow sends it back, then the seat is opened.
    ((_facts, seat),) = claiming.next_work(worker, done.pk)
    assert (seat.version, seat.comment) == (2, "Wrong.")


def test_the_page_of_a_project_delivers_what_is_settled_and_says_how_much(
    done: Project, org: Organisation
) -> None:
    manager, lead = join("achieng", org, Role.MANAGER), join("otieno", org, Role.LEAD)
    page, address = log_in(manager), f"/projects/{done.pk}/"
    forget_everything()
    before = page.get(address).content.decode()
    assert "Deliver 3 results" in before
    assert "the tasks came another way" in before  # Not "Nothing has been sent yet".
    assert f"{address}deliver" not in log_in(lead).get(address).content.decode()
    with_client = page.post(f"{address}deliver", follow=True)
    assert "Parcel 1 with 3 results is with the client." in with_client.content.decode()
    after = page.get(address).content.decode()
    assert "All settled results are with Duka Foods." in after
    assert f"{address}deliver" not in after


def test_the_providers_side_of_a_delivery_offers_to_deliver_only_what_is_new(
    done: Project, org: Organisation, buyer: Actor
) -> None:
    manager = join("achieng", org, Role.MANAGER)
    windows.refresh(done)
    address = f"/deliveries/{window_of(done).pk}/"
    assert "Deliver 3 results" in log_in(manager).get(address).content.decode()
    assert "Deliver 3 results" not in log_in(buyer).get(address).content.decode()
    deliveries.deliver(manager, done)
    assert ">Deliver " not in log_in(manager).get(address).content.decode()
