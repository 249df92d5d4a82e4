"""The worker's task pages as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.files.links import opens
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer, Concern, Project, Seat, Task
from kazi.work.services import claiming, judging
from kazi.work.services.projects import NewTask, add_tasks
from tests.makers import join, log_in, make_project, organisation, work_off

FORM_FIELD = re.compile(r'<(?:input|textarea|select)[^>]*name="([^"]+)"')
RECEIPT = {"company": "KEDAI MAJU", "date": "05/08/2017", "total": "40", "address": "NO 12"}


def text(page: Any) -> str:
    return str(page.content.decode())


def hold(worker: Actor) -> Seat:
    """Return the seat that the worker's page shows."""
    claiming.next_work(worker)
    return Seat.objects.filter(state=Seat.State.OPEN).order_by("-pk")[0]


def path(seat: Seat, act: str = "") -> str:
    return f"/my/work/{seat.project_id}/{seat.pk}/{act}"


def send(client: Client, seat: Seat, **data: Any) -> HttpResponse:
    fields = {name.replace("__", "."): value for name, value in data.items()}
    return client.post(path(seat, "answer"), {"version": "1", "seconds": "", **fields})  # type: ignore[return-value]


def keyed_twice(org: Organisation, first: dict[str, Any], second: dict[str, Any], kind: str) -> Project:
    """Make a double-keyed project whose only task was answered by two people."""
    project = make_project(org, tasks=0, kind=kind, method="double")
    name = "page" if kind == "form-entry" else "image"
    add_tasks(project, [NewTask("one", {name: "one.jpg"})])
    forget_everything()
    for person, said in ((join("amina", org), first), (join("brian", org), second)):
        ((_project, seat),) = claiming.next_work(person, project.pk)
        claiming.submit_answer(person, project.pk, seat.seat_id, said)
    work_off()
    forget_everything()
    return project


def test_a_task_is_answered_without_javascript_and_leads_to_the_next(
    org: Organisation, worker: Actor, scope: None
) -> None:
    make_project(org, tasks=2)
    client = log_in(worker)
    page = client.get("/my/work/next")
    assert "TOTAL 1.00" in text(page)
    assert text(page).count("data-first-answer") == 1
    answered = send(client, hold(worker), a__kind="total")
    assert (answered.status_code, answered["Location"]) == (302, "/my/work/next")
    assert "TOTAL 2.00" in text(client.get("/my/work/next"))
    assert Answer.objects.get().value == {"kind": "total"}


def test_the_pages_script_is_told_where_to_go_on_instead_of_being_sent_there(
    worker: Actor, project: Project
) -> None:
    client = log_in(worker)
    data = {"a.kind": "total", "seconds": "0"}
    saved = client.post(path(hold(worker), "answer"), data, headers={"X-Kazi-Task": "1"})
    assert (saved.status_code, saved["X-Next"]) == (204, "/my/work/next")


def test_a_task_ahead_is_another_one_or_none(org: Organisation, worker: Actor, scope: None) -> None:
    make_project(org, tasks=2)
    client = log_in(worker)
    assert "TOTAL 1.00" in text(client.get("/my/work/next"))
    seat = hold(worker)
    assert "TOTAL 2.00" in text(client.get(f"/my/work/next?after={seat.pk}"))
    assert "TOTAL 1.00" in text(client.get("/my/work/next"))
    send(client, seat, a__kind="total")
    last = Seat.objects.get(state=Seat.State.OPEN)
    assert client.get(f"/my/work/next?after={last.pk}").status_code == 204


def test_the_time_the_page_measured_is_stored(worker: Actor, project: Project) -> None:
    seat = hold(worker)
    Seat.objects.update(leased_at=seat.leased_at.replace(year=2020))
    send(log_in(worker), seat, a__kind="total", seconds="17")
    assert Answer.objects.get().seconds == 17


def test_an_answer_sent_twice_is_stored_once(worker: Actor, project: Project) -> None:
    client, seat = log_in(worker), hold(worker)
    assert [send(client, seat, a__kind="total").status_code for _ in range(2)] == [302, 302]
    assert Answer.objects.count() == 1


def test_a_refused_answer_is_shown_at_its_field_and_what_was_typed_is_kept(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=0, kind="receipt-entry")
    add_tasks(project, [NewTask("one", {"image": "one.jpg"})])
    page = send(
        log_in(worker),
        hold(worker),
        a__company='Kedai "Maju" <b>',
        a__date="31/02/2017",
        a__total="",
        u__address="1",
    )
    assert page.status_code == 422
    assert 'value="Kedai &quot;Maju&quot; &lt;b&gt;"' in text(page)
    assert 'value="31/02/2017"' in text(page)
    assert re.search(r'name="u.address"\s+value="1"\s+checked', text(page))
    assert re.findall(r'<div id="(a-[a-z]+)-e">', text(page)) == ["a-date", "a-total"]
    assert not Answer.objects.exists()


def test_more_rows_of_a_table_can_be_had_without_losing_what_was_typed(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=0, kind="form-entry")
    add_tasks(project, [NewTask("one", {"page": "one.jpg"})])
    client, seat = log_in(worker), hold(worker)
    rows = {f"a__members__{n}__name": f"Child {n}" for n in range(3)}
    page = send(client, seat, more="1", a__name="Amina", **rows)
    assert page.status_code == 200
    assert {f"a.members.{n}.name" for n in range(6)} <= set(FORM_FIELD.findall(text(page)))
    assert 'value="Child 2"' in text(page)
    assert not Answer.objects.exists()


def test_the_third_person_sees_both_values_and_decides(org: Organisation, worker: Actor, scope: None) -> None:
    other = RECEIPT | {"company": "Kedai Maju", "date": "06/08/2017", "total": {"unreadable": True}}
    project = keyed_twice(org, RECEIPT, other, "receipt-entry")
    client = log_in(worker)
    page = client.get("/my/work/next")
    for shown in ("2017-08-05", "2017-08-06", "40.00", 'value="Kedai Maju"'):
        assert shown in text(page)
    assert "Amina" not in text(page)
    assert "Brian" not in text(page)
    assert re.search(r'name="p.date"\s+value="a"\s+data-first-answer', text(page))
    seat = hold(worker)
    agreed = {"a__company": "Kedai Maju", "a__address": "NO 12"}
    undecided = send(client, seat, p__date="b", **agreed)
    assert undecided.status_code == 422
    assert text(undecided).count("Choose A or B, or choose neither") == 1
    assert re.search(r'name="p.date"\s+value="b"\s+checked', text(undecided))
    assert send(client, seat, p__date="b", p__total="own", a__total="41", **agreed).status_code == 302
    work_off()
    result = Task.objects.get(project=project).result
    assert (result.value["date"], result.value["total"]) == ("2017-08-06", "41.00")
    assert result.method == "decided"


def test_a_picture_comes_by_a_link_that_is_good_for_this_worker_only(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=0, kind="image-choice", is_sensitive=True)
    file_id = "5b0b0b6e-8d3c-4c43-9d0e-0d7b3f0a8a11"
    add_tasks(project, [NewTask("one", {"image": "one.jpg"}, files={"image": file_id})])
    page = text(log_in(worker).get("/my/work/next"))
    light = re.search(rf'<img src="/files/{file_id}/\?t=([^"]+)"', page)
    assert light is not None
    assert opens(file_id, worker.person_id, light[1]) == "light"
    assert opens(file_id, worker.person_id + 1, light[1]) is None
    assert 'class="show"' in page  # Blurred until the worker wants to see it.


def test_a_task_that_was_sent_back_says_why(org: Organisation, worker: Actor, scope: None) -> None:
    project = make_project(org)
    client, seat = log_in(worker), hold(worker)
    send(client, seat, a__kind="other")
    judging.send_back(Task.objects.get(), seat, "It says TOTAL.\nPlease look again.", cause="review")
    work_off()
    page = text(client.get(path(seat)))
    assert "It says TOTAL." in page
    assert 'name="version" value="2"' in page
    again = client.post(path(seat, "answer"), {"version": "2", "a.kind": "total"})
    assert again.status_code == 302
    assert [answer.value["kind"] for answer in Answer.objects.order_by("version")] == ["other", "total"]
    assert project.pk == seat.project_id


def test_a_task_is_given_back_with_a_reason(worker: Actor, project: Project) -> None:
    client, seat = log_in(worker), hold(worker)
    assert client.post(path(seat, "skip"), {"reason": ""}).status_code == 422
    client.post(path(seat, "skip"), {"reason": "language", "text": "It is Malay"})
    seat.refresh_from_db()
    assert (seat.state, seat.reason) == ("skipped", "I do not know the language. It is Malay")
    assert "No task for you just now" in text(client.get("/my/work/next"))


def test_a_disturbing_task_leads_to_a_kind_word_and_help(worker: Actor, project: Project) -> None:
    client, seat = log_in(worker), hold(worker)
    page = client.post(path(seat, "flag"), {"kind": "disturbing"}, follow=True)
    assert "nobody will ask you why" in text(page)
    assert Concern.objects.get().kind == "disturbing"
    assert client.post(path(seat, "flag"), {"kind": "boring"}).status_code == 422


def test_a_question_keeps_the_task(worker: Actor, project: Project) -> None:
    client, seat = log_in(worker), hold(worker)
    page = client.post(path(seat, "ask"), {"text": "Is tax a total?"}, follow=True)
    assert "Your team lead has your question." in text(page)
    assert "TOTAL 1.00" in text(page)
    assert Concern.objects.get().text == "Is tax a total?"


def test_practice_shows_at_once_what_was_right(org: Organisation, worker: Actor, scope: None) -> None:
    practice = make_project(org, tasks=0, is_practice=True, overlap=1_000)
    rows = [NewTask(f"p{n}", {"text": "TOTAL 4"}, expected={"kind": "total"}) for n in range(2)]
    add_tasks(practice, rows)
    client = log_in(worker)
    assert "No task for you just now" in text(client.get("/my/work/next"))  # Chosen by hand only.
    page = client.get(f"/my/work/next?project={practice.pk}")
    assert "Practice" in text(page)
    wrong = client.post(path(hold(worker), "answer"), {"a.kind": "date", "version": "1"}, follow=True)
    assert "Not yet, and that is what practice is for" in text(wrong)
    assert re.search(r"Expected.*Total", text(wrong), re.DOTALL)
    client.get(f"/my/work/next?project={practice.pk}")
    right = client.post(path(hold(worker), "answer"), {"a.kind": "total", "version": "1"}, follow=True)
    assert "All right. Well done!" in text(right)


@pytest.mark.parametrize("act", ["", "answer", "skip", "flag", "ask", "feedback", "flagged"])
def test_anybody_elses_task_is_not_there(worker: Actor, project: Project, act: str) -> None:
    seat = hold(worker)
    org = organisation("Rival")
    for other in (join("amina", org), join("brian", organisation(), Role.MANAGER)):
        client = log_in(other)
        is_post = act in {"answer", "skip", "flag", "ask"}
        data = {"a.kind": "total", "reason": "other", "kind": "unclear", "text": "x"}
        page = client.post(path(seat, act), data) if is_post else client.get(path(seat, act))
        assert page.status_code == 404
    away = Client().get(path(seat, act)) if not is_post else Client().post(path(seat, act))
    assert (away.status_code, away["Location"].split("?")[0]) == (302, "/accounts/login/")
    with acting_for(project.org_id):
        assert not Answer.objects.exists()


def test_the_task_page_asks_little_of_the_database(
    org: Organisation, worker: Actor, scope: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_project(org, tasks=3)
    client = log_in(worker)
    client.get("/my/work/next")
    with django_assert_max_num_queries(5):  # Session, person, membership, seats; the rest is recalled.
        client.get("/my/work/next")
    seat = hold(worker)
    send(client, seat, a__kind="total")
    with django_assert_max_num_queries(12):  # And one more task is claimed.
        client.get("/my/work/next")
