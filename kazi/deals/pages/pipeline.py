"""Boards and cards: of the hub and of a provider, by the same pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts.actors import Actor, actor_of
from kazi.deals.access import pipeline as access
from kazi.deals.forms.pipeline import CardForm, FilterForm, LetterForm, MoveForm, NoteForm, TaskForm
from kazi.deals.models import Agreement, Card, Invoice, Satisfaction, Task
from kazi.deals.queries import pipeline as queries
from kazi.deals.rules import pipeline as rules
from kazi.deals.services import pipeline, selling
from kazi.kernel.errors import Refused

IN_A_COLUMN = 40


@login_required
@require_GET
def hub_board(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.hub_seller(actor)
    return _board(request, actor)


@login_required
@require_GET
def own_board(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.provider_seller(actor)
    return _board(request, actor)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    providers = pipeline.providers() if access.seller(actor) else None
    form = CardForm(request.POST or None, actor=actor, providers=providers)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        card = pipeline.add_card(actor, said["once"] or uuid.uuid4(), said, provider=said.get("provider"))
        return redirect("sales:card", card.pk)
    return render(request, "deals/card_form.html", {"form": form, "is_hub": providers is not None})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    card = access.own_card(actor, card_id)
    providers = pipeline.providers() if access.seller(actor) else None
    form = CardForm(request.POST or None, actor=actor, providers=providers, instance=card)
    if request.method == "POST" and form.is_valid():
        pipeline.change_card(actor, card, form.cleaned_data)
        messages.success(request, _("The card is changed."))
        return redirect("sales:card", card.pk)
    return render(
        request, "deals/card_form.html", {"form": form, "card": card, "is_hub": providers is not None}
    )


@login_required
@require_GET
def one(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    return render(request, "deals/card.html", _card(actor, access.card_of(actor, card_id)))


@login_required
@require_POST
def move(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    card = access.own_card(actor, card_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return render(request, "deals/card.html", _card(actor, card) | {"move_form": form}, status=422)
    try:
        card = pipeline.move(actor, card, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        card.refresh_from_db()
        context = _card(actor, card) | {"refused": refusal.message}
        return render(request, "deals/card.html", context, status=refusal.status)
    messages.success(
        request,
        _("“%(title)s” is now at “%(stage)s”.") % {"title": card.title, "stage": card.get_stage_display()},
    )
    if request.POST.get("back") == "board":
        return redirect("sales:hub_board" if actor.role == "hub" else "sales:own_board")
    return redirect("sales:card", card.pk)


@login_required
@require_POST
def add_task(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    card = access.card_of(actor, card_id)
    form = TaskForm(request.POST, actor=actor)
    if not form.is_valid():
        return render(request, "deals/card.html", _card(actor, card) | {"task_form": form}, status=422)
    selling.add_task(card=card, **form.cleaned_data)
    return redirect("sales:card", card.pk)


@login_required
@require_POST
def finish_task(request: HttpRequest, task_id: int) -> HttpResponse:
    actor = actor_of(request)
    task = selling.finish_task(actor, access.task_of(actor, task_id))
    messages.success(request, _("Done: %(what)s") % {"what": task.what})
    if task.card_id is not None:
        return redirect("sales:card", task.card_id)
    if task.account_id is not None:
        return redirect("sales:account", task.account_id)
    return redirect("sales:hub_board" if actor.role == "hub" else "sales:own_board")


@login_required
@require_POST
def add_note(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    card = access.card_of(actor, card_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "deals/card.html", _card(actor, card) | {"note_form": form}, status=422)
    selling.note(actor, card=card, **form.cleaned_data)
    return redirect("sales:card", card.pk)


@login_required
@require_POST
def send_letter(request: HttpRequest, card_id: int) -> HttpResponse:
    actor = actor_of(request)
    card = access.card_of(actor, card_id)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return render(request, "deals/card.html", _card(actor, card) | {"letter_form": form}, status=422)
    selling.write_letter(actor, card, **form.cleaned_data)
    messages.success(request, _("The letter is on its way, and written down here."))
    return redirect("sales:card", card.pk)


def _board(request: HttpRequest, actor: Actor) -> HttpResponse:
    is_hub = access.seller(actor)
    form = FilterForm(request.GET or None, actor=actor, providers=pipeline.providers() if is_hub else None)
    cards = _filtered(access.cards_of(actor), form)
    rows = queries.seen(cards, queries.history(actor.org_id))
    ends = [Card.Stage.SIGNED, Card.Stage.LOST]
    board = []
    for code, name, column in queries.columns(rows):
        newest_first = column[::-1] if code in ends else column
        board.append((code, name, newest_first[:IN_A_COLUMN], len(column)))
    deals = [row.deal for row in rows]
    context = {
        "is_hub": is_hub,
        "filter": form,
        "board": board,
        "stages": [choice for choice in Card.Stage.choices if choice[0] != Card.Stage.LOST],
        "revenue": rules.revenue(deals, since=timezone.localdate().replace(day=1)),
        "is_filtered": bool(request.GET),
        "tasks": queries.open_tasks(actor.org_id)[:8],
        "today": timezone.localdate(),
        "org_id": actor.org_id,
    }
    return render(request, "deals/board.html", context)


def _filtered(cards: QuerySet[Card], form: FilterForm) -> QuerySet[Card]:
    if not form.is_bound:
        return cards
    form.is_valid()
    said: dict[str, Any] = form.cleaned_data
    if said.get("q"):
        words = said["q"].replace("\0", "")
        cards = cards.filter(Q(title__icontains=words) | Q(buyer__icontains=words))
    if said.get("lead"):
        cards = cards.filter(lead=said["lead"])
    if said.get("source"):
        cards = cards.filter(source=said["source"])
    if said.get("provider"):
        cards = cards.filter(shared_with=said["provider"])
    return cards


def _card(actor: Actor, card: Card) -> dict[str, Any]:
    """Return what the page of a card shows to this side of it."""
    (row,) = queries.seen([card], queries.history(card.owner_id))
    is_own = card.owner_id == actor.org_id
    is_hub = actor.role == "hub"
    agreement = None
    if card.agreement_ref is not None and not is_hub:
        agreement = Agreement.objects.filter(owner_id=actor.org_id, pk=card.agreement_ref).first()
    invoices = Invoice.objects.none()
    said = Satisfaction.objects.none()
    if agreement is not None:
        invoices = Invoice.objects.filter(agreement=agreement, state=Invoice.State.ISSUED).order_by(
            "issued_on"
        )
        said = Satisfaction.objects.filter(agreement_ref=agreement.pk).exclude(answered_at=None)
    forms: dict[str, Any] = {
        "move_form": MoveForm(initial={"seen": card.stage, "to": card.stage}),
        "task_form": TaskForm(actor=actor),
        "note_form": NoteForm(),
        "letter_form": LetterForm(initial={"subject": card.title}),
    }
    return {
        **forms,
        "card": card,
        "row": row,
        "revenue": rules.revenue([row.deal]),
        "is_own": is_own,
        "is_hub": is_hub,
        "spells": card.spells.select_related("by__person"),
        "tasks": Task.objects.filter(card=card).select_related("who__person", "done_by__person"),
        "mails": access.mails_of(card)[:200],
        "agreement": agreement,
        "invoices": invoices,
        "said": said,
        "today": timezone.localdate(),
    }
