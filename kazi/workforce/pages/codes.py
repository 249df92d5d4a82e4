"""Staff codes: who has one, a new worker with one, a new PIN, an unlocked code."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts import staff_codes
from kazi.accounts.actors import actor_of
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound, Refused
from kazi.workforce import access, services
from kazi.workforce.forms import CodeForm


@login_required
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.may_look_after(actor)
    workers = list(access.workers_of(actor).order_by("membership__person__name"))
    codes = staff_codes.codes_of([worker.membership_id for worker in workers])
    context = {
        "rows": [(worker, codes.get(worker.membership_id)) for worker in workers],
        "now": timezone.now(),
    }
    return render(request, "workforce/codes.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make a worker with a staff code and show the first PIN, this once."""
    actor = actor_of(request)
    access.may_look_after(actor)
    teams = access.teams_of(actor)
    form = CodeForm(request.POST or None, teams=teams, needs_team=actor.role == Role.LEAD)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            worker, code, pin = services.take_on_with_code(
                actor, said["name"], said["language"], said["team"], said["code"]
            )
        except Refused as refusal:
            form.add_error("code", str(refusal.message))
        else:
            return render(request, "workforce/pin.html", {"worker": worker, "code": code, "pin": pin})
    context = {"form": form, "may_make": actor.role == Role.MANAGER or teams.exists()}
    return render(request, "workforce/new_code.html", context)


@login_required
@never_cache
@require_POST
def reset(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Give a new first PIN, or a first staff code to a worker without one, and show it this once."""
    actor = actor_of(request)
    worker = access.worker_in_care(actor, worker_id)
    if worker.membership_id == actor.membership_id:
        raise NotFound  # One's own PIN is changed on one's own page.
    code = staff_codes.codes_of([worker.membership_id]).get(worker.membership_id)
    if code is None:
        code, pin = staff_codes.give_code_to(actor, worker.membership)
    else:
        pin = staff_codes.reset_pin(actor, code)
    return render(request, "workforce/pin.html", {"worker": worker, "code": code, "pin": pin})


@login_required
@require_POST
def unlock(request: HttpRequest, worker_id: int) -> HttpResponse:
    actor = actor_of(request)
    worker = access.worker_in_care(actor, worker_id)
    code = staff_codes.codes_of([worker.membership_id]).get(worker.membership_id)
    if code is None:
        raise NotFound
    staff_codes.unlock(actor, code)
    messages.success(
        request, _("%(name)s can sign in again.") % {"name": worker.membership.person.get_short_name()}
    )
    return redirect("workforce:codes")
