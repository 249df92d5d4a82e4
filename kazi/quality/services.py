"""Decide what becomes of answered tasks: settle them, ask one more person, or let a lead look."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import F

from kazi.kernel.literal import Literal
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kinds.rules import TaskType
from kazi.kinds.types import type_of
from kazi.quality import rules
from kazi.quality.models import Mark
from kazi.quality.rules import Differs, Said, Settled, Tied
from kazi.work.models import Answer, Project, Result, Review, Seat, Task
from kazi.work.services import judging
from kazi.work.services.judging import Settlement

log = logging.getLogger(__name__)
AT_ONCE = 1_000
MOST_VOTES = 7  # After so many people without a majority a reviewer decides.


def judge_waiting(most: int = 20_000) -> int:
    """Judge the answered tasks of all organisations, up to `most`; return how many were looked at."""
    waiting = all_tenants(Task).filter(state=Literal(Task.State.ANSWERED)).order_by()
    judged = 0
    for org_id, project_id in waiting.values_list("org_id", "project_id").distinct():
        with acting_for(org_id):
            project = Project.objects.get(pk=project_id)
            looked_at = AT_ONCE
            # A portion that was not full is the last: what came in meanwhile waits for its fellows,
            # because a portion of three costs nearly as much as one of three hundred.
            while judged < most and looked_at == AT_ONCE:
                looked_at = judge_some(project)
                judged += looked_at
    return judged


@transaction.atomic
def judge_some(project: Project, most: int = AT_ONCE) -> int:
    """Judge up to `most` answered tasks of one project, in one transaction; return how many.

    Judging again changes nothing: every command below starts from the state `answered`.
    """
    answered = Task.objects.filter(project=project, state=Literal(Task.State.ANSWERED))
    tasks = list(answered.order_by("pk").defer("payload")[:most])
    if not tasks:
        return 0
    said_of = _said(task.pk for task in tasks)
    task_type = type_of(project.task_type_id)
    sent_back = _sent_back(said_of)
    firsts = _first_seats(project, said_of)
    ready: list[Settlement] = []
    judged = 0
    for task in tasks:
        said = said_of.get(task.pk)
        if not said:
            log.error("Task %s is answered, but no answer counts: nothing to judge.", task.pk)
            continue
        judged += 1
        decision = rules.decide(task_type, project.method, said)
        if isinstance(decision, Differs):
            judging.ask_third(task, decision.differences)
        elif isinstance(decision, Tied) and len(said) < MOST_VOTES:
            judging.ask_one_more(task)
        elif isinstance(decision, Tied):
            last = said[-1]
            undecided = Settled(dict(last.value), None, "vote", last)
            _review(_settlement(task, undecided, said), undecided, "tied")
        else:
            settlement = _settlement(task, decision, said)
            cause = rules.cause_for_review(
                secret=settings.SECRET_KEY.encode(),
                task_id=task.pk,
                percent=project.review_percent,
                is_first=any(one.seat_id in firsts for one in said),
                was_sent_back=task.pk in sent_back,
            )
            if cause:
                _review(settlement, decision, cause)
            else:
                ready.append(settlement)
    if ready:
        judging.settle(project, ready, Task.State.ANSWERED)
        _mark(project, task_type, ready, said_of)
    return judged


def mark_reviewed(review: Review) -> None:
    """Mark the answers of a reviewed task against what the reviewer settled.  Again is the same."""
    result = Result.objects.select_related("project").filter(task_id=review.task_id).first()
    if result is None:
        return
    settlement = Settlement(
        task_id=review.task_id,
        value=result.value,
        agreement=result.agreement,
        method=result.method,
        worker_ids=(),
        answered_at=result.answered_at,
        reviewed=True,
    )
    task_type = type_of(result.project.task_type_id)
    said = _said([review.task_id], every_version=True)
    _mark(result.project, task_type, [settlement], said)


def deciding_answer(task: Task) -> Answer | None:
    """Return the answer that made the task's present result: the one to send back if it is wrong.

    What a reviewer looked at last, or the answer on which the others agree; None without answers.
    """
    if Result.objects.filter(task=task, reviewed=True).exists():
        reviews = Review.objects.filter(task=task).exclude(verdict="").order_by("-decided_at", "-pk")
        review = reviews.select_related("answer").first()
        return None if review is None else review.answer
    said = _said([task.pk]).get(task.pk)
    if not said:
        return None
    project = Project.objects.get(pk=task.project_id)
    decision = rules.decide(type_of(project.task_type_id), project.method, said)
    decided = decision.key_answer if isinstance(decision, Settled) else said[-1]
    return Answer.objects.get(pk=decided.answer_id)


def _said(task_ids: Iterable[int], *, every_version: bool = False) -> dict[int, list[Said]]:
    """Return the answers that count, task by task, in the order given.

    An answer that was sent back does not count once its seat waits for a newer version, even if
    that never comes and somebody else answers; with `every_version` it is there all the same.
    """
    rows = Answer.objects.filter(task_id__in=list(task_ids), is_extra=False)
    if not every_version:
        rows = rows.filter(version=F("seat__version"))
    said: dict[int, list[Said]] = defaultdict(list)
    values = rows.order_by("submitted_at", "pk").values_list(
        "task_id", "pk", "seat_id", "worker_id", "seat__stage", "version", "value", "submitted_at"
    )
    for task_id, *one in values:
        said[task_id].append(Said(*one))
    return said


def _sent_back(task_ids: Iterable[int]) -> set[int]:
    """Return which of the tasks were sent back to somebody before."""
    again = Seat.objects.filter(task_id__in=list(task_ids), version__gt=1)
    return set(again.values_list("task_id", flat=True))


def _first_seats(project: Project, said_of: dict[int, list[Said]]) -> set[int]:
    """Return the first seats that each of these workers answered in the project."""
    if not project.review_first:
        return set()
    firsts: set[int] = set()
    for worker_id in {one.worker_id for said in said_of.values() for one in said}:
        seats = Seat.objects.filter(worker_id=worker_id, project=project, answered_at__isnull=False)
        firsts.update(seats.order_by("pk").values_list("pk", flat=True)[: project.review_first])
    return firsts


def _settlement(task: Task, decision: Settled, said: list[Said]) -> Settlement:
    return Settlement(
        task_id=task.pk,
        value=decision.value,
        agreement=decision.agreement,
        method=decision.method,
        worker_ids=tuple(dict.fromkeys(one.worker_id for one in said)),
        answered_at=decision.key_answer.at,
    )


def _review(settlement: Settlement, decision: Settled, cause: str) -> None:
    judging.put_to_review(settlement, decision.key_answer.answer_id, cause)


def _mark(
    project: Project,
    task_type: TaskType,
    settlements: list[Settlement],
    said_of: dict[int, list[Said]],
) -> None:
    """Write how right each answer was, where there is something to compare it with."""
    marks = []
    for one in settlements:
        said = said_of.get(one.task_id, [])
        if len(said) < 2 and not one.reviewed:
            continue  # A single answer, unreviewed, says nothing about itself.
        for answer in said:
            if answer.stage == Task.Stage.DECIDE and not one.reviewed:
                continue  # The deciding answer is the result; compared with itself it is always right.
            right, fields = rules.right_fields(task_type, answer.value, one.value)
            marks.append(
                Mark(
                    answer_id=answer.answer_id,
                    worker_id=answer.worker_id,
                    project=project,
                    fields=fields,
                    right=right,
                    evidence=Mark.Evidence.REVIEW if one.reviewed else Mark.Evidence.PEERS,
                    at=answer.at,
                )
            )
    Mark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["answer"],
        update_fields=["right", "fields", "evidence"],
    )
