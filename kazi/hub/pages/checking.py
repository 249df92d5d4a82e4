"""The hub's desk: figures that providers ask it to stand behind, and who asked to meet whom."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import actor_of
from kazi.files.links import file_link
from kazi.hub.access.desk import figure_check, hub_desk
from kazi.hub.forms.figures import AnswerForm
from kazi.hub.models import FigureCheck, Introduction
from kazi.hub.queries import desk as queries
from kazi.hub.services.figures import decide_verification, take_back
from kazi.kernel.errors import Refused

ON_A_PAGE = 50


@login_required
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    hub_desk(actor_of(request))
    asked = request.GET.get("state", "")
    state = asked if asked in FigureCheck.State.values else ""
    page = Paginator(queries.figure_checks(state), ON_A_PAGE).get_page(request.GET.get("page"))
    states = [one for one in FigureCheck.State.choices if one[0] != FigureCheck.State.ASKED]
    return render(request, "hub/figures.html", {"page": page, "state": state, "states": states})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, check_id: int) -> HttpResponse:
    """Show a figure with its evidence, and decide; or take a confirmation back."""
    actor = actor_of(request)
    check = figure_check(actor, check_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act, reason = request.POST.get("do", ""), form.cleaned_data["reason"]
        try:
            if act == "take-back":
                take_back(actor, check, reason)
            elif act in {"yes", "no"}:
                decide_verification(actor, check, agrees=act == "yes", reason=reason)
            else:
                raise Refused(_("Say yes or no."))
        except Refused as refusal:
            form.add_error("reason", str(refusal.message))
        else:
            messages.success(request, _("Your decision is kept, and the provider is told."))
            return redirect("hub:figures")
    evidence = file_link(str(check.evidence_id), actor.person_id) if check.evidence_id else ""
    context = {"check": check, "form": form, "evidence": evidence}
    return render(request, "hub/figure.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def introductions(request: HttpRequest) -> HttpResponse:
    """List who asked to meet which provider, and what came of it."""
    hub_desk(actor_of(request))
    asked = request.GET.get("state", "")
    state = asked if asked in Introduction.State.values else ""
    page = Paginator(queries.introductions(state), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": Introduction.State.choices[1:]}
    return render(request, "hub/introductions.html", context)
