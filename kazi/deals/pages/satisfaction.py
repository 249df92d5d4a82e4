"""Links out of letters, for people who do not sign in: a client's word, and the way out of campaigns."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kazi.deals.forms.desk import SatisfactionForm
from kazi.deals.services import campaigns, satisfaction


@never_cache
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask how content a client is; answered once, the page thanks and shows what was said."""
    row = satisfaction.asked_by(secret)
    form = SatisfactionForm(request.POST if request.method == "POST" else None)
    if row.answered_at is None and request.method == "POST" and form.is_valid():
        row = satisfaction.answer(row, **form.cleaned_data)
    context = {"row": row, "form": form}
    refused = row.answered_at is None and form.is_bound
    return render(request, "deals/satisfaction.html", context, status=422 if refused else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, secret: str) -> HttpResponse:
    """Take an address off all campaigns of who wrote; reading the page changes nothing."""
    _org_id, email = campaigns.leaver(secret)
    done = request.method == "POST"
    if done:
        campaigns.leave(secret)
    return render(request, "deals/leave.html", {"email": email, "done": done})
