"""The hub's sales desk: what is to be done, accounts with plans, collateral, campaigns."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.deals.access import pipeline as access
from kazi.deals.forms.desk import (
    AccountForm,
    AnsweredForm,
    CampaignForm,
    CollateralForm,
    ContactForm,
    ShelfForm,
)
from kazi.deals.forms.pipeline import NoteForm, TaskForm
from kazi.deals.models import Card
from kazi.deals.queries import desk as queries
from kazi.deals.queries.pipeline import open_tasks
from kazi.deals.services import campaigns, desk, pipeline, selling
from kazi.files.links import file_link
from kazi.kernel.errors import Refused

ON_A_PAGE = 50


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.hub_seller(actor)
    shelf = ShelfForm(request.GET or None)
    said: dict[str, Any] = shelf.cleaned_data if shelf.is_valid() else {}
    context = {
        "shelf": shelf,
        "collateral": queries.shelf(said.get("q", ""), said.get("kind", "")),
        "tasks": open_tasks(actor.org_id)[:20],
        "accounts": queries.accounts(),
        "campaigns": queries.campaigns(),
        "today": timezone.localdate(),
    }
    return render(request, "deals/desk.html", context)


@login_required
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    access.hub_seller(actor_of(request))
    page = Paginator(queries.accounts(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "deals/accounts.html", {"page": page, "today": timezone.localdate()})


@login_required
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.hub_seller(actor)
    form = AccountForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            account = desk.keep_account(actor, form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal.message))
        else:
            return redirect("sales:account", account.pk)
    return render(request, "deals/desk_form.html", {"form": form, "title": _("A new account")})


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show an account with its plan; `POST` changes the plan."""
    actor = actor_of(request)
    found = access.account_of(actor, account_id)
    form = AccountForm(request.POST or None, actor=actor, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            desk.keep_account(actor, form.cleaned_data, access.account_of(actor, account_id))
        except Refused as refusal:
            form.add_error("name", str(refusal.message))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect("sales:account", account_id)
    context = {
        "account": access.account_of(actor, account_id),
        "form": form,
        "contacts": found.contacts.all(),
        "contact_form": ContactForm(),
        "task_form": TaskForm(actor=actor),
        "note_form": NoteForm(),
        "tasks": found.tasks.filter(done_at=None).select_related("who__person"),
        "mails": found.mails.select_related("by__person")[:100],
        "cards": Card.objects.filter(account=found).select_related("shared_with"),
        "today": timezone.localdate(),
    }
    return render(request, "deals/account_plan.html", context)


@login_required
@require_POST
def add_contact(request: HttpRequest, account_id: int) -> HttpResponse:
    found = access.account_of(actor_of(request), account_id)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            desk.keep_contact(found, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("sales:account", found.pk)
    return _form(request, form, _("A person at %(name)s") % {"name": found.name})


@login_required
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, account_id: int, buyer_contact_id: int) -> HttpResponse:
    found = access.account_of(actor_of(request), account_id)
    person = access.contact_of(found, buyer_contact_id)
    form = ContactForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            desk.keep_contact(found, form.cleaned_data, access.contact_of(found, buyer_contact_id))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("sales:account", found.pk)
    return _form(request, form, _("A person at %(name)s") % {"name": found.name})


@login_required
@require_POST
def account_task(request: HttpRequest, account_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.account_of(actor, account_id)
    form = TaskForm(request.POST, actor=actor)
    if not form.is_valid():
        return _form(request, form, _("A task for %(name)s") % {"name": found.name})
    selling.add_task(account=found, **form.cleaned_data)
    return redirect("sales:account", found.pk)


@login_required
@require_POST
def account_note(request: HttpRequest, account_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.account_of(actor, account_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("A note about %(name)s") % {"name": found.name})
    selling.note(actor, account=found, **form.cleaned_data)
    return redirect("sales:account", found.pk)


@login_required
@require_http_methods(["GET", "POST"])
def new_collateral(request: HttpRequest) -> HttpResponse:
    access.hub_seller(actor_of(request))
    form = CollateralForm(request.POST or None, request.FILES or None, providers=pipeline.providers())
    return _keep_collateral(request, form, _("Something new to sell with"))


@login_required
@require_GET
def collateral(request: HttpRequest, collateral_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.collateral_of(actor, collateral_id)
    link = file_link(str(found.file_id), actor.person_id) if found.file_id else ""
    return render(request, "deals/collateral.html", {"one": found, "link": link})


@login_required
@require_http_methods(["GET", "POST"])
def edit_collateral(request: HttpRequest, collateral_id: int) -> HttpResponse:
    found = access.collateral_of(actor_of(request), collateral_id)
    initial = {
        "title": found.title,
        "kind": found.kind,
        "languages": found.languages,
        "text": found.text,
        "providers": found.providers.all(),
        "once": found.once,
    }
    form = CollateralForm(
        request.POST or None, request.FILES or None, initial=initial, providers=pipeline.providers()
    )
    return _keep_collateral(request, form, found.title, collateral_id)


@login_required
@require_POST
def withdraw_collateral(request: HttpRequest, collateral_id: int) -> HttpResponse:
    desk.withdraw_collateral(access.collateral_of(actor_of(request), collateral_id))
    messages.success(request, _("It is off the shelf."))
    return redirect("sales:desk")


@login_required
@require_http_methods(["GET", "POST"])
def new_campaign(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.hub_seller(actor)
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = campaigns.draft(actor, form.cleaned_data["once"] or uuid.uuid4(), form.cleaned_data)
        return redirect("sales:campaign", made.pk)
    return _form(request, form, _("A new campaign"))


@login_required
@require_GET
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = access.campaign_of(actor_of(request), campaign_id)
    is_draft = found.state == found.State.DRAFT
    context = {
        "campaign": found,
        "audience": campaigns.audience(found)[: campaigns.MOST_LETTERS] if is_draft else [],
        "numbers": queries.numbers(found),
        "sendings": found.sendings.select_related("contact__account", "card").order_by("pk"),
        "answered_form": AnsweredForm(auto_id=False),
    }
    return render(request, "deals/campaign.html", context)


@login_required
@require_POST
def send_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.campaign_of(actor, campaign_id)
    count = campaigns.send(actor, found)
    said = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", count) % {"n": count}
    messages.success(request, said if count else _("It was sent already: nobody gets it again."))
    return redirect("sales:campaign", found.pk)


@login_required
@require_POST
def end_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    campaigns.end(access.campaign_of(actor_of(request), campaign_id))
    return redirect("sales:campaign", campaign_id)


@login_required
@require_POST
def campaign_answer(request: HttpRequest, campaign_id: int, sending_id: int) -> HttpResponse:
    actor = actor_of(request)
    found = access.campaign_of(actor, campaign_id)
    sending = access.sending_of(found, sending_id)
    form = AnsweredForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("An answer to %(name)s") % {"name": found.name})
    campaigns.answered(actor, sending, form.cleaned_data["words"], makes_card=form.cleaned_data["makes_card"])
    return redirect("sales:campaign", found.pk)


def _keep_collateral(
    request: HttpRequest, form: CollateralForm, title: str, collateral_id: int | None = None
) -> HttpResponse:
    actor = actor_of(request)
    known = None if collateral_id is None else access.collateral_of(actor, collateral_id)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said["file"]
        try:
            kept = desk.keep_collateral(
                actor, said["once"], said, said["providers"], file or None, file.name if file else "",
                file.size if file else 0, known,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            return redirect("sales:collateral", kept.pk)
    return _form(request, form, title)


def _form(request: HttpRequest, form: Any, title: str) -> HttpResponse:
    """Show a form alone; 422 where it was sent and refused."""
    context = {"form": form, "title": title, "has_file": "file" in form.fields}
    return render(request, "deals/desk_form.html", context, status=422 if form.is_bound else 200)
