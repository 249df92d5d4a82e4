"""Help near you: what somebody needs, who fits, what is passed on, and how it stands.

All of it is posted: no address, history, referrer or log tells what anybody looked for.  Nobody signs
in; who is signed in is treated no differently, and nothing is written down of them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.pacing import address_of, pace
from kazi.care.access.directory import at_the_desk, shown_service
from kazi.care.access.referrals import opened, ticket
from kazi.care.forms.referrals import PassingForm, SlipForm, WishForm
from kazi.care.models import LocalService, Referral
from kazi.care.pages import maps
from kazi.care.queries.matching import fitting
from kazi.care.queries.unmet import released
from kazi.care.rules.needs import NEEDS
from kazi.care.rules.referrals import OPEN, State, Who, words_now
from kazi.care.rules.slips import shown_code
from kazi.care.services import referrals, unmet
from kazi.care.services.slips import open_slip
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.public_pages import public_page


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask what somebody needs, and show who fits, with the reasons."""
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = form.wish()
        context = {"form": form, "wish": wish, "found": fitting(wish), "need": _(NEEDS[wish.need].name)}
        return render(request, "care/found.html", context)
    return render(request, "care/need.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Show what would be passed on to a service; with the person's yes, send it and show the slip once."""
    service = _chosen(request)
    need = request.POST.get("need", "")
    if need not in NEEDS:
        raise NotFound
    town = request.POST.get("town", "")[:120]
    sent = "agreed" in request.POST or "pin" in request.POST
    form = PassingForm(request.POST if sent else None)
    context = {"service": service, "form": form, "need": need, "town": town, "need_name": _(NEEDS[need].name)}
    if sent and form.is_valid():
        pace("referral", address_of(request), most=20, seconds=3600)
        place = service.places.select_related("location").first()
        country = place.location.country if place else ""
        try:
            begun = referrals.refer(
                service,
                need,
                form.passing,
                form.cleaned_data["pin"],
                town=town,
                country=country,
                once=form.cleaned_data["once"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            said = {"code": shown_code(begun.code), "service": service}
            return render(request, "care/slip.html", said)
    return render(request, "care/consent.html", context, status=422 if sent else 200)


@never_cache
@require_POST
def nobody(request: HttpRequest) -> HttpResponse:
    """Count that nothing fits, at the place and of the kind that was looked for; nothing else is kept."""
    pace("unmet", address_of(request), most=10, seconds=3600)
    unmet.count_unmet(request.POST.get("need", ""), request.POST.get("town", "")[:120])
    return render(request, "care/counted.html")


@never_cache
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Open a referral with code and PIN, and take its holder's word on it."""
    if request.method == "POST" and (said := request.POST.get("ticket")):
        return _word(request, said)
    form = SlipForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        pace("slip", address_of(request), most=30, seconds=600)
        try:
            row = open_slip(Referral, form.cleaned_data["code"], form.cleaned_data["pin"])
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            return render(request, "care/mine.html", _own(row))
    return render(request, "care/open.html", {"form": form}, status=status)


def _word(request: HttpRequest, said: str) -> HttpResponse:
    row = Referral.objects.select_related("service").filter(pk=opened("referral", said)).first()
    if row is None:
        raise NotFound
    trouble = ""
    try:
        referrals.say(row, request.POST.get("word", ""), Who.WORKER)
    except Refused as refusal:
        trouble = str(refusal.message)
    row.refresh_from_db()
    return render(request, "care/mine.html", _own(row) | {"trouble": trouble}, status=409 if trouble else 200)


def _own(row: Referral) -> dict[str, Any]:
    words = words_now(row.state, Who.WORKER)
    return {
        "row": row,
        "steps": row.steps.exclude(state__in=(State.DRAFT, State.CONSENTED)),
        "ticket": ticket("referral", row.pk),
        "may_withdraw": "withdraw" in words,
        "may_judge": "helped" in words and row.state != State.DRAFT,
        "is_open": row.state in OPEN,
    }


@require_safe
@public_page
def unmet_needs(request: HttpRequest) -> HttpResponse:
    """Show which needs nobody meets where: at least ten, in whole tens."""
    found = released()
    context = {
        "rows": [(row, _(NEEDS[row.need].name)) for row in found],
        "most": max((row.count for row in found), default=1),
        "maps": maps.of_unmet(found),
    }
    return render(request, "care/unmet.html", context)


@never_cache
@require_POST
def appeal(request: HttpRequest) -> HttpResponse:
    """Write to the advocates of a place, as hub staff."""
    actor = actor_of(request) if request.user.is_authenticated else None
    if actor is None:
        raise NotFound
    at_the_desk(actor)
    wanted = (request.POST.get("need"), request.POST.get("town"), request.POST.get("country", ""))
    row = next((one for one in released() if (one.need, one.town, one.country) == wanted), None)
    if row is None:
        raise NotFound
    unmet.appeal(actor, row)
    return redirect("care:desk")


def _chosen(request: HttpRequest) -> LocalService:
    try:
        return shown_service(UUID(request.POST.get("service", "")))
    except ValueError:
        raise NotFound from None
