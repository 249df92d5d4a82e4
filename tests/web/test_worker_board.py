from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.quality.queries import accuracy_of
from kazi.work.models import Answer, Concern, Task
from kazi.work.services import claiming, judging
from kazi.workforce.models import Worker
from tests.makers import join, log_in, make_project, organisation, work_off


def text_of(actor: Actor) -> str:
    page = log_in(actor).get("/my/work")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def do(actor: Actor, kind: str, seconds: int = 0) -> None:
    ((project, seat),) = claiming.next_work(actor)
    claiming.submit_answer(actor, project.id, seat.seat_id, {"kind": kind}, seconds=seconds)


def test_the_board_says_what_was_done_and_earned_today(org: Organisation, worker: Actor, scope: None) -> None:
    make_project(org, tasks=3, rate_per_task=Decimal("1.255"), currency="KES")
    do(worker, "total")
    do(worker, "total")
    Answer.objects.update(seconds=2_000)
    said = text_of(worker)
    assert "Tasks done 2" in said
    assert "Time at tasks 1 h 6 min" in said
    assert "KES2.51" in said
    Answer.objects.update(submitted_at=timezone.now() - timedelta(days=2))
    assert "Tasks done 0" in text_of(worker)


def test_a_day_begins_at_midnight_of_the_place(org: Organisation, worker: Actor, scope: None) -> None:
    make_project(org)
    do(worker, "total")
    Organisation.objects.update(timezone="Pacific/Kiritimati")  # UTC+14
    here = timezone.now() + timedelta(hours=14)
    since_midnight = timedelta(hours=here.hour, minutes=here.minute, seconds=here.second)
    Answer.objects.update(submitted_at=timezone.now() - since_midnight + timedelta(minutes=-1))
    assert "Tasks done 0" in text_of(worker)


def test_accuracy_is_said_with_its_range_and_only_when_something_was_compared(
    org: Organisation, worker: Actor, scope: None
) -> None:
    make_project(org, tasks=4, method="vote")
    assert "Nothing to say yet" in text_of(worker)
    for who, kind in ((worker, "date"), (join("amina", org), "total"), (join("brian", org), "total")):
        do(who, kind)
        do(who, "total")
    work_off()
    said = text_of(worker)
    assert "50 % very likely between 12 % and 88 %" in said
    assert "1 of 2 fields were as in the final result." in said
    me = Worker.objects.get(membership_id=worker.membership_id)
    assert accuracy_of(me.pk, since=timezone.now()) is None


def test_what_was_sent_back_stands_on_the_board(worker: Actor, project: object, scope: None) -> None:
    do(worker, "other")
    task = Task.objects.get()
    judging.send_back(task, task.seats.get(), "It says TOTAL.", cause="review")
    assert "It says TOTAL." in text_of(worker)


def test_a_reply_stays_until_it_is_read(worker: Actor, project: object, scope: None) -> None:
    ((held, seat),) = claiming.next_work(worker)
    concern = claiming.ask(worker, held.id, seat.seat_id, "Is tax a total?")
    assert "Waiting for your team lead" in text_of(worker)
    Concern.objects.update(reply="No, it is something else.", closed_at=timezone.now())
    assert "No, it is something else." in text_of(worker)
    stranger = log_in(join("amina", organisation()))
    assert stranger.post(f"/my/work/replies/{concern.pk}/read").status_code == 404
    log_in(worker).post(f"/my/work/replies/{concern.pk}/read")
    assert "No, it is something else." not in text_of(worker)


def test_practice_can_be_chosen_and_is_not_counted(org: Organisation, worker: Actor, scope: None) -> None:
    practice = make_project(org, tasks=2, is_practice=True, overlap=1_000, name="Practise lines")
    page = log_in(worker).get("/my/work").content.decode()
    assert f"/my/work/next?project={practice.pk}" in page
    ((held, seat),) = claiming.next_work(worker, practice.pk)
    claiming.submit_answer(worker, held.id, seat.seat_id, {"kind": "total"})
    said = text_of(worker)
    assert "1 of 2 done" in said
    assert "Tasks done 0" in said


@pytest.mark.parametrize(
    ("role", "first"), [(Role.WORKER, "/my/work"), (Role.LEAD, "/team/"), (Role.MANAGER, "/manage/")]
)
def test_sign_in_leads_to_the_first_page_of_the_role(org: Organisation, role: Role, first: str) -> None:
    assert log_in(join("amina", org, role)).get("/my/")["Location"] == first


def test_who_does_not_work_here_has_no_board(manager: Actor) -> None:
    assert log_in(manager).get("/my/work").status_code == 404


def test_the_board_asks_little_of_the_database(
    org: Organisation, worker: Actor, scope: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_project(org, tasks=3, is_practice=True, overlap=1_000)
    make_project(org, tasks=3)
    do(worker, "total")
    client = log_in(worker)
    client.get("/my/work")
    with django_assert_max_num_queries(10):
        client.get("/my/work")
