"""A visitor describes work, sees at once its cost and who fits, and goes on by a letter's link."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Person, Role
from kazi.accounts.pacing import address_of, pace
from kazi.accounts.signing_in import sign_in
from kazi.deals.forms.work import PasswordForm, SendForm, WeightsForm, WorkForm
from kazi.deals.models import Need
from kazi.deals.pages.showing import costs_shown
from kazi.deals.queries.shortlists import Shortlist, shortlist
from kazi.deals.rules.work import Work
from kazi.deals.services import needs
from kazi.deals.services.exposure import note_shown
from kazi.deals.services.needs import Upload
from kazi.deals.services.requests import add_file, make_request
from kazi.kernel.errors import Refused


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest) -> HttpResponse:
    """Take a description.  A client goes straight to the request, a visitor to a page of its own."""
    form = WorkForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if is_buyer(request):
                return _as_client(request, form)
            pace("need-work", address_of(request), most=20, seconds=3600)
            files = [Upload(one.name or "file", one.size or 0, one) for one in form.cleaned_data["samples"]]
            _need, secret = needs.describe(form.work, files)
            return redirect("deals:need", secret)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
    return render(
        request, "deals/describe.html", {"form": form, "is_buyer": is_buyer(request)}, status=status
    )


@never_cache
@require_http_methods(["GET", "POST"])
def need(request: HttpRequest, secret: str) -> HttpResponse:
    """Show should-cost and shortlist for what was described; take who asks, and send the letter."""
    found = needs.read(secret)
    if found.confirmed_at is not None:
        return render(request, "deals/confirmed_before.html")
    work = Work.from_json(found.said)
    weights = WeightsForm(request.GET or None)
    deal = f"need:{found.pk}"
    listed = shortlist(work, deal, weights.moved)
    form = SendForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, found, form, weights)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
    if request.method == "GET" and not weights.moved:
        note_shown(deal, listed)
    context = {**shown(listed, work, weights), "form": form, "secret": secret}
    return render(request, "deals/need.html", context, status=status)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "deals/sent.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """Make the visitor's account and request, once the letter's link shows that the address is theirs."""
    pace("confirm-need", address_of(request), most=60, seconds=600)
    waiting = needs.waiting(secret)
    person = request.user if isinstance(request.user, Person) else None
    if needs.has_account(waiting):
        is_it = person is not None and person.email.lower() == waiting.email
        if request.method == "POST" and is_it and person is not None:
            membership, made = needs.confirm(waiting, person)
            request.session["org_id"] = membership.org_id
            return redirect("deals:shortlist", made.pk)
        context = {"need": waiting, "is_it": is_it, "is_other": person is not None and not is_it}
        return render(request, "deals/confirm_as_known.html", context)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            membership, made = needs.confirm_as_new(waiting, form.cleaned_data["password"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            sign_in(request, membership.person, "invitation", membership.org_id)
            return redirect("deals:shortlist", made.pk)
    return render(request, "deals/confirm.html", {"form": form, "need": waiting})


def shown(listed: Shortlist, work: Work, weights: WeightsForm) -> dict[str, object]:
    """Return what the shortlist's part of a page needs."""
    return {
        "listed": listed,
        "work": work,
        "costs": costs_shown(listed.cost, work.volume),
        "weights_form": WeightsForm(initial={key: round(100 * one) for key, one in listed.weights.items()}),
        "moved": bool(weights.moved),
    }


def is_buyer(request: HttpRequest) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and actor.role == Role.CLIENT


def _as_client(request: HttpRequest, form: WorkForm) -> HttpResponse:
    actor = actor_of(request)
    made = make_request(actor, form.work, form.cleaned_data["once"] or uuid4())
    for one in form.cleaned_data["samples"]:
        add_file(actor, made, one, one.name or "file", one.size or 0)
    return redirect("deals:shortlist", made.pk)


def _send(request: HttpRequest, found: Need, form: SendForm, weights: WeightsForm) -> HttpResponse:
    said = form.cleaned_data
    if not said["website"]:
        pace("need-send", address_of(request), most=10, seconds=3600)
        pace("need-send-to", said["email"].lower(), most=5, seconds=24 * 3600)
        chosen = [int(one) for one in request.POST.getlist("invite") if one.isdigit()]
        needs.send(
            found,
            name=said["name"],
            organisation=said["organisation"],
            email=said["email"],
            providers=chosen,
            weights=weights.moved,
            link_to=request.build_absolute_uri(reverse("deals:confirm", args=["SECRET"])),
        )
    return redirect("deals:sent")  # A machine is thanked too, and learns nothing.
