"""Two pages that a letter or a slip of paper leads to: one's own story, and a figure to attest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kazi.hub.forms.figures import AnswerForm
from kazi.hub.models import FigureCheck
from kazi.hub.services.figures import answer_attestation, check_of
from kazi.hub.services.stories import story_of, withdraw_consent
from kazi.kernel.errors import NotFound
from kazi.kernel.tenancy import acting_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a person their own story, and let them take their consent back; no sign-in, no question why."""
    org, story = story_of(secret)
    if request.method == "POST":
        with acting_for(org.pk):
            withdraw_consent(None, story)
        return redirect("hub:consent", secret)
    return render(request, "hub/consent.html", {"org": org, "story": story})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attest(request: HttpRequest, secret: str) -> HttpResponse:
    """Show a figure to the third person whom the provider named, and take their yes or no."""
    check = check_of(secret)
    if check.kind != FigureCheck.Kind.ATTESTATION:
        raise NotFound
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agrees = request.POST.get("do") == "yes"
        answer_attestation(check, agrees=agrees, reason=form.cleaned_data["reason"])
        return redirect("hub:attest", secret)
    return render(request, "hub/attest.html", {"check": check, "form": form})
