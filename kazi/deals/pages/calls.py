"""A provider's calls: invitations and open ones, its questions, its sealed proposal, and the result."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.deals.access import calls as access
from kazi.deals.access.requests import provider_of
from kazi.deals.forms.calls import OfferForm, PriceForm, QuestionForm
from kazi.deals.models import PricePoint, Proposal
from kazi.deals.queries.clock import database_now
from kazi.deals.queries.results import result_of
from kazi.deals.services import calls as services
from kazi.deals.services.proposals import submit, take_back
from kazi.files.links import file_link
from kazi.kernel.errors import Refused

ON_A_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "deals/calls.html", {"calls": access.calls(actor)})


@login_required
@require_GET
def one(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    now = database_now()
    context = {
        "call": call,
        "nda_sha256": hashlib.sha256(call.nda_text.encode()).hexdigest(),
        "questions": access.questions_of(actor, call),
        "files": [(file, file_link(str(file.file_id), actor.person_id)) for file in access.files_of(call)],
        "later": access.later_deadlines(call),
        "own": Proposal.objects.filter(request_id=call.id, owner_id=actor.org_id).first(),
        "takes_proposals": call.state == "open" and now < call.proposals_until,
        "takes_questions": call.state == "open" and now < call.questions_until,
        "question_form": QuestionForm(),
    }
    return render(request, "deals/call.html", context)


@login_required
@require_POST
def nda(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    services.promise_silence(actor, call, request.POST.get("sha256", ""))
    messages.success(request, _("Your promise is kept with your name, the time and the text."))
    return redirect("deals:call", call.id)


@login_required
@require_POST
def ask(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    services.ask(actor, call, request.POST.get("text", "").replace("\0", ""))
    messages.success(request, _("Your question is on its way; the buyer is not told who asked."))
    return redirect("deals:call", call.id)


@login_required
@require_POST
def decline(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    services.decline(actor, call, request.POST.get("reason", "").replace("\0", ""))
    messages.success(request, _("You have declined. Thank you for saying so."))
    return redirect("deals:calls")


@login_required
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Take a proposal and seal it.  What was sent before is not shown again: nobody can read it."""
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    form = OfferForm(request.POST or None, request.FILES or None, initial={"currency": call.currency})
    status = 200
    if request.method == "POST" and form.is_valid():
        files = [(file.name or "file", file.read()) for file in form.cleaned_data["files"]]
        try:
            submit(actor, call, form.offer, files, form.cleaned_data["once"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            messages.success(request, _("Your proposal is sealed. Until the deadline you may replace it."))
            return redirect("deals:call", call.id)
    own = Proposal.objects.filter(request_id=call.id, owner_id=actor.org_id, state="sealed").first()
    return render(request, "deals/propose.html", {"call": call, "form": form, "own": own}, status=status)


@login_required
@require_POST
def withdraw(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    call = access.call_of(actor, call_id)
    take_back(actor, call)
    messages.success(request, _("Your proposal is withdrawn; its bytes are gone."))
    return redirect("deals:call", call.id)


@login_required
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    provider_of(actor)
    found = Proposal.objects.filter(owner_id=actor.org_id).select_related("request", "shared_with")
    page = Paginator(found.order_by("-received_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "deals/own_proposals.html", {"page": page})


@login_required
@require_GET
def result(request: HttpRequest, proposal_id: int) -> HttpResponse:
    found = access.own_proposal(actor_of(request), proposal_id)
    return render(request, "deals/result.html", {"own": found, "result": result_of(found)})


@login_required
@require_http_methods(["GET", "POST"])
def prices(request: HttpRequest) -> HttpResponse:
    """State usual prices: they are public, and the price term of the shortlist reads them."""
    actor = actor_of(request)
    org = provider_of(actor)
    form = PriceForm(request.POST or None, initial={"currency": org.currency})
    if request.method == "POST" and request.POST.get("drop", "").isdigit():
        services.drop_price(actor, int(request.POST["drop"]))
        return redirect("deals:prices")
    if request.method == "POST" and form.is_valid():
        services.state_price(actor, **form.cleaned_data)
        messages.success(request, _("Your price is stated."))
        return redirect("deals:prices")
    stated = PricePoint.objects.order_by("service", "unit")
    return render(request, "deals/prices.html", {"form": form, "stated": stated})
