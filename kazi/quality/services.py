"""Decide what becomes of answered tasks: settle them, ask one more person, or let a lead look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from kazi.kernel.literal import Literal
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kinds.rules import TaskType
from kazi.kinds.types import type_of
from kazi.quality import rules
from kazi.quality.models import Mark
from kazi.quality.rules import Differs, Said, Settled, Tied
from kazi.work.models import Answer, Project, Result, Review, Task
from kazi.work.services import judging
from kazi.work.services.judging import Settlement

AT_ONCE = 1_000
MOST_VOTES = 7  # After so many people without a majority a reviewer decides.


def judge_waiting(most: int = 20_000) -> int:
    """Judge the answered tasks of all organisations, up to `most`; return how many were looked at."""
    waiting = all_tenants(Task).filter(state=Literal(Task.State.ANSWERED)).order_by()
    judged = 0
    for org_id, project_id in waiting.values_list("org_id", "project_id").distinct():
        with acting_for(org_id):
            project = Project.objects.get(pk=project_id)
            while judged < most and (looked_at := judge_some(project)):
                judged += looked_at
    return judged


@transaction.atomic
def judge_some(project: Project, most: int = AT_ONCE) -> int:
    """Judge up to `most` answered tasks of one project, in one transaction; return how many.

    Judging again changes nothing: every command below starts from the state `answered`.
    """
    tasks = list(
        Task.objects.filter(project=project, state=Literal(Task.State.ANSWERED))
        .order_by("pk")
        .defer("payload")[:most]
    )
    if not tasks:
        return 0
    said_of = _said(task.pk for task in tasks)
    task_type = type_of(project.task_type_id)
    before = _answered_before(project, said_of)
    ready: list[Settlement] = []
    for task in tasks:
        said = said_of.get(task.pk)
        if not said:
            continue
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
                first=project.review_first,
                answered_before=min((before.get(one.worker_id, 0) for one in said), default=0),
                version=max(one.version for one in said),
            )
            if cause:
                _review(settlement, decision, cause)
            else:
                ready.append(settlement)
    if ready:
        judging.settle(project, ready, Task.State.ANSWERED)
        _mark(project, task_type, ready, said_of)
    return len(tasks)


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
    _mark(result.project, task_type, [settlement], _said([review.task_id]))


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


def _said(task_ids: Iterable[int]) -> dict[int, list[Said]]:
    """Return the latest version of each seat's answer, task by task, in the order given."""
    rows = Answer.objects.filter(task_id__in=list(task_ids), is_extra=False).order_by("pk")
    latest: dict[int, dict[int, Said]] = defaultdict(dict)
    values = rows.values_list(
        "task_id", "seat_id", "pk", "worker_id", "seat__stage", "version", "value", "submitted_at"
    )
    for task_id, seat_id, pk, worker_id, stage, version, value, at in values:
        latest[task_id][seat_id] = Said(pk, worker_id, stage, version, value, at)
    return {task_id: sorted(seats.values(), key=lambda one: one.at) for task_id, seats in latest.items()}


def _answered_before(project: Project, said_of: dict[int, list[Said]]) -> dict[int, int]:
    """Return how many answers each worker has in the project beyond those looked at now."""
    if not project.review_first:
        return {}
    now: dict[int, int] = defaultdict(int)
    for said in said_of.values():
        for one in said:
            now[one.worker_id] += 1
    counts = Answer.objects.filter(task__project=project, worker_id__in=now).order_by()
    total = dict(counts.values_list("worker_id").annotate(n=Count("pk")))
    return {worker_id: total.get(worker_id, 0) - n for worker_id, n in now.items()}


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
    answer = Answer.objects.get(pk=decision.key_answer.answer_id)
    judging.put_to_review(settlement, answer, cause)


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
