"""One number, seen by two people together: asking, allowing, seeing it once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts.actors import actor_of, require_role
from kazi.accounts.factors.proving import confirmed_to_change, has_proved
from kazi.accounts.models import Role
from kazi.channels.forms import UnsealForm
from kazi.channels.services import unsealing
from kazi.kernel.errors import NotFound, Refused


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed_to_change
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, and asking; `?number=` fills in the reference."""
    signer = _signer(request)
    form = UnsealForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    if request.method == "POST" and form.is_valid():
        try:
            unsealing.ask(form.cleaned_data["number"], form.cleaned_data["reason"], signer)
        except NotFound:
            form.add_error("number", _("There is no such number here."))
        except Refused as refusal:
            form.add_error("reason", str(refusal.message))
        else:
            messages.success(request, _("It is asked for. A colleague has to allow it within a day."))
            return redirect("web:numbers")
    wrong = form.is_bound and bool(form.errors)
    shown = {"form": form, "asked": unsealing.waiting(), "person_id": signer.person_id}
    return render(request, "web/numbers.html", shown, status=422 if wrong else 200)


@login_required
@require_POST
@confirmed_to_change
def allow(request: HttpRequest, unsealing_id: UUID) -> HttpResponse:
    unsealing.allow(unsealing_id, _signer(request))
    messages.success(request, _("Allowed. Only who asked for it sees it, once."))
    return redirect("web:numbers")


@login_required
@never_cache
@require_POST
@confirmed_to_change
def show(request: HttpRequest, unsealing_id: UUID) -> HttpResponse:
    number = unsealing.show(unsealing_id, _signer(request))
    return render(request, "web/number.html", {"number": number})


def _signer(request: HttpRequest) -> unsealing.Signer:
    actor = actor_of(request)
    require_role(actor, Role.OFFICER, Role.HUB)
    return unsealing.Signer(actor.person_id, actor.role, has_proved(request))
