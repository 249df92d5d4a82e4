"""A worker at their tasks: take the next, answer, skip, flag, ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.words import Fault
from kazi.kinds.rules import check_answer
from kazi.work import hot, rules
from kazi.work.facts import ProjectFacts, may_work_on, open_to, project_facts, worker_of
from kazi.work.models import Answer, Concern, Project, Seat, Task
from kazi.workforce.queries import WorkerFacts

CAP_OF_EXPECTED = 3  # Without a page's own clock, at most three times the expected time counts.


class AnswerRefused(Refused):
    """The answer does not fit its task type; `faults` say where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Saved:
    """An answer that is stored, now or by an earlier try."""

    answer_id: int
    seconds: int
    is_new: bool
    is_extra: bool = False


def next_work(
    actor: Actor, project_id: int | None = None, ahead: int = 1
) -> list[tuple[ProjectFacts, hot.Leased]]:
    """Return up to `ahead` (1 to 5) seats that the worker now holds; empty when nothing is left.

    Without a project, what they hold already comes first, then the project that
    `rules.best_first` prefers among those open to them.  Asking twice gives the same seats.
    Raises NotFound for a project that is not theirs to work on.
    """
    worker = _worker(actor)
    ahead = max(1, min(ahead, rules.MOST_AHEAD))
    now = timezone.now()
    if project_id is not None:
        project = _project(worker, project_id)
        return _claim(worker, project, now, ahead)
    holding = hot.held(worker.org_id, worker.id)
    if holding:
        project_ids = {one.seat.project_id for one in holding}
        seats = [one.seat for one in holding][:ahead]
        if len(seats) == ahead or len(project_ids) > 1:
            return _with_facts(worker, seats)
        project_id = project_ids.pop()
        current = project_facts(worker.org_id, project_id)
        if current is None or not current.is_open or not may_work_on(worker, current):
            return _with_facts(worker, seats)
        return _claim(worker, current, now, ahead, holding)
    for waiting in rules.best_first(open_to(worker), now):
        candidate = project_facts(worker.org_id, waiting.project_id)
        if candidate is not None and (found := _claim(worker, candidate, now, ahead, [])):
            return found
    return []


def submit_answer(
    actor: Actor,
    project_id: int,
    seat_id: int,
    answer: Mapping[str, Any],
    *,
    version: int = 1,
    seconds: int | None = None,
) -> Saved:
    """Store the answer of the worker's own seat, exactly once.

    `seconds` is the time worked as the page measured it, pauses taken out.  Sending the same
    version again returns what is stored, whatever it says, so a phone may retry.  When the lease
    has ended the answer is still stored and paid: it takes the seat if one is free, and is kept as
    an extra otherwise.  Raises AnswerRefused with every fault, NotFound for a seat not one's own.
    """
    worker = _worker(actor)
    project = project_facts(worker.org_id, project_id)
    if project is None:
        raise NotFound
    clean, faults = check_answer(project.task_type, answer)
    if faults:
        raise AnswerRefused(faults)
    cap = project.task_type.expected_seconds * CAP_OF_EXPECTED
    now = timezone.now()
    stored = hot.submit(
        worker.org_id, worker.id, project.id, seat_id, version, clean, seconds, cap, project.rate,
        now,
    )  # fmt: skip
    if stored is not None:
        return Saved(stored.answer_id, stored.seconds, is_new=True)
    before = hot.stored(worker.org_id, worker.id, project.id, seat_id, version)
    if before is not None:
        return Saved(before.answer_id, before.seconds, is_new=False, is_extra=before.is_extra)
    return _submit_late(worker, project, seat_id, clean, version, seconds, cap)


@transaction.atomic
def skip(actor: Actor, project_id: int, seat_id: int, reason: str) -> None:
    """Give a task back with a reason; it is not offered to this worker again.  Twice is once."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say in a few words why you skip this task."))
    seat = _own_seat(_worker(actor), project_id, seat_id)
    _give_back(seat, Seat.State.SKIPPED, reason)


@transaction.atomic
def flag(actor: Actor, project_id: int, seat_id: int, kind: str, text: str = "") -> Concern:
    """Mark a task as unclear or disturbing, give it back and tell the lead.  Twice is once."""
    if kind not in {Concern.Kind.UNCLEAR, Concern.Kind.DISTURBING}:
        raise Refused(_("A task can be flagged as unclear or as disturbing."))
    seat = _own_seat(_worker(actor), project_id, seat_id)
    concern = _raise_concern(seat, kind, text)
    _give_back(seat, Seat.State.FLAGGED, kind)
    return concern


@transaction.atomic
def ask(actor: Actor, project_id: int, seat_id: int, text: str) -> Concern:
    """Ask the lead about a task and keep the seat.  The same question again is one question."""
    if not text.strip():
        raise Refused(_("Write your question."))
    seat = _own_seat(_worker(actor), project_id, seat_id)
    return _raise_concern(seat, Concern.Kind.QUESTION, text)


def mark_reply_read(concern: Concern) -> None:
    """Take a reply off the worker's board.  Twice is once."""
    Concern.objects.filter(pk=concern.pk, seen_at=None).exclude(reply="").update(seen_at=timezone.now())


def _worker(actor: Actor) -> WorkerFacts:
    worker = worker_of(actor)
    if worker is None:
        raise NotFound
    return worker


def _project(worker: WorkerFacts, project_id: int) -> ProjectFacts:
    project = project_facts(worker.org_id, project_id)
    if project is None or not may_work_on(worker, project):
        raise NotFound
    return project


def _claim(
    worker: WorkerFacts,
    project: ProjectFacts,
    now: datetime,
    ahead: int,
    holding: list[hot.Held] | None = None,
) -> list[tuple[ProjectFacts, hot.Leased]]:
    if not project.is_open:
        mine = hot.held(worker.org_id, worker.id)
        seats = [one.seat for one in mine if one.seat.project_id == project.id]
    else:
        seats = hot.claim(worker.org_id, worker.id, project.id, now, project.lease_minutes, ahead, holding)
    return [(project, seat) for seat in seats]


def _with_facts(worker: WorkerFacts, seats: list[hot.Leased]) -> list[tuple[ProjectFacts, hot.Leased]]:
    """Join seats with their projects, those of a project that was never opened left out."""
    found = [(project_facts(worker.org_id, seat.project_id), seat) for seat in seats]
    return [(project, seat) for project, seat in found if project is not None]


def _own_seat(worker: WorkerFacts, project_id: int, seat_id: int) -> Seat:
    seats = Seat.objects.filter(worker_id=worker.id, project_id=project_id)
    seat = seats.select_related("task").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound
    return seat


def _raise_concern(seat: Seat, kind: str, text: str) -> Concern:
    concern, _made = Concern.objects.get_or_create(
        seat=seat,
        kind=kind,
        text=text.strip()[:1000],
        defaults={"task_id": seat.task_id, "worker_id": seat.worker_id},
    )
    return concern


def _give_back(seat: Seat, state: Seat.State, reason: str) -> None:
    """Close an open seat without an answer and free it for another; once."""
    still_open = Seat.objects.filter(pk=seat.pk, state=Seat.State.OPEN)
    if not still_open.update(state=state, reason=reason[:500]):
        if Seat.objects.filter(pk=seat.pk, state=Seat.State.ANSWERED).exists():
            raise Conflict(_("You have answered this task already."))
        return
    task = Task.objects.filter(pk=seat.task_id).exclude(state=Task.State.WITHDRAWN)
    task.update(open_seats=F("open_seats") + 1)
    task.filter(state=Task.State.REWORK).update(state=Task.State.OPEN)
    # Others may have passed this task already: let them look from the top.
    Project.objects.filter(pk=seat.project_id).update(queue_changed_at=timezone.now())


@transaction.atomic
def _submit_late(
    worker: WorkerFacts,
    project: ProjectFacts,
    seat_id: int,
    value: dict[str, Any],
    version: int,
    seconds: int | None,
    cap: int,
) -> Saved:
    seat = _own_seat(worker, project.id, seat_id)
    if seat.version != version or seat.state == Seat.State.ANSWERED:
        raise Conflict(_("This task was sent back since; open it again to see why."))
    now = timezone.now()
    closed = Seat.objects.filter(pk=seat.pk, state=seat.state)
    if seat.state == Seat.State.REWORK:  # Sent back, and answered before a slot was found for it.
        took_seat = bool(Task.objects.filter(pk=seat.task_id).update(done=F("done") + 1))
    else:
        # A late blind answer never takes the seat of the person who is to decide.
        free = Task.objects.filter(pk=seat.task_id, open_seats__gt=0, stage=seat.stage)
        took_seat = bool(free.update(open_seats=F("open_seats") - 1, done=F("done") + 1))
    if took_seat:
        Task.objects.filter(
            pk=seat.task_id, done__gte=F("needed"), state__in=[Task.State.OPEN, Task.State.REWORK]
        ).update(state=Task.State.ANSWERED)
    became = Seat.State.ANSWERED if took_seat else Seat.State.EXTRA
    if not closed.update(state=became, answered_at=now):
        raise Conflict(_("This task changed a moment ago; send it again."))
    answer = Answer.objects.create(
        seat=seat,
        task_id=seat.task_id,
        worker_id=worker.id,
        version=version,
        value=value,
        seconds=rules.worked_seconds(seconds, seat.leased_at, now, cap),
        rate=project.rate if version == 1 else 0,
        is_extra=not took_seat,
        submitted_at=now,
    )
    return Saved(answer.pk, answer.seconds, is_new=True, is_extra=not took_seat)
