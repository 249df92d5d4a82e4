"""A lead at the review queue: who finds what there, and what becomes of it."""

from __future__ import annotations

import pytest

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.quality import services as quality
from kazi.quality.models import Mark
from kazi.quality.queries import accuracy_by_worker, accuracy_of, people_below
from kazi.work.models import Answer, Project, Result, Review, Task
from kazi.work.services import claiming
from kazi.workforce.models import Team, Worker
from tests.makers import join, log_in, make_project

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Amani")


@pytest.fixture
def lead(org: Organisation, team: Team) -> Actor:
    return join("otieno", org, Role.LEAD, team)


def answered(org: Organisation, worker: Actor, tasks: int = 1, kind: str = "date") -> Project:
    """Make a project of which everything is reviewed, with this worker's answers."""
    project = make_project(org, tasks=tasks, review_percent=100)
    for _ in range(tasks):
        (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
        claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": kind})
    quality.judge_some(project)
    return project


def test_a_lead_reviews_one_after_the_other(org: Organisation, lead: Actor, team: Team) -> None:
    answered(org, join("wanjiku", org, team=team), tasks=3)
    first, second, third = Review.objects.order_by("pk")
    client = log_in(lead)
    assert "3 answers wait" in client.get("/reviews/").content.decode()
    response = client.post("/reviews/next")
    assert response.headers["Location"] == f"/reviews/{first.pk}/"
    page = client.get(f"/reviews/{first.pk}/").content.decode()
    assert "TOTAL 1.00" in page
    assert 'value="date" checked' in page
    response = client.post(f"/reviews/{first.pk}/", {"verdict": "accept", "a.kind": "date"})
    assert response.headers["Location"] == f"/reviews/{second.pk}/"
    response = client.post(f"/reviews/{second.pk}/", {"verdict": "correct", "a.kind": "total"})
    assert response.headers["Location"] == f"/reviews/{third.pk}/"
    said = {"verdict": "send_back", "a.kind": "date", "comment": ""}
    assert client.post(f"/reviews/{third.pk}/", said).status_code == 422
    response = client.post(f"/reviews/{third.pk}/", said | {"comment": "Look at the word TOTAL."})
    assert response.headers["Location"] == "/reviews/"
    assert [one.value["kind"] for one in Result.objects.order_by("task_id")] == ["date", "total"]
    assert Task.objects.get(pk=third.task_id).state == Task.State.REWORK
    assert "Nothing waits for review" in client.get("/reviews/").content.decode()


def test_accepting_a_changed_answer_asks_what_is_meant(org: Organisation, lead: Actor, team: Team) -> None:
    answered(org, join("wanjiku", org, team=team))
    review = Review.objects.get()
    response = log_in(lead).post(f"/reviews/{review.pk}/", {"verdict": "accept", "a.kind": "total"})
    assert response.status_code == 422
    assert "You changed the answer." in response.content.decode()
    assert 'value="total" checked' in response.content.decode()
    assert not Result.objects.exists()


def test_a_correction_with_a_fault_is_shown_beside_its_field(
    org: Organisation, lead: Actor, team: Team
) -> None:
    answered(org, join("wanjiku", org, team=team))
    review = Review.objects.get()
    response = log_in(lead).post(f"/reviews/{review.pk}/", {"verdict": "correct"})
    assert response.status_code == 422
    assert "a-kind-e" in response.content.decode()
    assert Review.objects.get().verdict == ""


def test_a_lead_reviews_their_own_teams_and_a_manager_all(
    org: Organisation, lead: Actor, manager: Actor, team: Team
) -> None:
    answered(org, join("wanjiku", org, team=team))
    stranger = join("baraka", org, Role.LEAD, Team.objects.create(name="Other"))
    path = f"/reviews/{Review.objects.get().pk}/"
    assert log_in(stranger).get(path).status_code == 404
    assert log_in(stranger).post(path, {"verdict": "accept", "a.kind": "date"}).status_code == 404
    assert "Nothing waits" in log_in(stranger).get("/reviews/").content.decode()
    assert log_in(manager).get(path).status_code == 200


def test_a_lead_does_not_find_their_own_answer_in_the_queue(org: Organisation, lead: Actor) -> None:
    answered(org, lead)
    client = log_in(lead)
    assert "Nothing waits" in client.get("/reviews/").content.decode()
    assert client.get(f"/reviews/{Review.objects.get().pk}/").status_code == 404


def test_a_review_that_somebody_is_at_is_left_to_them(
    org: Organisation, lead: Actor, manager: Actor, team: Team
) -> None:
    answered(org, join("wanjiku", org, team=team))
    path = f"/reviews/{Review.objects.get().pk}/"
    log_in(lead).get(path)
    assert "somebody is at it" in log_in(manager).get("/reviews/").content.decode()
    assert log_in(manager).get(path).headers["Location"] == "/reviews/"
    assert log_in(manager).post("/reviews/next").headers["Location"] == "/reviews/"


def test_a_reviewer_sees_where_two_keyers_differed(org: Organisation, manager: Actor) -> None:
    project = make_project(org, kind="receipt-entry", method="double", review_percent=100)
    receipt = {"company": "Kedai Maju", "date": "5/8/2017", "address": "Kajang", "total": "40.00"}
    for name, total in (("amina", "40.00"), ("bakari", "50.00"), ("chebet", "50.00")):
        worker = join(name, org)
        (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
        claiming.submit_answer(worker, project.pk, seat.seat_id, receipt | {"total": total})
        quality.judge_some(project)
    page = log_in(manager).get(f"/reviews/{Review.objects.get().pk}/").content.decode()
    differ = page[page.index("Where people differed") : page.index("The answer as it stands")]
    assert ("40.00" in differ, "50.00" in differ, "Kajang" in differ) == (True, True, False)


def test_accuracy_is_a_share_with_a_range_and_silent_where_nothing_was_compared(
    org: Organisation, worker: Actor
) -> None:
    project = make_project(org, tasks=3)
    for n in range(3):
        (_facts, seat), *_rest = claiming.next_work(worker, project.pk)
        claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": "date"})
        answer = Answer.objects.latest("pk")
        Mark.objects.create(
            answer=answer, worker_id=answer.worker_id, project=project, fields=10, right=10 if n else 2,
            evidence="review", at=answer.submitted_at,
        )  # fmt: skip
    one = Worker.objects.get(membership_id=worker.membership_id)
    other = Worker.objects.get(membership_id=join("otieno", org).membership_id)
    found = accuracy_by_worker([one.pk, other.pk])
    assert found.keys() == {one.pk}
    assert (found[one.pk].right, found[one.pk].fields, found[one.pk].percent) == (22, 30, 73)
    assert 0.55 < found[one.pk].low < 22 / 30 < found[one.pk].high < 0.9
    assert accuracy_of(one.pk) == found[one.pk]
    assert accuracy_of(other.pk) is None
    assert [(matter.kind, matter.id) for matter in people_below()] == [("accuracy_low", one.pk)]
