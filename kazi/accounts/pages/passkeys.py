"""Passkeys: made in the browser (WebAuthn), verified here; and signing in with one.

The ceremony is allauth's, on fido2: the challenge stays in the session, is good for one answer, and the
answer must come from this origin, for this site, with finger, face or PIN.
"""

from __future__ import annotations

import json
from typing import Any, cast

from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal import auth as ceremony
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kazi.accounts import rules
from kazi.accounts.factors import holding
from kazi.accounts.factors.forms import UNREADABLE
from kazi.accounts.factors.library import passkeys_work
from kazi.accounts.factors.proving import confirm, confirmed
from kazi.accounts.models import Person
from kazi.accounts.pages.returning import next_path
from kazi.accounts.pages.security import refuse_shared, show_codes
from kazi.kernel.errors import Refused


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@confirmed
def add(request: HttpRequest) -> HttpResponse:
    """Make a passkey; the answer shows recovery codes if there were none yet."""
    refuse_shared(request)
    if not passkeys_work(request):
        raise Refused(
            _(
                "Browsers allow passkeys only over HTTPS and on a site with a name. "
                "Use an authenticator app here."
            )
        )
    person = cast("Person", request.user)
    refusal = ""
    if request.method == "POST":
        try:
            credential = _verified(request.POST.get("credential", ""))
            codes = holding.add_passkey(person, request.POST.get("name", ""), credential)
        except Refused as refused:
            refusal = str(refused.message)
        else:
            confirm(request, "passkey")
            messages.success(request, _("The passkey is ready. You can sign in with it from now on."))
            after = next_path(request, reverse("accounts:security"))
            return show_codes(request, codes) if codes else redirect(after)
    context = {
        "options": ceremony.begin_registration(person, True),
        "suggested": rules.browser_name(request.META.get("HTTP_USER_AGENT", "")),
        "refusal": refusal,
        "next": next_path(request, ""),
    }
    return render(request, "accounts/security/passkey.html", context, status=422 if refusal else 200)


@login_required
@require_POST
@confirmed
def rename(request: HttpRequest, factor_id: int) -> HttpResponse:
    name = holding.rename_passkey(cast("Person", request.user), factor_id, request.POST.get("name", ""))
    messages.success(request, _("The passkey is called “%(name)s” now.") % {"name": name})
    return redirect("accounts:security")


def _verified(answer: str) -> dict[str, Any]:
    """Return the browser's answer once it is a passkey for our challenge; raise Refused otherwise."""
    words = _("The passkey could not be read. Try again; if it fails again, use another browser or an app.")
    try:
        credential = json.loads(answer)
        ceremony.parse_registration_response(credential)
        ceremony.complete_registration(credential)
    except (*UNREADABLE, ValidationError):
        raise Refused(words) from None
    return cast("dict[str, Any]", credential)


class SignInWithPasskey(LoginWebAuthnView):  # type: ignore[misc]
    """GET gives the browser its challenge as JSON, POST takes the answer and signs in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not passkeys_work(request):
            return redirect("account_login")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


class AfterThePassword(AuthenticateView):  # type: ignore[misc]
    """The second step of a sign-in: a passkey, a code of the app, or a recovery code."""

    template_name = "accounts/second_step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = {one.kind for one in holding.factors_of(self.stage.login.user.pk)}
        return context | {
            "has_passkey": "passkey" in kinds and passkeys_work(self.request),
            "passkey_elsewhere": "passkey" in kinds and not passkeys_work(self.request),
            "has_app": "totp" in kinds,
        }


sign_in = never_cache(login_not_required(SignInWithPasskey.as_view()))
after_the_password = AfterThePassword.as_view()
