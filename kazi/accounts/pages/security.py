"""One's own second factors and sessions: seen, added, named, removed, ended."""

from __future__ import annotations

import base64
from typing import cast

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kazi.accounts import sessions
from kazi.accounts.actors import actor_of
from kazi.accounts.factors import codes, holding, recovering
from kazi.accounts.factors.forms import AppForm
from kazi.accounts.factors.library import passkeys_work
from kazi.accounts.factors.proving import confirm, confirmed, forget_factor
from kazi.accounts.factors.sealing import Broken, sealed, unsealed
from kazi.accounts.models import Person
from kazi.accounts.pages.returning import next_path
from kazi.accounts.sign_ins import way_words
from kazi.accounts.signing_in import HOW
from kazi.kernel.errors import Refused

SETTING_UP = "app_to_be"  # In the session, sealed, from the QR code until the first right code.


@login_required
@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show everything one signs in with, and where one is signed in."""
    person = _person(request)
    factors = holding.factors_of(person.pk)
    here = request.session.session_key
    context = {
        "passkeys": [one for one in factors if one.kind == "passkey"],
        "app": next((one for one in factors if one.kind == "totp"), None),
        "codes_left": codes.codes_left(person.pk) if factors else 0,
        "must_have": holding.must_have_factor(person.pk),
        "has_none": not factors,
        "by_pin": not may_have_factors(request),
        "is_demo_person": request.session.get(HOW) == "demo",
        "passkeys_work": passkeys_work(request),
        "sessions": [
            (one, way_words(one.how, one.factor), one.key == here)
            for one in sessions.open_sessions(person.pk)
        ],
        "recovery": recovering.open_recovery_of(person.pk),
        "may_help": bool(recovering.people_to_help(actor_of(request))),
        "next": next_path(request, ""),
    }
    return render(request, "accounts/security/overview.html", context)


@login_required
@never_cache
@sensitive_post_parameters("code")
@sensitive_variables("secret", "new_codes")
@require_http_methods(["GET", "POST"])
@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app, or another one in its place: QR code, then a code that it shows."""
    person = _person(request)
    refuse_shared(request)
    secret = _secret_until_now(request) if request.method == "POST" else ""
    form = AppForm(request.POST if secret else None)
    if form.is_valid():
        try:
            new_codes = holding.set_up_app(person, secret, form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal.message))
        else:
            del request.session[SETTING_UP]
            confirm(request, "totp")
            messages.success(request, _("The authenticator app is set up."))
            return show_codes(request, new_codes) if new_codes else redirect(_back(request))
    if not secret:
        secret = generate_totp_secret()
        request.session[SETTING_UP] = sealed(secret)
    link = get_adapter().build_totp_url(person, secret)
    context = {
        "form": form,
        "link": link,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "picture": segno.make(link, error="m").svg_data_uri(scale=5, border=4, light="white"),
        "next": next_path(request, ""),
    }
    return render(request, "accounts/security/app.html", context)


@login_required
@never_cache
@sensitive_variables("new_codes")
@require_POST
@confirmed
def new_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them in the answer, the only time they are shown."""
    refuse_shared(request)
    person = _person(request)
    if not holding.has_factor(person.pk):
        raise Refused(_("Recovery codes replace a second factor: add a passkey or an app first."))
    return show_codes(request, codes.make_recovery_codes(person))


@login_required
@require_POST
@confirmed
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    try:
        was_last = holding.remove(_person(request), factor_id)
    except Refused as refusal:
        if refusal.status != Refused.status:
            raise
        messages.error(request, str(refusal.message))
        return redirect("accounts:security")
    if was_last:
        forget_factor(request)
    messages.success(request, _("It is removed. A letter to you says so."))
    return redirect("accounts:security")


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    sessions.end(_person(request).pk, session_id)
    messages.success(request, _("That session has ended."))
    return redirect("accounts:security")


@login_required
@require_POST
@confirmed
def stop_recovery(request: HttpRequest) -> HttpResponse:
    """Stop the removal of one's own factors that somebody started."""
    recovering.cancel_own(_person(request).pk)
    messages.success(request, _("The removal is stopped. Your colleagues are told."))
    return redirect("accounts:security")


def show_codes(request: HttpRequest, new: list[str]) -> HttpResponse:
    """Show new recovery codes, to print and to keep as a file."""
    lines = [_("Recovery codes for Kazi, %(name)s") % {"name": _person(request).name}, *new]
    file = base64.b64encode("\r\n".join([*lines, ""]).encode()).decode()
    context = {"codes": new, "file": file, "next": next_path(request, "/my/")}
    return render(request, "accounts/security/codes.html", context)


def may_have_factors(request: HttpRequest) -> bool:
    """Say whether this is a session of one's own: not by PIN on a shared device, not of the demo."""
    return _person(request).has_usable_password() and request.session.get(HOW) not in {"pin", "demo"}


def refuse_shared(request: HttpRequest) -> None:
    if not may_have_factors(request):
        raise Refused(
            _(
                "Passkeys and codes are for people who sign in with a password. "
                "You use a staff code and a PIN."
            )
        )


def _secret_until_now(request: HttpRequest) -> str:
    """Return the secret whose QR code was shown, or "" when the page is too old."""
    try:
        return unsealed(request.session.get(SETTING_UP, ""))
    except Broken:
        return ""


def _back(request: HttpRequest) -> str:
    return next_path(request, reverse("accounts:security"))


def _person(request: HttpRequest) -> Person:
    return cast("Person", request.user)
