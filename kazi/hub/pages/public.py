"""What everybody sees: the front, the providers, and the way to get work done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from kazi.accounts.pacing import address_of, pace
from kazi.hub.claims import card
from kazi.hub.forms.visitors import NeedWorkForm
from kazi.hub.models import PublicProfile
from kazi.hub.pages.caching import public_page
from kazi.hub.queries.profiles import found_profiles
from kazi.hub.services.letters import request_work
from kazi.kernel.errors import TooMany

ON_THE_FRONT = 6


@require_safe
@public_page
def front(request: HttpRequest) -> HttpResponse:
    newest = found_profiles("")[:ON_THE_FRONT]
    return render(request, "hub/front.html", {"cards": [card(one) for one in newest]})


@require_http_methods(["GET", "POST"])
def need_work(request: HttpRequest) -> HttpResponse:
    """Take a request for work to the hub's desk."""
    form = NeedWorkForm(request.POST or None, initial={"provider": request.GET.get("provider", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, form, form.cleaned_data["provider"])
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
    return render(request, "hub/need_work.html", {"form": form}, status=status)


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/thanks.html")


def _send(
    request: HttpRequest, form: NeedWorkForm, profile: PublicProfile | None
) -> HttpResponse:
    if not form.is_from_a_machine:
        pace("need-work", address_of(request), most=10, seconds=3600)
        pace("need-work-from", form.cleaned_data["email"].lower(), most=5, seconds=24 * 3600)
        request_work(
            form.wanted,
            lambda number: request.build_absolute_uri(reverse("hub:request", args=[number])),
            profile,
        )
    return redirect("hub:thanks")  # A machine is thanked too, and learns nothing.
