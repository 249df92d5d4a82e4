"""Sign-in and password pages: allauth's, with what our templates show beside the form."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from kazi.accounts.demo import demo_roles
from kazi.accounts.devices import device_of
from kazi.accounts.factors.library import passkeys_work


class SignIn(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "demo_roles": demo_roles(),
            "device": device_of(self.request),
            "passkeys_work": passkeys_work(self.request),
        }


class ChangePassword(PasswordChangeView):  # type: ignore[misc]
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who signs in with a PIN has no password to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("accounts:me")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
