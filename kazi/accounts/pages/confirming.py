"""Show again that it is you, before something that a stranger at your desk must not do."""

from __future__ import annotations

from typing import Any, cast

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal import auth as ceremony
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kazi.accounts.factors import holding
from kazi.accounts.factors.forms import CodeForm, PasskeyForm, PasswordForm
from kazi.accounts.factors.library import passkeys_work
from kazi.accounts.factors.proving import confirm as note
from kazi.accounts.models import Person
from kazi.accounts.pacing import pace
from kazi.accounts.pages.returning import next_path
from kazi.accounts.signing_in import HOW, tell_of_failure
from kazi.kernel.errors import Refused


@login_required
@never_cache
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for a passkey or a code, or for the password of somebody who has neither."""
    person = cast("Person", request.user)
    if request.session.get(HOW) == "pin" or not person.has_usable_password():
        raise Refused(
            _("This needs a sign-in with a password. You came with staff code and PIN, on a shared device.")
        )
    kinds = {one.kind for one in holding.factors_of(person.pk)}
    form, proved = _by_factor(request, person) if kinds else _by_password(request, person)
    if proved is not None:
        note(request, proved)
        return redirect(next_path(request, "/my/"))
    with_passkey = "passkey" in kinds and passkeys_work(request)
    context = {
        "form": form,
        "has_app": "totp" in kinds,
        "has_factor": bool(kinds),
        "has_passkey": with_passkey,
        "options": ceremony.begin_authentication(person) if with_passkey else None,
        "next": next_path(request, "/my/"),
    }
    return render(request, "accounts/confirm.html", context)


def _by_factor(request: HttpRequest, person: Person) -> tuple[Any, str | None]:
    """Return the form to show, and the kind of factor that was proved or None."""
    if request.method == "POST" and "credential" in request.POST:
        answer = PasskeyForm(request.POST, user=person)
        if answer.is_valid():
            post_authentication(request, answer.cleaned_data["credential"], reauthenticated=True)
            return None, "passkey"
        form = CodeForm(user=person)
        form.passkey_error = _("The passkey was not accepted. Try again, or use a code.")  # type: ignore[attr-defined]
        return form, None
    form = CodeForm(request.POST if request.method == "POST" else None, user=person)
    return form, (form.proved if form.is_valid() else None)


def _by_password(request: HttpRequest, person: Person) -> tuple[Any, str | None]:
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return form, None
    pace("confirm", str(person.pk), most=5, seconds=300)
    if person.check_password(form.cleaned_data["password"]):
        return form, ""
    tell_of_failure(person.pk, "password")
    form.add_error("password", _("This is not your password."))
    return form, None
