from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.recall import forget_everything
from kazi.kernel.tenancy import acting_for
from kazi.skills.models import Skill
from kazi.work.hot import Leased
from kazi.work.models import Answer, Concern, Project, Seat, Task
from kazi.work.services import claiming, reaping
from kazi.work.services.projects import NewTask, add_tasks
from tests.makers import join, make_project, organisation

TOTAL = {"kind": "total"}


def take(worker: Actor, project: Project | None = None, ahead: int = 1) -> list[Leased]:
    found = claiming.next_work(worker, project.pk if project else None, ahead)
    return [seat for _project, seat in found]


def answer(worker: Actor, project: Project, seat: Leased, kind: str = "total") -> claiming.Saved:
    return claiming.submit_answer(worker, project.pk, seat.seat_id, {"kind": kind}, version=seat.version)


def test_asking_twice_gives_the_same_seat(worker: Actor, project: Project) -> None:
    assert [seat.seat_id for seat in take(worker)] == [seat.seat_id for seat in take(worker)]
    assert Seat.objects.count() == 1


def test_a_task_that_needs_one_person_is_given_to_one(
    org: Organisation, worker: Actor, project: Project
) -> None:
    assert take(worker)
    assert take(join("otieno", org)) == []


def test_five_can_be_held_ahead_and_no_more(org: Organisation, worker: Actor, scope: None) -> None:
    project = make_project(org, tasks=9)
    assert len(take(worker, project, ahead=3)) == 3
    assert len({seat.task_id for seat in take(worker, project, ahead=9)}) == 5
    assert Seat.objects.count() == 5


def test_an_answer_closes_the_seat_and_earns_its_rate_once(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, rate_per_task=Decimal("0.0125"))
    (seat,) = take(worker)
    first = answer(worker, project, seat)
    again = answer(worker, project, seat)  # The phone tried again.
    assert (first.is_new, again.is_new) == (True, False)
    assert first.answer_id == again.answer_id
    stored = Answer.objects.get()
    assert (stored.value, stored.rate) == (TOTAL, Decimal("0.0125"))
    assert Task.objects.get().state == Task.State.ANSWERED
    assert take(worker) == []


def test_an_answer_that_does_not_fit_the_type_is_refused_and_nothing_is_saved(
    worker: Actor, project: Project
) -> None:
    (seat,) = take(worker)
    with pytest.raises(claiming.AnswerRefused) as refusal:
        answer(worker, project, seat, "colour")
    assert refusal.value.faults[0].field == "kind"
    assert not Answer.objects.exists()


def test_the_time_of_work_is_what_the_page_measured_but_never_more_than_passed(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=3)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        seats = take(worker, project, ahead=3)
    with time_machine.travel(start + timedelta(seconds=100), tick=False):
        said = [
            claiming.submit_answer(worker, project.pk, seat.seat_id, TOTAL, seconds=seconds)
            for seat, seconds in zip(seats, [40, 5_000, None], strict=True)
        ]
    cap = 3 * 8  # Three times what the type expects.
    assert [one.seconds for one in said[:2]] == [40, 100]
    assert said[2].seconds <= max(cap, 100)


def test_a_skipped_task_goes_to_somebody_else_and_not_back(
    org: Organisation, worker: Actor, project: Project
) -> None:
    (seat,) = take(worker)
    claiming.skip(worker, project.pk, seat.seat_id, "The picture is dark")
    claiming.skip(worker, project.pk, seat.seat_id, "The picture is dark")  # Twice is once.
    assert Task.objects.get().open_seats == 1
    assert take(worker) == []
    assert take(join("otieno", org))


def test_a_skip_needs_a_reason(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    with pytest.raises(Refused):
        claiming.skip(worker, project.pk, seat.seat_id, "  ")


def test_a_disturbing_task_can_be_left_at_once(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    claiming.flag(worker, project.pk, seat.seat_id, "disturbing")
    assert Concern.objects.get().kind == Concern.Kind.DISTURBING
    assert take(worker) == []


def test_a_question_keeps_the_seat(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    claiming.ask(worker, project.pk, seat.seat_id, "Is a stamp a total?")
    claiming.ask(worker, project.pk, seat.seat_id, "Is a stamp a total?")
    assert Concern.objects.count() == 1
    assert take(worker) == [seat]


def test_an_expired_seat_goes_to_the_next_worker(org: Organisation, worker: Actor, project: Project) -> None:
    take(worker)
    other = join("otieno", org)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert (reaping.give_back_expired(), reaping.give_back_expired()) == (1, 0)
        assert take(other)
        assert take(worker) == []


def test_a_worker_whose_time_ran_out_may_take_the_task_again(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        reaping.give_back_expired()
        (again,) = take(worker)
        assert again.seat_id == seat.seat_id
        assert answer(worker, project, again).is_new


def test_a_late_answer_takes_the_free_seat(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        reaping.give_back_expired()
        saved = answer(worker, project, seat)
    assert (saved.is_new, saved.is_extra) == (True, False)
    task = Task.objects.get()
    assert (task.open_seats, task.done, task.state) == (0, 1, Task.State.ANSWERED)


def test_a_late_answer_to_a_taken_task_is_kept_and_paid(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, rate_per_task=Decimal(1))
    (seat,) = take(worker)
    other = join("otieno", org)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        reaping.give_back_expired()
        (theirs,) = take(other)
        answer(other, project, theirs)
        late = answer(worker, project, seat)
        assert answer(worker, project, seat).answer_id == late.answer_id
    assert late.is_extra
    assert Answer.objects.get(is_extra=True).rate == Decimal(1)
    task = Task.objects.get()
    assert (task.open_seats, task.done, task.needed) == (0, 1, 1)


def test_work_goes_on_after_the_last_task_and_comes_back_for_new_ones_on_top(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=3, method="vote", overlap=2)
    for expected in ("line-1", "line-2"):
        (seat,) = take(worker)
        assert Task.objects.get(pk=seat.task_id).key == expected
        answer(worker, project, seat)
    add_tasks(project, [NewTask("urgent", {"text": "DATE"})], rank=-10)
    (seat,) = take(worker)
    assert Task.objects.get(pk=seat.task_id).key == "urgent"


def test_the_more_urgent_project_comes_first(org: Organisation, worker: Actor, scope: None) -> None:
    make_project(org, name="slow", priority=3)
    urgent = make_project(org, name="urgent", priority=8)
    (found,) = claiming.next_work(worker)
    assert found[0].id == urgent.pk


def test_a_project_of_another_team_or_skill_is_not_there(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org)
    project.requires.add(Skill.objects.create(code="khmer", name="Khmer"))
    assert take(worker) == []
    with pytest.raises(NotFound):
        take(worker, project)


def test_a_worker_of_another_provider_finds_nothing(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    rival_org = organisation("Rival")
    rival = join("rival", rival_org)
    with acting_for(rival_org.pk):
        with pytest.raises(NotFound):
            take(rival, project)
        with pytest.raises(NotFound):
            answer(rival, project, seat)


def test_a_paused_project_gives_nothing_new_but_takes_what_is_open(
    org: Organisation, worker: Actor, scope: None
) -> None:
    project = make_project(org, tasks=2)
    (seat,) = take(worker)
    Project.objects.update(state=Project.State.PAUSED)
    forget_everything()
    assert take(worker) == [seat]
    assert answer(worker, project, seat).is_new
    assert take(worker) == []


def test_an_old_version_is_refused_when_a_newer_one_is_asked(worker: Actor, project: Project) -> None:
    (seat,) = take(worker)
    Seat.objects.update(version=2)
    with pytest.raises(Conflict):
        answer(worker, project, seat)
