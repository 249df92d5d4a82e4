"""From answers to results: double keying, votes, review and rework, through the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Refused
from kazi.quality import services as quality
from kazi.quality.models import Mark
from kazi.quality.rules import is_sampled
from kazi.work.hot import Leased
from kazi.work.models import Answer, Project, Result, Review, Seat, Task
from kazi.work.services import claiming, judging, reaping
from kazi.work.services.claiming import AnswerRefused
from tests.makers import join, make_project, work_off

pytestmark = pytest.mark.usefixtures("scope")
RECEIPT = {"company": "Kedai Maju", "date": "05/08/2017", "address": "Kajang", "total": "40.00"}
AGREED = {"company": "Kedai Maju", "date": "2017-08-05", "address": "Kajang", "total": "40.00"}


@pytest.fixture
def people(org: Organisation) -> Callable[[str], Actor]:
    """Return the worker of a name, the same one each time."""
    known: dict[str, Actor] = {}

    def person(name: str) -> Actor:
        if name not in known:
            known[name] = join(name, org)
        return known[name]

    return person


def receipts(org: Organisation, **plan: Any) -> Project:
    return make_project(org, kind="receipt-entry", method="double", **plan)


def take(actor: Actor, project: Project) -> Leased | None:
    found = claiming.next_work(actor, project.pk)
    return found[0][1] if found else None


def key(actor: Actor, project: Project, **said: Any) -> Leased:
    """Let a worker take the next receipt and key it, some fields otherwise than RECEIPT."""
    seat = take(actor, project)
    assert seat is not None, "There was nothing to take."
    claiming.submit_answer(actor, project.pk, seat.seat_id, RECEIPT | said, version=seat.version)
    return seat


def vote(actor: Actor, project: Project, kind: str) -> Leased:
    seat = take(actor, project)
    assert seat is not None, "There was nothing to take."
    claiming.submit_answer(actor, project.pk, seat.seat_id, {"kind": kind}, version=seat.version)
    return seat


def figures(name: str) -> list[tuple[int, int]]:
    """Return (right, fields) of each marked answer of a worker, oldest first."""
    marks = Mark.objects.filter(worker__membership__person__name=name).order_by("answer_id")
    return list(marks.values_list("right", "fields"))


# ---- double keying ---------------------------------------------------------------------------


def test_two_keyers_who_agree_settle_a_task(org: Organisation, people: Callable[[str], Actor]) -> None:
    project = receipts(org)
    key(people("amina"), project)
    assert quality.judge_some(project) == 0  # One answer is not two.
    key(people("bakari"), project, company="KEDAI  MAJU", date="5-8-17")
    assert quality.judge_some(project) == 1
    result = Result.objects.get()
    assert result.value["date"] == AGREED["date"]
    assert (result.method, result.agreement, result.version) == ("double", 1.0, 1)
    assert Task.objects.get().state == Task.State.SETTLED
    assert len(result.by.split()) == 2
    assert "amina" not in result.by.lower()
    assert Mark.objects.filter(right=4, fields=4, evidence="peers").count() == 2


def test_a_third_person_sees_both_values_of_what_differs_and_decides(
    org: Organisation, people: Callable[[str], Actor]
) -> None:
    project = receipts(org)
    key(people("amina"), project, total="40.00")
    key(people("bakari"), project, total="50.00")
    quality.judge_some(project)
    assert not Result.objects.exists()
    assert take(people("amina"), project) is None  # Neither keyer decides between the two.
    assert take(people("bakari"), project) is None
    seat = take(people("chebet"), project)
    assert seat is not None
    assert (seat.stage, seat.hints) == ("decide", {"total": ["40.00", "50.00"]})
    key(people("chebet"), project, total="50.00")
    quality.judge_some(project)
    result = Result.objects.get()
    assert (result.method, result.value["total"]) == ("decided", "50.00")
    assert result.agreement == pytest.approx(7 / 8)
    # The keyers are measured against the decision, the one who decided not against themselves.
    assert (figures("Amina"), figures("Bakari"), figures("Chebet")) == ([(3, 4)], [(4, 4)], [])


def test_judging_twice_changes_nothing(org: Organisation, people: Callable[[str], Actor]) -> None:
    project = receipts(org)
    key(people("amina"), project)
    key(people("bakari"), project, total="50.00")
    assert [quality.judge_some(project) for _ in range(3)] == [1, 0, 0]
    task = Task.objects.get()
    assert (task.needed, task.open_seats, task.done) == (3, 1, 2)
    key(people("chebet"), project)
    assert [quality.judge_some(project) for _ in range(3)] == [1, 0, 0]
    assert Result.objects.get().version == 1


def test_a_late_blind_answer_does_not_take_the_seat_of_the_one_who_decides(
    org: Organisation, people: Callable[[str], Actor]
) -> None:
    project = receipts(org)
    late = take(people("late"), project)
    assert late is not None
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        reaping.give_back_expired()
        key(people("amina"), project)
        key(people("bakari"), project, total="50.00")
        quality.judge_some(project)
        saved = claiming.submit_answer(people("late"), project.pk, late.seat_id, RECEIPT)
        assert saved.is_extra
        assert Task.objects.get().open_seats == 1
        seat = take(people("chebet"), project)
    assert seat is not None
    assert seat.stage == "decide"


# ---- votes -----------------------------------------------------------------------------------


def test_the_majority_settles_a_vote(org: Organisation, people: Callable[[str], Actor]) -> None:
    project = make_project(org, method="vote")
    for name, kind in (("amina", "total"), ("bakari", "date"), ("chebet", "total")):
        vote(people(name), project, kind)
    quality.judge_some(project)
    result = Result.objects.get()
    assert (result.method, result.value) == ("vote", {"kind": "total"})
    assert result.agreement == pytest.approx(2 / 3)
    assert (figures("Amina"), figures("Bakari")) == ([(1, 1)], [(0, 1)])


def test_a_tie_asks_one_more_person(org: Organisation, people: Callable[[str], Actor]) -> None:
    project = make_project(org, method="vote", overlap=2)
    vote(people("amina"), project, "total")
    vote(people("bakari"), project, "date")
    quality.judge_some(project)
    task = Task.objects.get()
    assert (task.needed, task.open_seats, task.stage, task.hints) == (3, 1, "key", None)
    vote(people("chebet"), project, "date")
    quality.judge_some(project)
    assert Result.objects.get().value == {"kind": "date"}


def test_seven_people_without_a_majority_go_to_review(
    org: Organisation, lead: Actor, people: Callable[[str], Actor]
) -> None:
    project = make_project(org, method="vote", overlap=4)
    said = ["total", "total", "date", "date", "other", "other", "company"]
    for n, kind in enumerate(said):
        vote(people(f"w{n}"), project, kind)
        quality.judge_some(project)
    review = Review.objects.get()
    assert (review.cause, review.agreement) == ("tied", None)
    assert take(people("eighth"), project) is None
    judging.decide_review(lead, review, "correct", value={"kind": "other"})
    assert Result.objects.get().value == {"kind": "other"}


def test_pseudonyms_of_many_people_are_all_there(org: Organisation, people: Callable[[str], Actor]) -> None:
    project = make_project(org, method="vote", overlap=25)
    for n in range(25):
        vote(people(f"w{n}"), project, "total")
    quality.judge_some(project)
    names = Result.objects.get().by.split()
    assert len(set(names)) == 25
    assert {len(name) for name in names} == {10}


# ---- which answers are reviewed --------------------------------------------------------------


def test_the_reviewed_share_is_near_what_was_asked_and_always_the_same() -> None:
    chosen = {task for task in range(20_000) if is_sampled(b"secret", task, Decimal("12.5"))}
    assert 0.115 < len(chosen) / 20_000 < 0.135
    assert chosen == {task for task in range(20_000) if is_sampled(b"secret", task, Decimal("12.5"))}
    assert chosen != {task for task in range(20_000) if is_sampled(b"another", task, Decimal("12.5"))}
    assert not any(is_sampled(b"secret", task, Decimal(0)) for task in range(1_000))
    assert all(is_sampled(b"secret", task, Decimal(100)) for task in range(1_000))


def test_only_the_first_answers_of_each_worker_are_reviewed(
    org: Organisation, people: Callable[[str], Actor]
) -> None:
    project = make_project(org, tasks=9, review_first=2)
    for _ in range(4):
        vote(people("amina"), project, "total")
    quality.judge_some(project)  # All at once, and later one by one: the same two.
    assert Review.objects.filter(cause="first").count() == 2
    assert Result.objects.count() == 2
    for _ in range(3):
        vote(people("bakari"), project, "total")
        quality.judge_some(project)
    assert Review.objects.filter(answer__worker__membership__person__name="Bakari").count() == 2


# ---- deciding a review -----------------------------------------------------------------------


@pytest.fixture
def reviewed(org: Organisation, people: Callable[[str], Actor]) -> Project:
    """Return a project with one answer, `date`, that waits for review."""
    project = make_project(org, review_percent=100, rate_per_task=Decimal("0.05"))
    vote(people("amina"), project, "date")
    quality.judge_some(project)
    return project


def test_an_accepted_answer_becomes_the_result(lead: Actor, reviewed: Project) -> None:
    review = judging.take_review(lead, Review.objects.get())
    judging.decide_review(lead, review, "accept")
    again = judging.decide_review(lead, review, "accept")  # Twice is once.
    assert again.pk == review.pk
    result = Result.objects.get()
    assert (result.value, result.method, result.reviewed, result.version) == (
        {"kind": "date"}, "single", True, 1,
    )  # fmt: skip
    assert Entry.objects.filter(event="work.review_decided").count() == 1
    with pytest.raises(Conflict):
        judging.decide_review(lead, review, "send_back", comment="Look again, please.")
    work_off()
    assert figures("Amina") == [(1, 1)]


def test_a_correction_settles_what_the_reviewer_said(lead: Actor, reviewed: Project) -> None:
    review = Review.objects.get()
    with pytest.raises(AnswerRefused):
        judging.decide_review(lead, review, "correct", value={"kind": "colour"})
    assert Task.objects.get().state == Task.State.REVIEW
    judging.decide_review(lead, review, "correct", value={"kind": "total"})
    result = Result.objects.get()
    assert (result.value, result.method) == ({"kind": "total"}, "review")
    work_off()
    assert figures("Amina") == [(0, 1)]
    assert Mark.objects.get().evidence == "review"


def test_an_answer_sent_back_is_done_again_by_the_same_person_and_looked_at_again(
    lead: Actor, reviewed: Project, people: Callable[[str], Actor]
) -> None:
    review = Review.objects.get()
    with pytest.raises(Refused):
        judging.decide_review(lead, review, "send_back", comment="  ")
    judging.decide_review(lead, review, "send_back", comment="TOTAL is not a date.")
    judging.decide_review(lead, review, "send_back", comment="TOTAL is not a date.")
    task = Task.objects.get()
    assert (task.state, task.done, task.open_seats) == (Task.State.REWORK, 0, 0)
    assert take(people("bakari"), reviewed) is None
    reaping.hand_out_rework()
    seat = take(people("amina"), reviewed)
    assert seat is not None
    assert (seat.version, seat.comment) == (2, "TOTAL is not a date.")
    vote(people("amina"), reviewed, "total")
    versions = Answer.objects.order_by("version").values_list("version", "rate", "value__kind")
    assert list(versions) == [(1, Decimal("0.05"), "date"), (2, Decimal(0), "total")]
    quality.judge_some(reviewed)
    second = Review.objects.get(verdict="")
    assert (second.cause, second.proposed) == ("rework", {"kind": "total"})
    judging.decide_review(lead, second, "accept")
    assert Result.objects.get().value == {"kind": "total"}
    work_off()
    assert figures("Amina") == [(0, 1), (1, 1)]  # The first try counts too.


def test_rework_that_is_answered_before_a_slot_was_found_is_not_an_extra(
    lead: Actor, reviewed: Project, people: Callable[[str], Actor]
) -> None:
    judging.decide_review(lead, Review.objects.get(), "send_back", comment="Look again, please.")
    seat = Seat.objects.get()
    saved = claiming.submit_answer(
        people("amina"), reviewed.pk, seat.pk, {"kind": "total"}, version=seat.version
    )
    assert (saved.is_new, saved.is_extra) == (True, False)
    task = Task.objects.get()
    assert (task.state, task.done, task.open_seats) == (Task.State.ANSWERED, 1, 0)


def test_rework_waits_until_its_worker_has_a_free_slot(
    org: Organisation, lead: Actor, people: Callable[[str], Actor]
) -> None:
    project = make_project(org, tasks=6, review_percent=100)
    vote(people("amina"), project, "date")
    quality.judge_some(project)
    claiming.next_work(people("amina"), project.pk, ahead=5)
    judging.decide_review(lead, Review.objects.get(), "send_back", comment="Look again, please.")
    assert reaping.hand_out_rework() == 0
    vote(people("amina"), project, "total")
    assert reaping.hand_out_rework() == 1
    assert reaping.hand_out_rework() == 0
    assert Seat.objects.filter(state=Seat.State.OPEN).count() == 5


def test_rework_that_its_worker_leaves_goes_to_another_and_the_old_answer_does_not_count(
    org: Organisation, lead: Actor, people: Callable[[str], Actor]
) -> None:
    project = receipts(org, review_percent=100, rework_hours=24)
    key(people("amina"), project, total="41.00")
    key(people("bakari"), project, total="41.00")
    quality.judge_some(project)
    review = Review.objects.get()
    assert review.agreement == 1.0
    judging.decide_review(lead, review, "send_back", comment="The total is 40.00.")
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        assert reaping.give_back_expired() == 0
        assert take(people("chebet"), project) is None
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert reaping.give_back_expired() == 1
        key(people("chebet"), project, total="40.00")
        quality.judge_some(project)
        # Amina's 41.00 and Chebet's 40.00 differ; Bakari's, which was sent back, is out.
        assert Task.objects.get().hints == {"total": ["41.00", "40.00"]}
        key(people("dalila"), project, total="40.00")
        quality.judge_some(project)
        again = Review.objects.get(verdict="")
        assert (again.cause, again.proposed["total"]) == ("rework", "40.00")
        judging.decide_review(lead, again, "accept")
    assert Result.objects.get().value["total"] == "40.00"
    work_off()
    assert figures("Bakari") == [(3, 4)]


def test_a_settled_task_that_is_sent_back_gets_the_next_version_of_its_result(
    org: Organisation, lead: Actor, people: Callable[[str], Actor]
) -> None:
    project = make_project(org)
    vote(people("amina"), project, "date")
    quality.judge_some(project)
    task, seat = Task.objects.get(), Seat.objects.get()
    assert judging.send_back(task, seat, "The client says it is a total.", cause="client")
    assert not judging.send_back(task, seat, "The client says it is a total.", cause="client")
    assert Seat.objects.get().version == 2
    reaping.hand_out_rework()
    vote(people("amina"), project, "total")
    quality.judge_some(project)
    judging.decide_review(lead, Review.objects.get(), "accept")
    result = Result.objects.get()
    assert (result.version, result.value) == (2, {"kind": "total"})


def test_two_reviewers_do_not_do_the_same_review(org: Organisation, lead: Actor, reviewed: Project) -> None:
    other = join("mwangi", org, Role.MANAGER)
    review = judging.take_review(lead, Review.objects.get())
    judging.take_review(lead, review)
    with pytest.raises(Conflict):
        judging.take_review(other, review)
    with pytest.raises(Conflict):
        judging.decide_review(other, review, "accept")
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        judging.decide_review(other, judging.take_review(other, review), "accept")
    assert Result.objects.get().reviewed


def test_nobody_reviews_their_own_answer(org: Organisation, lead: Actor) -> None:
    project = make_project(org, review_percent=100)
    vote(lead, project, "date")
    quality.judge_some(project)
    review = Review.objects.get()
    with pytest.raises(Refused):
        judging.take_review(lead, review)
    with pytest.raises(Refused):
        judging.decide_review(lead, review, "accept")
    assert Task.objects.get().state == Task.State.REVIEW
