"""People of the demo at work, through the same services as everybody; then their days spread out."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.kinds.types import type_of
from kazi.quality.models import Mark
from kazi.quality.services import judge_some
from kazi.work.facts import forget_projects
from kazi.work.models import Answer, Concern, Project, Result, Review, Seat
from kazi.work.services.claiming import next_work, submit_answer

Truths = Mapping[str, Mapping[str, Any]]  # the key of a task -> its right answer
Slip = Callable[[random.Random, dict[str, Any]], dict[str, Any]]
DAYS = 14
EVERY_SO_OFTEN = 7


def work(
    project: Project,
    workers: Sequence[Actor],
    truths: Truths,
    slip: Slip,
    *,
    share: float,
    dice: random.Random,
    slips: float = 1,
) -> None:
    """Let the workers answer until `share` (0 to 1) of the seats are done; some make slips.

    How often somebody slips is their own: between one answer in forty and one in six, times
    `slips` for harder work.
    """
    forget_projects(project.org_id)
    keys = dict(project.tasks.values_list("pk", "key"))
    wanted = round(share * project.tasks.count() * project.overlap)
    care = {actor.person_id: dice.uniform(0.025, 0.16) for actor in workers}
    done = tired = turn = 0
    while done < wanted and tired < len(workers):
        actor = workers[turn % len(workers)]
        turn += 1
        found = next_work(actor, project.pk)
        if not found:
            tired += 1
            continue
        tired = 0
        _facts, seat = found[0]
        answer = dict(truths[keys[seat.task_id]])
        if seat.stage == "key" and dice.random() < slips * care[actor.person_id]:
            answer = slip(dice, answer)
        submit_answer(actor, project.pk, seat.seat_id, answer, version=seat.version)
        done += 1
        if done % EVERY_SO_OFTEN == 0:
            judge_some(project)
    while judge_some(project):
        pass


def spread(
    project: Project, dice: random.Random, *, days: int = DAYS, until: timedelta = timedelta()
) -> None:
    """Give the answers of a project their hours of the last `days`, in the order they were given.

    Commands stamp what they do with the present moment; here it becomes a fortnight of working
    days, eight to five where nobody works at night, the last part of it within the last two hours.
    """
    now = timezone.now() - until
    answers = list(Answer.objects.filter(task__project=project).select_related("seat").order_by("pk"))
    recent = len(answers) // 8 if not until else 0
    moments = sorted(
        [_working_moment(now, days, dice) for _ in range(len(answers) - recent)]
        + [now - timedelta(minutes=dice.uniform(2, 110)) for _ in range(recent)]
    )
    expected = type_of(project.task_type_id).expected_seconds
    seats = {}
    for answer, moment in zip(answers, moments, strict=True):
        answer.seconds = round(expected * dice.uniform(0.5, 2.2))
        answer.submitted_at = moment
        seat = answer.seat
        if seat.state == Seat.State.ANSWERED:
            seat.answered_at = moment
        seat.leased_at = moment - timedelta(seconds=answer.seconds + 4)
        seats[seat.pk] = seat
    Answer.objects.bulk_update(answers, ["seconds", "submitted_at"], batch_size=200)
    Seat.objects.bulk_update(seats.values(), ["leased_at", "answered_at"], batch_size=200)
    given = {answer.pk: answer.submitted_at for answer in answers}
    marks = list(Mark.objects.filter(project=project))
    for mark in marks:
        mark.at = given[mark.answer_id]
    Mark.objects.bulk_update(marks, ["at"], batch_size=200)
    last = Answer.objects.filter(task__project=project).order_by().values_list("task_id")
    latest = dict(last.annotate(at=Max("submitted_at")))
    results = list(Result.objects.filter(project=project))
    for result in results:
        result.answered_at = latest[result.task_id]
        result.settled_at = result.answered_at + timedelta(seconds=3)
    Result.objects.bulk_update(results, ["answered_at", "settled_at"], batch_size=200)
    for review in Review.objects.filter(task__project=project):
        review.made_at = latest[review.task_id] + timedelta(seconds=3)
        if review.decided_at:
            review.decided_at = min(now, review.made_at + timedelta(hours=dice.uniform(0.2, 5)))
        review.save(update_fields=["made_at", "decided_at"])
    for concern in Concern.objects.filter(task__project=project).select_related("seat"):
        concern.made_at = now - timedelta(hours=dice.uniform(1, 30))
        if concern.closed_at:
            concern.closed_at = concern.made_at + timedelta(minutes=dice.uniform(5, 50))
        concern.save(update_fields=["made_at", "closed_at"])
    began = now - timedelta(days=days, hours=3)
    Project.objects.filter(pk=project.pk).update(made_at=began, queue_changed_at=began)


def _working_moment(now: datetime, days: int, dice: random.Random) -> datetime:
    """Return a moment of the last `days` between 05:00 and 14:00 UTC: office hours in East Africa."""
    while True:
        day = now - timedelta(days=days * dice.random() ** 1.2)  # More and more as people learn.
        moment = day.replace(hour=5, minute=0, second=0) + timedelta(hours=9 * dice.random())
        if moment < now - timedelta(minutes=5) and (moment.weekday() < 5 or dice.random() < 0.15):
            return moment
