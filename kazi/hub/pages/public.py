"""What everybody sees: the front, the providers, and the way to write to one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from kazi.accounts.pacing import address_of, pace
from kazi.hub.access.profiles import public_profile
from kazi.hub.claims import card, claims_of
from kazi.hub.forms.visitors import ContactForm
from kazi.hub.models import PublicProfile
from kazi.hub.queries.profiles import found_profiles
from kazi.hub.services.letters import request_work
from kazi.kernel.errors import TooMany

ON_A_PAGE = 24
ON_THE_FRONT = 6


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    newest = found_profiles("")[:ON_THE_FRONT]
    return render(request, "hub/front.html", {"cards": [card(one) for one in newest]})


@require_GET
def providers(request: HttpRequest) -> HttpResponse:
    """List the providers, or those that fit what was searched for."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    page = Paginator(found_profiles(query), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"query": query, "page": page, "cards": [card(one) for one in page]}
    return render(request, "hub/providers.html", context)


@require_http_methods(["GET", "POST"])
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a provider claims, and take a message to it."""
    profile = public_profile(slug)
    form = ContactForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, form, profile)
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
    context = {"card": card(profile), "profile": profile, "claims": claims_of(profile), "form": form}
    return render(request, "hub/provider.html", context, status=status)


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/thanks.html")


def _send(request: HttpRequest, form: ContactForm, profile: PublicProfile) -> HttpResponse:
    if not form.is_from_a_machine:
        pace("need-work", address_of(request), most=10, seconds=3600)
        pace("need-work-from", form.cleaned_data["email"].lower(), most=5, seconds=24 * 3600)
        request_work(
            form.wanted,
            lambda number: request.build_absolute_uri(reverse("hub:request", args=[number])),
            profile,
        )
    return redirect("hub:thanks")  # A machine is thanked too, and learns nothing.
