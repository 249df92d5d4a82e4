"""Questions and flags of workers, as a lead or a manager answers them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kazi.accounts.actors import actor_of
from kazi.kinds.types import type_of
from kazi.work import access
from kazi.work.queries.lines import shown_inputs
from kazi.work.services import concerns as services

AT_ONCE = 50


@login_required
@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for a word, disturbing tasks first, then the oldest; and what was said lately."""
    actor = actor_of(request)
    access.look_after_work(actor)
    concerns = access.concerns_of(actor)
    waiting = list(concerns.filter(closed_at=None).order_by("made_at", "pk")[:AT_ONCE])
    waiting.sort(key=lambda one: one.kind != one.Kind.DISTURBING)
    shown = [
        {
            "concern": one,
            "inputs": shown_inputs(type_of(one.task.project.task_type_id), one.task, actor.person_id),
            "project": one.task.project,
        }
        for one in waiting
    ]
    said = concerns.exclude(closed_at=None).order_by("-closed_at")[:20]
    return render(request, "work/concerns.html", {"waiting": shown, "said": said})


@login_required
@require_POST
def answer(request: HttpRequest, concern_id: int) -> HttpResponse:
    """Send the reply, and take the task out of work when that is asked for too; both or neither."""
    actor = actor_of(request)
    concern = access.concern_of(actor, concern_id)
    text = request.POST.get("text", "")
    with transaction.atomic():
        if request.POST.get("withdraw"):
            services.withdraw_task(actor, concern.task, text)
        services.answer_concern(actor, concern, text)
    messages.success(request, _("Your reply is sent."))
    return redirect("work:concerns")
