"""Reporting something, the moderators' desk, the author's appeal, and the public log of it all."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.pacing import address_of, pace
from kazi.hub.access.desk import hub_desk
from kazi.hub.access.moderation import case_of_author, moderated_case
from kazi.hub.forms.moderation import AppealForm, DecisionForm, ReportForm
from kazi.hub.models import Case
from kazi.hub.pages.caching import public_page
from kazi.hub.queries import moderation as queries
from kazi.hub.services import moderation
from kazi.kernel.errors import NotFound, Refused


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Take a reader's report of a public thing; what is not public cannot be reported."""
    thing = None if kind == "claim" else moderation.find(kind, ref)
    if thing is not None and (door := moderation.kinds[kind].door):
        door(_signed_in(request))
    if thing is None or moderation.is_held(kind, ref) or (thing.is_demo and not settings.DEMO):
        raise NotFound
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.is_from_a_machine:
            return redirect("hub:reported")
        try:
            pace("report", address_of(request), most=10, seconds=3600)
            said = form.cleaned_data
            moderation.report(kind, ref, said["why"], said["text"], form.sent_once, said["email"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return redirect("hub:reported")
    return render(request, "hub/report.html", {"form": form, "thing": thing}, status=status)


@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/reported.html")


@require_safe
@public_page
def public_log(request: HttpRequest) -> HttpResponse:
    """Say by which rules the hub moderates, and what it decided in the past year."""
    log = queries.public_log()
    rows = [(case, _kind(case)) for case in log.decided]
    return render(request, "hub/moderation_log.html", {"log": log, "rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def author(request: HttpRequest, secret: str) -> HttpResponse:
    """The author's page of a case: the reason, and an appeal, once."""
    case = case_of_author(secret)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = moderation.appeal(case, form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("hub:case_author", secret)
    return render(request, "hub/case_author.html", {"case": case, "form": form, "kind": _kind(case)})


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List what waits for a moderator, the oldest first."""
    hub_desk(actor_of(request))
    asked = request.GET.get("state", "")
    state = asked if asked in Case.State.values else ""
    page = Paginator(queries.cases(state), 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(case, _kind(case)) for case in page],
        "state": state,
        "states": [one for one in Case.State.choices if one[0] not in {"waiting", "appealed"}],
    }
    return render(request, "hub/moderation.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case with what readers said, and take the decision, or the one about its appeal."""
    actor = actor_of(request)
    found = moderated_case(actor, case_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        yes = request.POST.get("do") == "yes"
        try:
            if found.state == Case.State.APPEALED:
                moderation.decide_appeal(actor, found, grant=yes, reason=reason)
            else:
                moderation.decide(actor, found, keep=yes, reason=reason, link_to=_link_to(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The decision is kept, and its author is told."))
            return redirect("hub:moderation")
    context = {
        "case": found,
        "kind": _kind(found),
        "thing": moderation.find(found.kind, found.ref),
        "reports": found.reports.order_by("received_at"),
        "form": form,
        "is_open": found.state in {Case.State.WAITING, Case.State.APPEALED},
        "own_decision": found.state == Case.State.APPEALED and found.decided_by_id == actor.person_id,
    }
    return render(request, "hub/case.html", context)


def _signed_in(request: HttpRequest) -> Actor:
    """Return who acts; what only members read is not there for anybody else."""
    if not request.user.is_authenticated:
        raise NotFound
    return actor_of(request)


def _kind(case: Case) -> str:
    known = moderation.kinds.get(case.kind)
    return _(known.name) if known else case.kind


def _link_to(request: HttpRequest) -> moderation.LinkTo:
    return lambda secret: request.build_absolute_uri(reverse("hub:case_author", args=[secret]))
