"""The public directory of local services, and how its listings are kept right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.actors import actor_of
from kazi.accounts.pacing import address_of, pace
from kazi.care.access.directory import at_the_desk, kept_service, kept_services, shown_service
from kazi.care.forms.directory import DAY_NAMES, CheckForm, DoubtForm, ListingForm, need_choices
from kazi.care.models import Doubt, LocalService
from kazi.care.pages import maps
from kazi.care.queries.directory import Asked, card_of, directory
from kazi.care.queries.places import spots
from kazi.care.queries.unmet import appealed, released
from kazi.care.rules.hours import by_day
from kazi.care.rules.needs import NEEDS
from kazi.care.services import keeping
from kazi.hub.rules.names import language_name
from kazi.kernel.public_pages import public_page

ON_DESK = 100


def asked_of(request: HttpRequest) -> Asked:
    """Return what the query of an address asks for; what is unknown is left out."""
    said = {name: request.GET.get(name, "").replace("\0", "").strip()[:200] for name in
            ("q", "need", "town", "language", "cost", "near")}  # fmt: skip
    page = request.GET.get("page", "1")
    return Asked(
        words=said["q"],
        need=said["need"] if said["need"] in NEEDS else "",
        town=said["town"],
        language=said["language"],
        cost=said["cost"] if said["cost"] in {"free", "paid"} else "",
        open_now=request.GET.get("open") == "1",
        near=said["near"],
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


@require_GET
@public_page(keep=("page", "need", "town"))
def index(request: HttpRequest) -> HttpResponse:
    """Show local services, narrowed by what somebody asked."""
    asked = asked_of(request)
    shown = directory(asked)
    kept = {name: str(value) for name, value in request.GET.items() if name not in {"page", "lang"} and value}
    here = get_language() or "en"
    found = spots(shown.facets.get("town", {}))
    context = {
        "asked": asked,
        "shown": shown,
        "needs": need_choices(),
        "towns": sorted(shown.facets.get("town", {})),
        "languages": sorted((language_name(code, here), code) for code in shown.facets.get("spoken", {})),
        "before": f"?{urlencode({**kept, 'page': shown.page - 1})}" if shown.page > 1 else "",
        "after": f"?{urlencode({**kept, 'page': shown.page + 1})}" if shown.page < shown.pages else "",
        "is_narrowed": bool(kept),
        "spots": found,
        "maps": maps.of_services(found, kept),
    }
    return render(request, "care/directory.html", context)


@require_http_methods(["GET", "POST"])
@public_page(kept=False)
def one(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Show a service; take a word that something of it is not right."""
    row = shown_service(service_id)
    form = DoubtForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pace("service-doubt", address_of(request), most=10, seconds=3600)
        keeping.doubt(row, form.cleaned_data["text"])
        messages.success(request, _("Thank you. Somebody will look at it."))
        return redirect("care:service", row.pk)
    status = 422 if form.is_bound else 200
    return render(request, "care/service.html", _service(request, row, form), status=status)


def _service(request: HttpRequest, row: LocalService, form: DoubtForm) -> dict[str, Any]:
    here = get_language() or "en"
    hours = [(DAY_NAMES[day], [span.words for span in spans]) for day, spans in by_day(row.spans)]
    actor = getattr(request, "actor", None)
    return {
        "row": row,
        "card": card_of(row),
        "places": [at.location for at in row.places.all()],
        "hours": hours,
        "needs": [_(NEEDS[code].name) for code in row.needs if code in NEEDS],
        "is_private": any(NEEDS[code].is_sensitive for code in row.needs if code in NEEDS),
        "languages": [language_name(code, here) for code in row.languages],
        "form": form,
        "may_edit": actor is not None and kept_services(actor).filter(pk=row.pk).exists(),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, secret: str) -> HttpResponse:
    """Let a service answer from its letter whether the listing is right; reading changes nothing."""
    row = keeping.checked_by(secret)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keeping.answer_check(row, form.cleaned_data["said"], form.cleaned_data["words"])
        return render(request, "care/checked.html", {"row": row})
    context = _service(request, row, DoubtForm()) | {"check": form}
    return render(request, "care/check.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show hub staff what of the directory needs a look: doubts first, then those nobody answered for."""
    at_the_desk(actor_of(request))
    doubts = Doubt.objects.filter(settled_at=None).select_related("service").order_by("at")[:ON_DESK]
    silent = LocalService.objects.filter(check_state=LocalService.Check.ASKED).order_by(
        "check_due_on", "name"
    )
    found = released()[:ON_DESK]
    asked = appealed(found)
    context = {
        "doubts": doubts,
        "silent": silent[:ON_DESK],
        "total": LocalService.objects.count(),
        "unmet": [(row, _(NEEDS[row.need].name), asked.get(row)) for row in found],
    }
    return render(request, "care/desk.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    at_the_desk(actor)
    form = ListingForm(request.POST or None, initial={"status": "active"})
    if request.method == "POST" and form.is_valid():
        row = keeping.keep_listing(actor, form.listing())
        return redirect("care:service", row.pk)
    return render(request, "care/edit.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """Change a listing, as hub staff or as the service itself; saving says that it is right today."""
    actor = actor_of(request)
    row = kept_service(actor, service_id)
    form = ListingForm(request.POST or None, initial=ListingForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        keeping.keep_listing(actor, form.listing(), row)
        messages.success(request, _("The listing is saved, and counts as checked today."))
        return redirect("care:service", row.pk)
    return render(request, "care/edit.html", {"form": form, "row": row}, status=422 if form.is_bound else 200)
