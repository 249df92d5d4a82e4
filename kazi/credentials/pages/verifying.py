"""The page on which anybody checks a credential of this site, signed in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kazi.credentials.forms import VerifyForm
from kazi.credentials.pages.words import LOOKS, Said, headline, lines_of
from kazi.credentials.services.verifying import verify


@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Show the form; sent, say what each check came to.  Nothing is kept and nothing is fetched."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            verdict = verify(form.credential)
            context |= {
                "verdict": verdict,
                "headline": headline(verdict),
                "look": LOOKS[verdict.outcome],
                "lines": lines_of(verdict),
                "said": Said(verdict.document) if verdict.document else None,
                "form": VerifyForm(),
            }
        else:
            status = 422
    response = render(request, "credentials/verify.html", context, status=status)
    response["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    return response
