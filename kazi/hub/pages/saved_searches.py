"""Saving a search, confirming it from a letter, and stopping it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Person
from kazi.accounts.pacing import address_of, pace
from kazi.hub.access.saved_searches import own_search, own_searches, search_in_letter
from kazi.hub.facets import read_out
from kazi.hub.forms.saved_searches import SaveSearchForm
from kazi.hub.models import SavedSearch
from kazi.hub.pages.searching import asked_of
from kazi.hub.services.saved_searches import confirm, question_of, save_search, stop
from kazi.kernel.errors import TooMany

DAY = 24 * 3600


@never_cache
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Save the search of the address; the letter that asks for consent goes to the address given."""
    asked = asked_of(request)
    person = request.user if isinstance(request.user, Person) else None
    form = SaveSearchForm(request.POST or None, initial={"email": person.email if person else ""})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if form.is_from_a_machine:  # It is thanked too, and learns nothing.
                return redirect("hub:search_saved")
            email = form.cleaned_data["email"].lower()
            pace("save-search", address_of(request), most=20, seconds=3600)
            pace("save-search-for", email, most=5, seconds=DAY)
            site = request.build_absolute_uri("/")
            saved = save_search(email, asked, form.cleaned_data["rhythm"], site=site, person=person)
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
        else:
            if saved.confirmed_at and person is not None and saved.person_id == person.pk:
                messages.success(request, _("It is saved. We write to you when there is something new."))
                return redirect("hub:saved_searches")
            return redirect("hub:search_saved")
    context = {"form": form, "what": read_out(asked), "asked": asked}
    return render(request, "hub/save_search.html", context, status=status)


@require_http_methods(["GET"])
def saved(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way, whether or not the address was known."""
    return render(request, "hub/search_saved.html")


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the search that a letter named; its buttons begin and stop the letters.

    Opening the page changes nothing: mail programs open links by themselves.
    """
    there = search_in_letter(secret)
    act = request.POST.get("do", "")
    if act == "stop":
        stop(there)
        return redirect("hub:search_stopped")
    if act == "confirm":
        there = confirm(there)
    context = {"saved": there, "what": read_out(question_of(there))}
    return render(request, "hub/saved_search.html", context)


@csrf_exempt
@require_POST
def stop_at_once(_request: HttpRequest, secret: str) -> HttpResponse:
    """Stop the letters for a mail program that says so for its reader (RFC 8058); the secret is the proof."""
    stop(search_in_letter(secret))
    return HttpResponse(_("You get no more of these letters."), content_type="text/plain; charset=utf-8")


@require_http_methods(["GET"])
def stopped(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/search_stopped.html")


@login_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """List the searches of the person who is signed in, each with a button that stops it."""
    actor = actor_of(request)
    if request.method == "POST":
        stop(own_search(actor, request.POST.get("search", "")))
        messages.success(request, _("You get no more of these letters."))
        return redirect("hub:saved_searches")
    rows = [_row(saved_one) for saved_one in own_searches(actor)]
    return render(request, "hub/saved_searches.html", {"rows": rows})


def _row(there: SavedSearch) -> dict[str, Any]:
    asked = question_of(there)
    return {"saved": there, "what": read_out(asked), "address": asked.address(reverse("hub:search"))}
