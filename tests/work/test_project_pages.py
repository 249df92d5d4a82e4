"""What a manager does with projects through the pages, and what others are refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict
from kazi.kernel.recall import forget_everything
from kazi.skills.models import Skill
from kazi.work.models import Batch, Concern, Project, RefusedRow, Seat, Task
from kazi.work.services import claiming, reaping
from kazi.work.services.counting import count_answers
from kazi.work.services.projects import change_plan
from kazi.workforce.models import Team, Worker
from tests.makers import join, log_in, make_project, organisation, work_off

pytestmark = pytest.mark.usefixtures("scope")
OWN_TYPE = """\
name: colours
title: Which colour is it?
kind: choice
expected_seconds: 5
inputs:
  - {name: text, type: text, label: The text}
answers:
  - {name: colour, type: choice, label: Colour, options: [red, green]}
instructions: Choose the colour.
"""


def said(**more: Any) -> dict[str, Any]:
    """Return a filled form of a new project, as a browser sends it."""
    form = {
        "name": "Receipts of May",
        "task_type": "ready:receipt-entry",
        "method": "double",
        "overlap": "1",
        "priority": "7",
        "deadline": "2030-05-01T17:00",
        "rate_per_task": "0.035",
        "lease_minutes": "20",
        "rework_hours": "24",
        "review_percent": "10",
        "review_first": "5",
        "client_name": "",
        "note": "",
    }
    return form | more


@pytest.fixture
def client(manager: Actor) -> Client:
    return log_in(manager)


def test_a_manager_makes_a_project_opens_pauses_and_finishes_it(client: Client, org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(timezone="Africa/Nairobi", currency="KES")
    forget_everything()
    shop = organisation("Bright Retail", Organisation.Kind.CLIENT)
    response = client.post("/projects/new/", said(client_name=shop.slug))
    project = Project.objects.get()
    assert response.headers["Location"] == f"/projects/{project.pk}/"
    assert (project.state, project.method, project.overlap, project.client) == ("draft", "double", 2, shop)
    assert (project.currency, str(project.rate_per_task)) == ("KES", "0.035000")
    assert project.deadline is not None
    assert project.deadline.isoformat() == "2030-05-01T14:00:00+00:00"  # 17:00 in Nairobi.
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert "1 May 2030, 17:00" in page
    assert "Bright Retail" in page
    for state in ("open", "paused", "open", "finished"):
        client.post(f"/projects/{project.pk}/state", {"state": state})
        assert Project.objects.get().state == state
    assert Entry.objects.filter(event="work.project_changed").count() == 4


def test_what_is_wrong_in_ones_own_task_type_is_said_line_by_line(client: Client) -> None:
    wrong = OWN_TYPE.replace("type: choice, label: Colour", "type: colour, label: Colour")
    response = client.post("/projects/new/", said(task_type="own", own_source=wrong))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Line 8" in page
    assert "Receipts of May" in page  # What was typed is still there.
    assert not Project.objects.exists()


def test_ones_own_task_type_is_taken_from_a_file(client: Client) -> None:
    upload = SimpleUploadedFile("colours.yaml", OWN_TYPE.encode())
    client.post("/projects/new/", said(task_type="own", own_file=upload, method="vote", overlap="3"))
    project = Project.objects.select_related("task_type").get()
    assert (project.task_type.name, project.overlap) == ("colours", 3)
    again = client.get("/projects/new/").content.decode()
    assert "Which colour is it? (colours v1)" in again


def test_a_form_with_faults_says_each_and_makes_nothing(client: Client) -> None:
    response = client.post("/projects/new/", said(name="", priority="99", client_name="nobody"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "There is no client with this short name." in page
    assert page.count('class="error"') == 3
    assert not Project.objects.exists()


def test_the_plan_can_be_changed_but_not_its_method_once_there_are_tasks(
    client: Client, manager: Actor
) -> None:
    project = make_project(Organisation.objects.get(), tasks=2)
    skill = Skill.objects.create(code="khmer", name="Khmer")
    plan = said(name="Lines", method="vote", priority="2", requires=[skill.pk])
    client.post(f"/projects/{project.pk}/plan", plan)
    project.refresh_from_db()
    assert (project.name, project.priority, project.method) == ("Lines", 2, "single")
    assert list(project.requires.all()) == [skill]
    entry = Entry.objects.get(event="work.project_planned")
    assert "priority" in entry.data["changed"]
    client.post(f"/projects/{project.pk}/plan", plan)  # Twice is once.
    assert Entry.objects.filter(event="work.project_planned").count() == 1
    with pytest.raises(Conflict):
        change_plan(manager, project, method="vote")
    project.refresh_from_db()
    assert project.method == "single"


def test_the_preview_shows_the_first_task_and_the_fields(client: Client) -> None:
    project = make_project(Organisation.objects.get())
    page = client.get(f"/projects/{project.pk}/preview/").content.decode()
    assert "TOTAL 1.00" in page
    assert 'name="a.kind"' in page


def test_a_file_that_is_sent_becomes_tasks_and_its_wrong_rows_are_shown(client: Client) -> None:
    project = make_project(Organisation.objects.get(), tasks=0)
    rows = b"id,text\na,TOTAL 1.00\nb,\nc,DATE 1 May\n"
    sent = {"file": SimpleUploadedFile("may.csv", rows), "key_column": "id", "priority": "0"}
    response = client.post(f"/projects/{project.pk}/batches/new", sent)
    batch = Batch.objects.get()
    assert response.headers["Location"] == f"/batches/{batch.pk}/"
    work_off()
    assert sorted(Task.objects.values_list("key", flat=True)) == ["a", "c"]
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "The file is read." in page
    assert '<td class="n">3</td><td>text</td>' in page
    nothing = client.post(f"/projects/{project.pk}/batches/new", {"priority": "0"})
    assert nothing.status_code == 422
    Project.objects.update(state="finished")
    assert client.get(f"/projects/{project.pk}/batches/new").status_code == 422


def test_a_batch_says_what_was_refused_where_and_why(client: Client) -> None:
    project = make_project(Organisation.objects.get())
    batch = Batch.objects.create(project=project, name="may.csv", state="done", imported=3, refused=1)
    RefusedRow.objects.create(
        batch=batch, line=4, field="=text", text="Write %(what)s.", values={"what": "a text"}
    )
    page = client.get(f"/batches/{batch.pk}/").content.decode()
    assert "Write a text." in page
    sheet = b"".join(client.get(f"/batches/{batch.pk}/refused.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert sheet.splitlines() == ["line,field,reason", "4,'=text,Write a text."]


def test_a_file_that_is_being_read_renews_itself_until_it_is_done(client: Client) -> None:
    project = make_project(Organisation.objects.get())
    batch = Batch.objects.create(project=project, name="may.csv", state="reading", position=30, size=100)
    assert 'hx-trigger="every 2s"' in client.get(f"/batches/{batch.pk}/").content.decode()
    part = client.get(f"/batches/{batch.pk}/", headers={"HX-Request": "true"})
    assert "Reading: 30 %" in part.content.decode()
    assert "<html" not in part.content.decode()
    Batch.objects.update(state="done")
    assert client.get(f"/batches/{batch.pk}/", headers={"HX-Request": "true"})["HX-Refresh"] == "true"


PAGES = [
    "/manage/", "/projects/", "/projects/new/", "/projects/{project}/", "/projects/{project}/preview/",
    "/projects/{project}/batches/new", "/batches/{batch}/", "/batches/{batch}/refused.csv",
    "/people/", "/people/{worker}/", "/people/teams/", "/team/", "/reviews/", "/questions/",
]  # fmt: skip
POSTS = ["/projects/{project}/plan", "/projects/{project}/state", "/people/{worker}/team"]


def test_only_managers_and_leads_find_these_pages(
    org: Organisation, manager: Actor, lead: Actor, worker: Actor
) -> None:
    project = make_project(org)
    batch = Batch.objects.create(project=project, name="may.csv", state="done")
    here = {"project": project.pk, "batch": batch.pk, "worker": worker_id(worker)}
    rival = join("rival", organisation("Rival"), Role.MANAGER)
    for pattern in PAGES:
        path = pattern.format(**here)
        assert log_in(manager).get(path).status_code == 200, path
        assert log_in(worker).get(path).status_code == 404, path
        signed_out = Client().get(path)
        assert (signed_out.status_code, signed_out.headers["Location"].split("?")[0]) == (
            302,
            "/accounts/login/",
        )
        is_theirs = path in {"/manage/", "/projects/", "/projects/new/", "/people/", "/people/teams/",
                             "/team/", "/reviews/", "/questions/"}  # fmt: skip
        assert log_in(rival).get(path).status_code == (200 if is_theirs else 404), path
    for path in POSTS:
        for actor in (worker, lead, rival):
            response = log_in(actor).post(path.format(**here), {"state": "paused"})
            assert response.status_code == 404, path
    assert Project.objects.get().state == "open"


def test_a_lead_sees_the_projects_of_their_teams_and_changes_none(org: Organisation, lead: Actor) -> None:
    mine = Team.objects.create(name="Mine")
    mine.leads.add(lead.membership_id)
    other = Team.objects.create(name="Other")
    everybodys, ours, theirs = (make_project(org, name=name) for name in ("Everybody's", "Ours", "Theirs"))
    ours.teams.add(mine)
    theirs.teams.add(other)
    client = log_in(lead)
    page = client.get("/projects/").content.decode()
    assert ("Ours" in page, "Theirs" in page) == (True, False)
    assert client.get(f"/projects/{everybodys.pk}/").status_code == 200
    assert "/state" not in client.get(f"/projects/{ours.pk}/").content.decode()
    assert client.get(f"/projects/{theirs.pk}/").status_code == 404
    for path in ("/manage/", "/projects/new/", "/people/", f"/projects/{ours.pk}/batches/new"):
        assert client.get(path).status_code == 404, path


def test_the_board_says_first_what_needs_somebody(client: Client, org: Organisation, worker: Actor) -> None:
    late = make_project(org, name="Late", deadline=timezone.now() - timedelta(hours=1))
    make_project(org, name="Bare", tasks=0)
    Batch.objects.create(project=late, name="june.zip", state="failed")
    Batch.objects.create(project=late, name="may.csv", state="done", refused=2)
    (_facts, seat), *_rest = claiming.next_work(worker, late.pk)
    claiming.flag(worker, late.pk, seat.seat_id, "disturbing")
    page = client.get("/manage/").content.decode()
    for words in (
        "one task is left", "Bare is open and has no tasks.", "The file june.zip could not be read.",
        "2 rows of may.csv were refused.", "Somebody flagged a task as disturbing",
    ):  # fmt: skip
        assert words in page
    assert page.index("flagged a task as disturbing") < page.index("2 rows of may.csv")
    part = client.get("/manage/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Bare is open" in part


def test_an_hour_passes_before_a_question_is_on_the_managers_board(
    client: Client, worker: Actor, project: Project
) -> None:
    (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
    claiming.ask(worker, project.pk, seat.seat_id, "Is a stamp a total?")
    assert "question has waited" not in client.get("/manage/").content.decode()
    Concern.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    assert "A question has waited for 1" in client.get("/manage/").content.decode()


def test_boards_count_what_was_done_today(client: Client, worker: Actor, org: Organisation) -> None:
    project = make_project(org, tasks=3)
    for _ in range(2):
        (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
        claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": "total"}, seconds=0)
    assert (count_answers(), count_answers()) == (1, 1)  # The same quarter counted again.
    page = client.get("/manage/").content.decode()
    assert "<dd>2 <small>answers" in page
    assert "<dd>1 <small>people" in page
    assert "<svg" in page


# ---- questions and flags ---------------------------------------------------------------------


def test_a_lead_answers_the_questions_of_their_team_once(org: Organisation) -> None:
    team, other = Team.objects.create(name="One"), Team.objects.create(name="Two")
    lead, stranger = join("otieno", org, Role.LEAD, team), join("baraka", org, Role.LEAD, other)
    worker = join("wanjiku", org, team=team)
    project = make_project(org)
    (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
    concern = claiming.ask(worker, project.pk, seat.seat_id, "Is a stamp a total?")
    path = f"/questions/{concern.pk}/answer"
    assert "Is a stamp a total?" in log_in(lead).get("/questions/").content.decode()
    assert "Is a stamp a total?" not in log_in(stranger).get("/questions/").content.decode()
    assert log_in(stranger).post(path, {"text": "No."}).status_code == 404
    assert log_in(lead).post(path, {"text": "  "}).status_code == 422
    for _ in range(2):
        assert log_in(lead).post(path, {"text": "No, look for TOTAL."}).status_code == 302
    assert log_in(lead).post(path, {"text": "Yes."}).status_code == 409
    concern.refresh_from_db()
    assert (concern.reply, concern.replied_by_id) == ("No, look for TOTAL.", lead.membership_id)
    assert Entry.objects.filter(event="work.concern_answered").count() == 1


def test_a_withdrawn_task_is_given_to_nobody_and_who_holds_it_is_still_paid(
    org: Organisation, manager: Actor
) -> None:
    first, second, third = (join(name, org) for name in ("amina", "bakari", "chebet"))
    project = make_project(org, method="double", kind="text-choice")
    (_facts, held), *_rest = claiming.next_work(first, project.pk)
    (_facts, left), *_rest = claiming.next_work(second, project.pk)
    concern = claiming.flag(second, project.pk, left.seat_id, "disturbing")
    said = {"text": "The task is out; the helper calls you today.", "withdraw": "1"}
    log_in(manager).post(f"/questions/{concern.pk}/answer", said)
    assert Task.objects.get().state == Task.State.WITHDRAWN
    assert claiming.next_work(third, project.pk) == []
    assert claiming.submit_answer(first, project.pk, held.seat_id, {"kind": "total"}).is_new
    task = Task.objects.get()
    assert (task.state, task.open_seats) == (Task.State.WITHDRAWN, 0)


def test_a_seat_of_a_withdrawn_task_that_runs_out_is_not_offered_again(
    org: Organisation, manager: Actor, worker: Actor, project: Project
) -> None:
    (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
    concern = claiming.ask(worker, project.pk, seat.seat_id, "What is this?")
    log_in(manager).post(f"/questions/{concern.pk}/answer", {"text": "It is broken.", "withdraw": "1"})
    Seat.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    reaping.give_back_expired()
    assert Seat.objects.get().state == Seat.State.EXPIRED
    assert claiming.next_work(worker, project.pk) == []


def worker_id(actor: Actor) -> int:
    return Worker.objects.get(membership_id=actor.membership_id).pk
