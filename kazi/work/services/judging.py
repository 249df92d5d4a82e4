"""What happens to a task after its answers: settled, put to a third person, reviewed, sent back.

Quality decides which; these commands do it.  Each finds the task in the state it expects or does
nothing, so a job that runs twice changes nothing twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused
from kazi.kinds.rules import check_answer
from kazi.kinds.types import type_of
from kazi.work import rules
from kazi.work.events import ReviewDecided, SentBack, TasksSettled
from kazi.work.models import Answer, Project, Result, Review, Seat, Task
from kazi.work.services.claiming import AnswerRefused

REVIEW_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a task's answers come to.  `agreement` is 0 to 1, or None when one answer stood alone."""

    task_id: int
    value: dict[str, Any]
    agreement: float | None
    method: str
    worker_ids: tuple[int, ...]
    answered_at: datetime
    reviewed: bool = False


@transaction.atomic
def settle(project: Project, settlements: Sequence[Settlement], from_state: str) -> int:
    """Make results of tasks that are in `from_state`; return how many were settled.

    A task that has a result already, because it was sent back, gets the next version of it.
    """
    wanted = {one.task_id: one for one in settlements}
    tasks = Task.objects.filter(pk__in=wanted, state=from_state).select_for_update()
    ready = list(tasks.order_by("pk").values_list("pk", flat=True))
    if not ready:
        return 0
    secret = settings.SECRET_KEY.encode()
    known = {result.task_id: result for result in Result.objects.filter(task_id__in=ready)}
    now = timezone.now()
    fresh = []
    for task_id in ready:
        said = wanted[task_id]
        by = " ".join(rules.pseudonym(secret, project.pk, one) for one in said.worker_ids)
        values = {
            "value": said.value,
            "agreement": said.agreement,
            "method": said.method,
            "by": by,
            "reviewed": said.reviewed,
            "answered_at": said.answered_at,
            "settled_at": now,
        }
        if task_id in known:
            again = Result.objects.filter(pk=known[task_id].pk)
            again.update(version=F("version") + 1, **values)
        else:
            fresh.append(Result(task_id=task_id, project_id=project.pk, **values))
    Result.objects.bulk_create(fresh)
    Task.objects.filter(pk__in=ready).update(state=Task.State.SETTLED)
    record(TasksSettled(project_id=str(project.pk), count=str(len(ready))))
    return len(ready)


@transaction.atomic
def ask_third(task: Task, differences: dict[str, Any]) -> None:
    """Open one more seat for a person who sees the source and both values of what differs."""
    changed = Task.objects.filter(pk=task.pk, state=Task.State.ANSWERED).update(
        state=Task.State.OPEN,
        stage=Task.Stage.DECIDE,
        needed=F("needed") + 1,
        open_seats=F("open_seats") + 1,
        hints=differences,
    )
    if changed:
        _queue_changed(task.project_id)


@transaction.atomic
def ask_one_more(task: Task) -> None:
    """Open one more blind seat, because the votes are tied."""
    changed = Task.objects.filter(pk=task.pk, state=Task.State.ANSWERED).update(
        state=Task.State.OPEN, needed=F("needed") + 1, open_seats=F("open_seats") + 1
    )
    if changed:
        _queue_changed(task.project_id)


@transaction.atomic
def put_to_review(said: Settlement, answer_id: int, cause: str) -> None:
    """Let a reviewer look before the task is settled.  Again changes nothing."""
    task = Task.objects.filter(pk=said.task_id, state=Task.State.ANSWERED)
    if task.update(state=Task.State.REVIEW):
        Review.objects.create(
            task_id=said.task_id,
            answer_id=answer_id,
            proposed=said.value,
            agreement=said.agreement,
            method=said.method,
            cause=cause,
        )


@transaction.atomic
def take_review(actor: Actor, review: Review) -> Review:
    """Hold a review for half an hour, so that two reviewers do not do the same one.

    Taking it again holds it longer.  Raises Conflict when somebody else holds or has decided it,
    Refused for an answer of one's own.
    """
    _not_their_own(actor, review)
    now = timezone.now()
    until = now + timedelta(minutes=REVIEW_MINUTES)
    free = Review.objects.filter(_free_for(actor, now), pk=review.pk, verdict="")
    if not free.update(taken_by_id=actor.membership_id, taken_until=until):
        raise Conflict(_("Somebody else is reviewing this one; take the next."))
    review.refresh_from_db()
    return review


@transaction.atomic
def decide_review(
    actor: Actor,
    review: Review,
    verdict: str,
    *,
    value: dict[str, Any] | None = None,
    comment: str = "",
) -> Review:
    """Accept, correct or send back; decided once.

    The same verdict again returns the decided review; another one raises Conflict, and so does a
    review that somebody else holds.  A correction needs the corrected answer, and sending back
    needs a comment that helps the worker.  Raises Refused for an answer of one's own.
    """
    _not_their_own(actor, review)
    comment = comment.strip()
    if verdict not in Review.Verdict.values:
        raise Refused(_("Accept it, correct it or send it back."))
    if verdict == Review.Verdict.SEND_BACK and not comment:
        raise Refused(_("Write a comment that helps the worker to do it better."))
    task = Task.objects.select_related("project").get(pk=review.task_id)
    project = task.project
    final = review.proposed
    if verdict == Review.Verdict.CORRECT:
        clean, faults = check_answer(type_of(project.task_type_id), value or {})
        if faults:
            raise AnswerRefused(faults)
        final = clean
    now = timezone.now()
    waiting = Review.objects.filter(_free_for(actor, now), pk=review.pk, verdict="")
    decided = waiting.update(
        verdict=verdict,
        value=final if verdict == Review.Verdict.CORRECT else None,
        comment=comment,
        decided_at=now,
        taken_by_id=actor.membership_id,
    )
    review.refresh_from_db()
    if not decided:
        if review.verdict != verdict:
            if not review.verdict:
                raise Conflict(_("Somebody else is reviewing this one; take the next."))
            raise Conflict(_("This review has been decided already."))
        return review
    record(ReviewDecided(review_id=str(review.pk), verdict=verdict), actor_id=actor.person_id)
    if verdict == Review.Verdict.SEND_BACK:
        send_back(task, review.answer.seat, comment, cause="review")
        return review
    answers = Answer.objects.filter(task=task, is_extra=False).order_by("pk")
    workers = dict.fromkeys(answers.values_list("worker_id", flat=True))
    said = Settlement(
        task_id=task.pk,
        value=final,
        agreement=review.agreement,
        method=review.method if verdict == Review.Verdict.ACCEPT else Result.Method.REVIEW,
        worker_ids=tuple(workers),
        answered_at=review.answer.submitted_at,
        reviewed=True,
    )
    settle(project, [said], Task.State.REVIEW)
    return review


@transaction.atomic
def send_back(task: Task, seat: Seat, comment: str, *, cause: str) -> bool:
    """Ask the worker of this seat for a new version; False when it is out for rework already.

    The seat waits `rework_hours` for its worker and then goes to anybody.  Its first version is
    earned and stays so; the time of the next version counts for the hourly floor.
    """
    project = Project.objects.get(pk=task.project_id)
    out = Task.objects.filter(
        pk=task.pk, state__in=[Task.State.REVIEW, Task.State.SETTLED, Task.State.ANSWERED]
    )
    if not out.update(state=Task.State.REWORK, done=F("done") - 1):
        return False
    now = timezone.now()
    Seat.objects.filter(pk=seat.pk).update(
        state=Seat.State.REWORK,
        version=F("version") + 1,
        reason=comment[:500],
        leased_at=now,
        expires_at=now + timedelta(hours=project.rework_hours),
    )
    record(SentBack(task_id=str(task.pk), seat_id=str(seat.pk), cause=cause))
    return True


def _free_for(actor: Actor, now: datetime) -> Q:
    """Return the condition under which a waiting review is this reviewer's to take."""
    return Q(taken_until=None) | Q(taken_until__lt=now) | Q(taken_by_id=actor.membership_id)


def _not_their_own(actor: Actor, review: Review) -> None:
    own = Answer.objects.filter(task_id=review.task_id, worker__membership_id=actor.membership_id)
    if own.exists():
        raise Refused(_("You answered this task yourself, so somebody else reviews it."))


def _queue_changed(project_id: int) -> None:
    Project.objects.filter(pk=project_id).update(queue_changed_at=timezone.now())
