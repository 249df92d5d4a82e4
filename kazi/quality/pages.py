"""The review queue and one review: the source, what is proposed, and where people differed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.kernel.errors import Conflict, Refused
from kazi.kernel.words import Fault
from kazi.kinds.rules import (
    ShownField,
    TaskType,
    check_answer,
    form_fields,
    instructions_html,
    parse_form,
    same,
    shown_answer,
)
from kazi.kinds.types import type_of
from kazi.quality import access
from kazi.work.models import Answer, Review
from kazi.work.queries.lines import shown_inputs
from kazi.work.services import judging
from kazi.work.services.claiming import AnswerRefused

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Differing:
    """One field on which the people who answered do not all agree: what each of them said, unnamed."""

    label: str
    said: tuple[ShownField, ...]


@login_required
@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits to be reviewed, oldest first."""
    actor = actor_of(request)
    waiting = access.waiting_reviews(actor)
    now = timezone.now()
    context = {
        "count": waiting.count(),
        "waiting": [
            {
                "review": review,
                "cause": _why(review.cause),
                "is_taken": _is_elsewhere(review, actor, now),
            }
            for review in waiting[:AT_ONCE]
        ],
    }
    return render(request, "quality/reviews.html", context)


def _is_elsewhere(review: Review, actor: Actor, now: datetime) -> bool:
    return (
        review.taken_until is not None
        and review.taken_until > now
        and review.taken_by_id != actor.membership_id
    )


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the oldest review that nobody is at."""
    return _onward(actor_of(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, review_id: int) -> HttpResponse:
    """Take a review and show it; a POST decides it and goes on to the next."""
    actor = actor_of(request)
    review = access.review_of(actor, review_id)
    if request.method == "POST":
        return _decide(request, actor, review)
    if review.verdict:
        messages.info(request, _("This one is decided already."))
        return redirect("quality:reviews")
    try:
        review = judging.take_review(actor, review)
    except Conflict as conflict:
        messages.info(request, str(conflict.message))
        return redirect("quality:reviews")
    return _page(request, actor, review, review.proposed)


def _decide(request: HttpRequest, actor: Actor, review: Review) -> HttpResponse:
    task_type = type_of(review.task.project.task_type_id)
    data = dict(request.POST.lists())
    value = parse_form(task_type, {name: [str(one) for one in said] for name, said in data.items()})
    if "more" in request.POST:  # More rows of a table, without JavaScript.
        return _page(request, actor, review, value)
    verdict, comment = request.POST.get("verdict", ""), request.POST.get("comment", "")
    if verdict == Review.Verdict.ACCEPT:
        clean, faults = check_answer(task_type, value)
        if not faults and clean != review.proposed:  # Nothing that was typed is silently dropped.
            said = _("You changed the answer. Save your corrections, or undo them and accept it.")
            return _page(request, actor, review, value, fault=said)
    try:
        judging.decide_review(actor, review, verdict, value=value, comment=comment)
    except AnswerRefused as refusal:
        return _page(request, actor, review, value, refusal.faults)
    except Conflict as conflict:
        messages.info(request, str(conflict.message))
        return redirect("quality:reviews")
    except Refused as refusal:
        return _page(request, actor, review, value, fault=str(refusal.message))
    done = {
        Review.Verdict.ACCEPT: _("Accepted."),
        Review.Verdict.CORRECT: _("Corrected."),
        Review.Verdict.SEND_BACK: _("Sent back to the person who did it."),
    }
    messages.success(request, done[Review.Verdict(verdict)])
    return _onward(actor)


def _onward(actor: Actor) -> HttpResponse:
    review = access.next_review(actor)
    return redirect("quality:reviews") if review is None else redirect("quality:review", review.pk)


def _page(
    request: HttpRequest,
    actor: Actor,
    review: Review,
    value: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    fault: str = "",
) -> HttpResponse:
    task_type = type_of(review.task.project.task_type_id)
    context = {
        "review": review,
        "project": review.task.project,
        "type": task_type,
        "cause": _why(review.cause),
        "inputs": shown_inputs(task_type, review.task, actor.person_id),
        "fields": form_fields(task_type, value, faults),
        "differing": _differing(review, task_type),
        "comment": request.POST.get("comment", ""),
        "fault": fault,
        "earlier": review.task.reviews.exclude(verdict="").order_by("pk"),
        "waiting": access.waiting_reviews(actor).count(),
        # Made by kinds from Markdown without HTML of its own.
        "instructions": mark_safe(instructions_html(task_type)),  # noqa: S308
    }
    status = 422 if faults or fault else 200
    return render(request, "quality/review.html", context, status=status)


def _differing(review: Review, task_type: TaskType) -> list[Differing]:
    """Return the fields on which the answers that count are not the same."""
    answers = Answer.objects.filter(task_id=review.task_id, is_extra=False, version=F("seat__version"))
    values = list(answers.order_by("pk").values_list("value", flat=True))
    shown = [{one.name: one for one in shown_answer(task_type, value)} for value in values]
    return [
        Differing(
            field.label,
            tuple(one.get(field.name, ShownField(field.name, field.label, "")) for one in shown),
        )
        for field in task_type.answers
        if any(not same(field, values[0].get(field.name), one.get(field.name)) for one in values[1:])
    ]


def _why(cause: str) -> str:
    """Return why a task is looked at, in words."""
    return {
        "first": _("One of this person's first answers in the project."),
        "sample": _("Chosen at random, as the plan says."),
        "rework": _("It was sent back and is done again."),
        "tied": _("The people who were asked could not agree."),
    }.get(cause, "")
