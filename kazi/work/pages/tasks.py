"""A worker at one task: take it, answer, skip, flag, ask.  Every form works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.files.links import file_link
from kazi.kernel.words import N_, Fault
from kazi.kinds.rules import (
    ShownField,
    decided_form,
    deciding_fields,
    form_fields,
    instructions_html,
    merge_agreed,
    parse_form,
    same,
    shown_answer,
)
from kazi.work.access import own_concern, own_seat
from kazi.work.facts import ProjectFacts, worker_of
from kazi.work.hot import Leased
from kazi.work.models import Concern, Seat, Task
from kazi.work.queries.worker import first_two_answers, practice_for
from kazi.work.services import claiming

ONLY_MINUTES_BELOW = timedelta(hours=2)
SKIP_REASONS = {
    "unseen": N_("I cannot see or read it well enough."),
    "unknown": N_("I do not know enough about this."),
    "language": N_("I do not know the language."),
    "other": N_("Another reason."),
}


@dataclass(frozen=True, slots=True)
class ShownInput:
    """One input as the page draws it: a text, or a picture in a light and a full version."""

    label: str
    is_picture: bool
    text: str
    light_path: str = ""
    full_path: str = ""


@login_required
@require_safe
@never_cache
def next_task(request: HttpRequest) -> HttpResponse:
    """Show the task that the worker holds, or take the next.

    `?project=` keeps to one project; `?after=SEAT`, asked by the page's script, takes one task
    ahead, and is answered with nothing when there is none.
    """
    actor = actor_of(request)
    project_id, after = _number(request.GET.get("project")), _number(request.GET.get("after"))
    found = claiming.next_work(actor, project_id, ahead=2 if after else 1)
    if after:
        found = [(project, seat) for project, seat in found if seat.seat_id != after]
    if found:
        return _task_page(request, actor, *found[0])
    if after:
        return HttpResponse(status=204)
    worker = worker_of(actor)
    practice = practice_for(worker) if worker else []
    return render(request, "work/nothing_left.html", {"practice": practice})


@login_required
@require_safe
@never_cache
def task(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """Show one task that the worker holds."""
    actor = actor_of(request)
    project, seat = own_seat(actor, project_id, seat_id)
    if seat.state == Seat.State.OPEN:
        return _task_page(request, actor, project, _leased(seat))
    if seat.state == Seat.State.REWORK:
        messages.info(request, _("This task comes back to you as soon as you have sent one that you hold."))
    elif seat.state in {Seat.State.ANSWERED, Seat.State.EXTRA}:
        messages.info(request, _("You have answered this task already. Thank you!"))
    else:
        messages.info(request, _("You do not hold this task any more. Take the next one."))
    return redirect("web:worker")


@login_required
@require_POST
@never_cache
def answer(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """Store the answer and go on; with faults, show the page again with what was typed."""
    actor = actor_of(request)
    project, seat = own_seat(actor, project_id, seat_id)
    data: dict[str, Any] = dict(request.POST.lists())
    form, faults = decided_form(project.task_type, _differences(_leased(seat)), data)
    said = parse_form(project.task_type, form)
    wants_rows = "more" in data
    if not wants_rows and not faults:
        try:
            claiming.submit_answer(
                actor,
                project_id,
                seat_id,
                said,
                version=_number(request.POST.get("version")) or 1,
                seconds=_number(request.POST.get("seconds")),
            )
        except claiming.AnswerRefused as refusal:
            faults = refusal.faults
        else:
            where = reverse("work:next")
            if project.is_practice:
                where = reverse("work:feedback", args=[project_id, seat_id])
            if "X-Kazi-Task" in request.headers:  # The page's script has the next task already.
                return HttpResponse(status=204, headers={"X-Next": where})
            return redirect(where)
    status = 200 if wants_rows else 422
    return _task_page(request, actor, project, _leased(seat), said, data, faults, status)


@login_required
@require_safe
@never_cache
def feedback(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """After a practice task: field by field, what was right and what was expected."""
    project, seat = own_seat(actor_of(request), project_id, seat_id)
    given = seat.answers.order_by("version").last()
    expected = seat.task.expected
    if given is None or expected is None or not project.is_practice:
        return redirect("web:worker")
    task_type = project.task_type
    said = {field.name: field for field in shown_answer(task_type, given.value)}
    known = {field.name: field for field in shown_answer(task_type, expected)}
    nothing = ShownField("", "", "")
    rows = [
        {
            "label": field.label,
            "is_right": same(field, given.value.get(field.name), expected.get(field.name)),
            "said": said.get(field.name, nothing),
            "expected": known.get(field.name, nothing),
        }
        for field in task_type.answers
    ]
    context = {
        "project": project,
        "rows": rows,
        "right": sum(bool(row["is_right"]) for row in rows),
        "inputs": _inputs(project, _leased(seat), actor_of(request).person_id),
    }
    return render(request, "work/feedback.html", context)


@login_required
@require_POST
def skip(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """Give the task back with a reason."""
    chosen = SKIP_REASONS.get(request.POST.get("reason", ""), "")
    reason = " ".join(part for part in (chosen, request.POST.get("text", "").strip()) if part)
    claiming.skip(actor_of(request), project_id, seat_id, reason)
    messages.success(request, _("You have given that task back. Nothing is taken from your pay for it."))
    return redirect("work:next")


@login_required
@require_POST
def flag(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """Mark the task as unclear or disturbing and give it back."""
    said = request.POST
    concern = claiming.flag(
        actor_of(request), project_id, seat_id, said.get("kind", ""), said.get("text", "")
    )
    if concern.kind == Concern.Kind.DISTURBING:
        return redirect("work:flagged", project_id, seat_id)
    messages.success(request, _("Thank you. Your team lead will look at that task."))
    return redirect("work:next")


@login_required
@require_safe
def flagged(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """A kind word and where help is, after a disturbing task."""
    own_seat(actor_of(request), project_id, seat_id)
    return render(request, "work/flagged.html")


@login_required
@require_POST
def ask(request: HttpRequest, project_id: int, seat_id: int) -> HttpResponse:
    """Ask the lead and keep the task."""
    claiming.ask(actor_of(request), project_id, seat_id, request.POST.get("text", ""))
    messages.success(
        request, _("Your team lead has your question. The reply will stand on your page My work.")
    )
    return redirect("work:task", project_id, seat_id)


@login_required
@require_POST
def read_reply(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Take a reply that was read off the worker's board."""
    claiming.mark_reply_read(own_concern(actor_of(request), concern_id))
    return redirect("web:worker")


def _task_page(
    request: HttpRequest,
    actor: Actor,
    project: ProjectFacts,
    seat: Leased,
    said: Mapping[str, Any] | None = None,
    data: Mapping[str, Sequence[str]] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HttpResponse:
    """Draw a task; `said` and `data` are what was typed before, when there were faults."""
    task_type = project.task_type
    differences = _differences(seat)
    if differences:
        if said is None:
            keyed = first_two_answers(seat.task_id)
            said = merge_agreed(task_type, *keyed) if len(keyed) == 2 else {}
        pairs, fields = deciding_fields(task_type, differences, said, data, faults)
    else:
        pairs, fields = (), form_fields(task_type, said, faults)
    names = {field.name for field in task_type.answers}
    examples = [(one, shown_answer(task_type, one.answer)) for one in task_type.examples]
    left = seat.expires_at - timezone.now()
    context = {
        "project": project,
        "seat": seat,
        "type": task_type,
        "inputs": _inputs(project, seat, actor.person_id),
        "pairs": pairs,
        "fields": fields,
        "faults": faults,
        "page_faults": [fault for fault in faults if fault.field.split("[")[0] not in names],
        "comment": seat.comment if seat.version > 1 else "",
        "minutes_left": max(0, int(left.total_seconds() // 60)),
        "hours_left": int(left.total_seconds() // 3600) if left > ONLY_MINUTES_BELOW else 0,
        # Rendered by kinds, which shows HTML in the source as text.
        "instructions": mark_safe(instructions_html(task_type)),  # noqa: S308
        "examples": examples,
        "skip_reasons": SKIP_REASONS,
        "one_choice": not pairs and len(fields) == 1 and fields[0].type == "choice",
    }
    return render(request, "work/task.html", context, status=status)


def _inputs(project: ProjectFacts, seat: Leased, person_id: int) -> list[ShownInput]:
    shown = []
    for item in project.task_type.inputs:
        value = str(seat.payload.get(item.name) or "")
        file_id = seat.files.get(item.name)
        if item.type == "text":
            if value:
                shown.append(ShownInput(item.label, is_picture=False, text=value))
        elif file_id:
            light, full = file_link(file_id, person_id, light=True), file_link(file_id, person_id)
            shown.append(ShownInput(item.label, True, value, light, full))
        elif value:
            shown.append(ShownInput(item.label, is_picture=True, text=value))
    return shown


def _differences(seat: Leased) -> dict[str, Any]:
    """Return what the two keyers differ in; empty for a task that is answered blind."""
    return seat.hints or {} if seat.stage == Task.Stage.DECIDE else {}


def _leased(seat: Seat) -> Leased:
    return Leased(
        seat_id=seat.pk,
        task_id=seat.task_id,
        project_id=seat.project_id,
        version=seat.version,
        stage=seat.stage,
        leased_at=seat.leased_at,
        expires_at=seat.expires_at,
        comment=seat.reason,
        payload=seat.task.payload,
        files=seat.task.files or {},
        hints=seat.task.hints,
    )


def _number(text: str | None) -> int | None:
    """Return a small whole number, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
