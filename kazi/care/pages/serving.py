"""The service's side: who waits for an answer, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import actor_of
from kazi.care.access.directory import kept_services
from kazi.care.access.referrals import referral_of, referrals_of
from kazi.care.forms.referrals import AnswerForm
from kazi.care.models import Referral
from kazi.care.rules.needs import NEEDS
from kazi.care.rules.referrals import State, Who, words_now
from kazi.care.sealing import Broken, unsealed
from kazi.care.services import referrals
from kazi.kernel.errors import Refused

ON_A_PAGE = 100


@never_cache
@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the referrals that wait for this service, the one that is due first on top."""
    actor = actor_of(request)
    rows = referrals_of(actor)
    ours = (State.SENT, State.RECEIVED, State.ACCEPTED, State.CONTACTED)
    waiting = list(rows.filter(state__in=ours).order_by("due_at")[:ON_A_PAGE])
    context = {
        "waiting": [(row, _(NEEDS[row.need].name)) for row in waiting],
        "served": rows.filter(state=State.SERVED).order_by("-since")[:20],
        "services": kept_services(actor).order_by("name"),
        "now": timezone.now(),
    }
    return render(request, "care/waiting.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what a person agreed to pass on, and take the service's word."""
    row = referral_of(actor_of(request), ref)
    if row.state == State.SENT and request.method == "GET":
        row = referrals.say(row, "receive", Who.SERVICE)
    form = AnswerForm(words_now(row.state, Who.SERVICE), request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                referrals.say(row, form.cleaned_data["word"], Who.SERVICE, form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = refusal.status
            else:
                return redirect("care:referral", row.ref)
    return render(request, "care/referral.html", _shown(row, form), status=status)


@never_cache
@login_required
@require_GET
def task(request: HttpRequest, ref: str) -> HttpResponse:
    """Give the referral as a FHIR Task, for the service's own system."""
    row = referral_of(actor_of(request), ref)
    return JsonResponse(referrals.fhir_task(row), content_type="application/fhir+json")


@never_cache
@require_http_methods(["GET", "POST"])
def by_letter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a referral to whoever has the letter, and take one answer; reading changes nothing."""
    row = referrals.by_letter(secret)
    words = words_now(row.state, Who.SERVICE)
    form = AnswerForm([word for word in words if word != "receive"], request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                referrals.answer_by_letter(row, form.cleaned_data["word"], form.cleaned_data["reason"])
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = refusal.status
            else:
                return render(request, "care/answered.html", {"row": row})
    return render(request, "care/referral.html", _shown(row, form) | {"by_letter": True}, status=status)


def _shown(row: Referral, form: AnswerForm) -> dict[str, Any]:
    try:
        passed = unsealed(row.passed) if row.passed else {}
    except Broken:
        passed = {}
    names = {
        "call_me": _("Call them"),
        "contact": _("How to reach them"),
        "language": _("Language"),
        "note": _("They say"),
    }
    return {
        "row": row,
        "need": _(NEEDS[row.need].name),
        "passed": [(label, passed[name]) for name, label in names.items() if name in passed],
        "form": form,
        "may_answer": bool(words_now(row.state, Who.SERVICE)) and row.confirmed is None,
    }
