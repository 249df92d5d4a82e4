"""A buyer's requests: what they are, who is asked, what is asked back, and the way to proposals."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.deals.access import requests as access
from kazi.deals.forms.calls import AnswerForm, FilesForm, LaterForm, ReasonForm, SendOutForm
from kazi.deals.forms.work import WeightsForm, WorkForm, initial_of
from kazi.deals.models import Proposal, Question, Request
from kazi.deals.pages.need import shown
from kazi.deals.pages.showing import next_step
from kazi.deals.queries.shortlists import shortlist
from kazi.deals.services import requests as services
from kazi.deals.services.exposure import note_shown
from kazi.deals.services.opening import open_proposals
from kazi.files.links import file_link
from kazi.kernel.errors import Refused

ON_A_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    found = access.own_requests(actor_of(request))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "deals/requests.html", {"page": page})


@login_required
@require_GET
def one(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    if open_proposals(found.pk):  # Whoever looks first after the deadline need not wait for the clock.
        found.refresh_from_db()
    questions = list(Question.objects.filter(request=found).order_by("asked_at", "pk"))
    proposals = Proposal.objects.filter(request=found).exclude(state=Proposal.State.WITHDRAWN)
    context = {
        "wanted": found,
        "next": next_step(found, sum(one.answered_at is None for one in questions)),
        "invited": found.invited.select_related("shared_with").order_by("invited_at", "pk"),
        "questions": questions,
        "proposals": proposals.count(),
        "spoiled": found.state != Request.State.OPEN
        and proposals.filter(state=Proposal.State.SEALED).exists(),
        "files": [
            (file, file_link(str(file.file_id), actor.person_id)) for file in found.files.order_by("pk")
        ],
        "later": found.later.order_by("at"),
        "files_form": FilesForm(),
        "later_form": LaterForm(initial={"until": found.proposals_until}),
        "reason_form": ReasonForm(),
        "answer_form": AnswerForm(),
        "award": getattr(found, "award", None),
    }
    return render(request, "deals/request.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, call_id: int) -> HttpResponse:
    found = access.own_request(actor_of(request), call_id)
    form = WorkForm(request.POST or None, initial=initial_of(found.work))
    del form.fields["samples"], form.fields["once"]
    if request.method == "POST" and form.is_valid():
        try:
            services.change_request(found, form.work)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("deals:shortlist", found.pk)
    return render(request, "deals/describe.html", {"form": form, "is_buyer": True, "wanted": found})


@login_required
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, call_id: int) -> HttpResponse:
    """Show the shortlist; `POST` invites those that were ticked."""
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    if request.method == "POST":
        chosen = [int(one) for one in request.POST.getlist("invite") if one.isdigit()]
        count = services.invite(actor, found, chosen)
        said = ngettext(
            "%(n)s provider more is on your list.", "%(n)s providers more are on your list.", count
        )
        messages.success(request, said % {"n": count})
        return redirect("deals:send_out" if found.state == Request.State.DRAFT else "deals:request", found.pk)
    weights = WeightsForm(request.GET or None)
    made = shortlist(found.work, f"request:{found.pk}", weights.moved)
    if not weights.moved:
        note_shown(f"request:{found.pk}", made)
    invited = set(found.invited.values_list("shared_with_id", flat=True))
    context = {**shown(made, found.work, weights), "wanted": found, "invited": invited}
    return render(request, "deals/shortlist.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def send_out(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    if found.state != Request.State.DRAFT:
        return redirect("deals:request", found.pk)
    form = SendOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.send_out(actor, found, **form.cleaned_data, site=request.build_absolute_uri("/"))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Your request is out. Proposals stay sealed until the deadline."))
            return redirect("deals:request", found.pk)
    invited = found.invited.select_related("shared_with").order_by("invited_at", "pk")
    return render(request, "deals/send_out.html", {"form": form, "wanted": found, "invited": invited})


@login_required
@require_POST
def attach(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        for file in form.cleaned_data["files"]:
            services.add_file(actor, found, file, file.name or "file", file.size or 0)
        messages.success(request, _("The files are here."))
    else:
        messages.error(request, _("Choose at least one file."))
    return redirect("deals:request", found.pk)


@login_required
@require_POST
def answer(request: HttpRequest, call_id: int, question_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    question = access.asked_question(found, question_id)
    services.answer(actor, found, question, request.POST.get("answer", "").replace("\0", ""))
    messages.success(request, _("All providers have your answer."))
    return redirect("deals:request", found.pk)


@login_required
@require_POST
def put_off(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    form = LaterForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose a new deadline and say why: all providers are told."))
    services.put_off(actor, found, form.cleaned_data["until"], form.cleaned_data["reason"])
    messages.success(request, _("All providers were told of the new deadline."))
    return redirect("deals:request", found.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, call_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.own_request(actor, call_id)
    services.withdraw(actor, found, request.POST.get("reason", "").replace("\0", ""))
    messages.success(request, _("The request is withdrawn."))
    return redirect("deals:requests")
