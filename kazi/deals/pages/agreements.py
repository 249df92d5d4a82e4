"""Agreements: the list, one with all that happened to it, its text, its signing, its order."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Organisation
from kazi.deals.access import agreements as access
from kazi.deals.access.invoices import invoices_of, provider_only
from kazi.deals.forms.agreements import (
    EndForm,
    NewAgreementForm,
    OrderForm,
    PublishingForm,
    ReferenceForm,
    SignForm,
    TermsForm,
)
from kazi.deals.models import Agreement, AgreementVersion
from kazi.deals.models.agreements import Side
from kazi.deals.queries.agreements import milestones_of, version_seen_by, versions_seen_by
from kazi.deals.queries.commission import commission_now
from kazi.deals.queries.invoices import shown
from kazi.deals.rules import terms as shapes
from kazi.deals.rules import wording
from kazi.deals.services import agreements, running
from kazi.deals.services.agreements import TermsInvalid
from kazi.deals.services.messages import thread_for
from kazi.deals.services.papers import agreement_pdf
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.money import Money

ON_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(access.agreements_of(actor), ON_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "side": access.side_of_role(actor), "commission": commission_now()}
    return render(request, "deals/agreements.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft an agreement with a client, as the provider."""
    actor = actor_of(request)
    provider_only(access.side_of_role(actor))
    provider = Organisation.objects.get(pk=actor.org_id)
    first = {"once": uuid.uuid4(), "currency": provider.currency, "worker_currency": provider.currency}
    form = NewAgreementForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and form.buyer is not None:
        once = form.cleaned_data["once"]
        made = agreements.draft(actor, provider, form.buyer, form.terms(), once=once)
        messages.success(request, _("The draft is kept. Read the text, then offer it."))
        return redirect("agreements:version", made.pk, 1)
    return render(request, "deals/terms.html", {"form": form, "is_new": True, "commission": commission_now()})


@login_required
@require_GET
def page(request: HttpRequest, agreement_id: int) -> HttpResponse:
    agreement, side = access.agreement_of(actor_of(request), agreement_id)
    return render(request, "deals/agreement.html", _page(request, agreement, side))


@login_required
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Change the draft or the offer, or begin an amendment of what is in force."""
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    version = agreements.open_version(agreement) or agreements.version_in_force(agreement)
    if version is None or (version.state == AgreementVersion.State.DRAFT and version.side != side):
        raise Conflict(_("These terms cannot be changed now."))
    form = TermsForm(request.POST or None, terms=shapes.from_json(version.terms))
    if request.method == "POST" and form.is_valid():
        try:
            changed = agreements.change(
                actor, agreement, side, form.terms(), request.POST.get("reason", "").strip()
            )
        except TermsInvalid as refusal:
            form.add_faults(refusal.faults)
        else:
            messages.success(request, _("The terms are kept. Read the text as it is now."))
            return redirect("agreements:version", agreement.pk, changed.number)
    context = {
        "form": form,
        "agreement": agreement,
        "version": version,
        "is_amendment": version.state == AgreementVersion.State.FORCE,
        "is_offered": version.state == AgreementVersion.State.OFFERED,
        "commission": commission_now(),
    }
    return render(request, "deals/terms.html", context)


@login_required
@require_GET
def version(request: HttpRequest, agreement_id: int, number: int) -> HttpResponse:
    """Show the exact text of a version, and what is other than in the one before."""
    agreement, side = access.agreement_of(actor_of(request), agreement_id)
    found = _version(agreement, side, number)
    return render(request, "deals/version.html", _version_page(agreement, side, found))


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, agreement_id: int, number: int) -> HttpResponse:
    """Show the text that is signed and take the signature under its hash."""
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    found = _version(agreement, side, number)
    first = {"name": agreements.signer_name(actor), "sha256": found.sha256}
    form = SignForm(request.POST or None, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            signed = agreements.sign(
                actor, agreement, side, number=number, sha256=said["sha256"], name=said["name"]
            )
        except (Conflict, Refused) as refusal:
            if refusal.status not in {409, 422}:
                raise
            status = refusal.status
            form = SignForm(initial={**first, "name": said["name"]})
            messages.error(request, str(refusal.message))
        else:
            in_force = signed.state == AgreementVersion.State.FORCE
            text = _("Both sides have signed. It is in force.") if in_force else _("You have signed.")
            messages.success(request, text)
            return redirect("agreements:agreement", agreement.pk)
    context = _version_page(agreement, side, found) | {"form": form}
    return render(request, "deals/sign.html", context, status=status)


@login_required
@require_GET
def version_pdf(request: HttpRequest, agreement_id: int, number: int) -> HttpResponse:
    agreement, side = access.agreement_of(actor_of(request), agreement_id)
    pdf = agreement_pdf(agreement, _version(agreement, side, number))
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"{slugify(agreement.title) or 'agreement'}-v{number}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response


@login_required
@require_POST
def offer(request: HttpRequest, agreement_id: int) -> HttpResponse:
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    try:
        offered = agreements.offer(actor, agreement, side)
    except TermsInvalid as refusal:
        messages.error(request, str(refusal.message))
        return redirect("agreements:terms", agreement.pk)
    messages.success(request, _("The other side can read and sign it now."))
    return redirect("agreements:version", agreement.pk, offered.number)


@login_required
@require_POST
def drop(request: HttpRequest, agreement_id: int) -> HttpResponse:
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    agreements.drop(actor, agreement, side)
    messages.success(request, _("The text that was not signed is dropped."))
    return redirect("agreements:agreement", agreement.pk)


@login_required
@require_POST
def order(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Order the work: the provider's project is made within seconds."""
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    running.order_work(actor, agreement, side, request.POST.get("task_type", ""))
    messages.success(request, _("The work is ordered. The provider's project is being set up."))
    return redirect("agreements:agreement", agreement.pk)


@login_required
@require_POST
def end(request: HttpRequest, agreement_id: int) -> HttpResponse:
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    running.end(actor, agreement, side, request.POST.get("reason", ""))
    messages.success(request, _("The agreement has ended. What was accepted can still be billed."))
    return redirect("agreements:agreement", agreement.pk)


@login_required
@require_POST
def reference(request: HttpRequest, agreement_id: int) -> HttpResponse:
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    words = request.POST.get("reference_words", "")
    running.agree_to_reference(actor, agreement, side, "reference_agreed" in request.POST, words)
    messages.success(request, _("Your word about the reference is kept."))
    return redirect("agreements:agreement", agreement.pk)


@login_required
@require_POST
def publishing(request: HttpRequest, agreement_id: int) -> HttpResponse:
    actor = actor_of(request)
    agreement, side = access.agreement_of(actor, agreement_id)
    running.set_publishing(actor, agreement, side, request.POST.get("publishing", ""))
    messages.success(request, _("Your choice about publishing is kept."))
    return redirect("agreements:agreement", agreement.pk)


@login_required
@require_POST
def report(request: HttpRequest, agreement_id: int, milestone_id: int) -> HttpResponse:
    actor = actor_of(request)
    milestone, side = access.milestone_of(actor, agreement_id, milestone_id)
    running.report_milestone(actor, milestone, side)
    messages.success(request, _("The buyer is asked to confirm it."))
    return redirect("agreements:agreement", agreement_id)


@login_required
@require_POST
def confirm(request: HttpRequest, agreement_id: int, milestone_id: int) -> HttpResponse:
    actor = actor_of(request)
    milestone, side = access.milestone_of(actor, agreement_id, milestone_id)
    running.confirm_milestone(actor, milestone, side)
    messages.success(request, _("The milestone is confirmed; the provider bills it."))
    return redirect("agreements:agreement", agreement_id)


@login_required
@require_POST
def write(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """Go to the letters of this deal, which begin with the first look."""
    agreement, _side = access.agreement_of(actor_of(request), agreement_id)
    return redirect("agreements:messages", thread_for(agreement).pk)


def _version(agreement: Agreement, side: Side, number: int) -> AgreementVersion:
    found = version_seen_by(agreement, side, number)
    if found is None:
        raise NotFound
    return found


def _page(request: HttpRequest, agreement: Agreement, side: Side) -> dict[str, Any]:
    versions = versions_seen_by(agreement, side)
    states = AgreementVersion.State
    waiting = next((one for one in versions if one.state in {states.DRAFT, states.OFFERED}), None)
    in_force = next((one for one in versions if one.state == states.FORCE), None)
    main = in_force or waiting or (versions[0] if versions else None)
    told = shapes.from_json(main.terms) if main else None
    return {
        "agreement": agreement,
        "side": side,
        "is_buyer": side == Side.BUYER,
        "versions": versions,
        "waiting": waiting,
        "in_force": in_force,
        "terms": told,
        "value": Money(told.value_minor(), told.currency) if told else None,
        "has_signed": waiting is not None
        and any(one.side == side and one.void_at is None for one in waiting.signatures.all()),
        "milestones": milestones_of(agreement, side),
        "invoices": shown(invoices_of(actor_of(request)).filter(agreement=agreement)[:100]),
        "order_form": OrderForm() if told and not told.task_type else None,
        "end_form": EndForm(),
        "reference_form": ReferenceForm(instance=agreement),
        "publishing_form": PublishingForm(instance=agreement),
        "done_percent": min(100, agreement.units_accepted * 100 // told.volume)
        if told and told.volume
        else 0,
    }


def _version_page(agreement: Agreement, side: Side, found: AgreementVersion) -> dict[str, Any]:
    text = agreements.text_of(agreement, found)
    seen = versions_seen_by(agreement, side)
    before = next((one for one in seen if one.number < found.number and one.text), None)
    signatures = list(found.signatures.all())
    return {
        "agreement": agreement,
        "version": found,
        "side": side,
        "text": text,
        "before": before,
        "changes": wording.changes(before.text, text) if before else [],
        "signatures": [one for one in signatures if one.void_at is None],
        "void": [one for one in signatures if one.void_at is not None],
        "may_sign": found.state == AgreementVersion.State.OFFERED
        and not any(one.side == side and one.void_at is None for one in signatures),
        "may_offer": found.state == AgreementVersion.State.DRAFT,
    }
