"""What everybody sees: the front, the providers, and the way to write to one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from kazi.accounts.pacing import address_of, pace
from kazi.hub.claims import card
from kazi.hub.forms.visitors import LetterForm
from kazi.hub.pages.caching import public_page
from kazi.hub.pages.statistics import CLAIM
from kazi.hub.queries import front as queries
from kazi.hub.queries.desk import hub_name
from kazi.hub.queries.statistics import releases
from kazi.hub.rules.names import country_name
from kazi.hub.services.letters import request_work
from kazi.kernel.errors import TooMany
from kazi.kernel.public_pages import languages

ON_THE_FRONT = 6
NEW_ON_THE_FRONT = 3
COUNTRIES_ON_THE_FRONT = 12


@require_safe
@public_page
def front(request: HttpRequest) -> HttpResponse:
    """Show who is here: those whose turn it is today, who came last, and how many in which country."""
    today, here = timezone.now().date(), get_language() or "en"
    counts = queries.counts()
    shown = queries.of_the_day(today, counts.providers, ON_THE_FRONT)
    taken = {one.pk for one in shown}
    places = [(code, country_name(code, here), n) for code, n in queries.by_country(COUNTRIES_ON_THE_FRONT)]
    context = {
        "counts": counts,
        "today": today,
        "cards": [card(one) for one in shown],
        "new_cards": [card(one) for one in queries.newest(NEW_ON_THE_FRONT) if one.pk not in taken],
        "places": places,
        "release": releases().first(),
        "claim": CLAIM,
        "data": _site_data(request),
    }
    return render(request, "hub/front.html", context)


def _site_data(request: HttpRequest) -> list[dict[str, Any]]:
    """Return this site and who runs it, as schema.org knows them."""
    site = request.build_absolute_uri("/")
    run_by = hub_name()
    search = f"{site[:-1]}{reverse('hub:search')}?q={{search_term_string}}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": search},
        "query-input": "required name=search_term_string",
    }
    every = {"@context": "https://schema.org"}
    organisation = {**every, "@type": "Organization", "@id": f"{site}#hub", "name": run_by, "url": site}
    return [
        {**every, "@type": "WebSite", "name": "Kazi", "url": site, "potentialAction": action}
        | {"publisher": {"@id": f"{site}#hub"}, "inLanguage": languages()},
        organisation | {"logo": f"{site[:-1]}{static('kazi/icon.svg')}"},
    ]


@require_http_methods(["GET", "POST"])
@public_page(kept=False)
def letter(request: HttpRequest) -> HttpResponse:
    """Take a letter to the hub's desk."""
    form = LetterForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, form)
        except TooMany as refusal:
            form.add_error(None, str(refusal.message))
            status = refusal.status
    return render(request, "hub/letter.html", {"form": form}, status=status)


@require_GET
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/thanks.html")


def _send(request: HttpRequest, form: LetterForm) -> HttpResponse:
    if not form.is_from_a_machine:
        pace("letter", address_of(request), most=10, seconds=3600)
        pace("letter-from", form.cleaned_data["email"].lower(), most=5, seconds=24 * 3600)
        request_work(
            form.wanted, lambda number: request.build_absolute_uri(reverse("hub:request", args=[number]))
        )
    return redirect("hub:thanks")  # A machine is thanked too, and learns nothing.
