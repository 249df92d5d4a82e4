"""What the pages of second factors accept; the first three are allauth's, joined to our counting."""

from __future__ import annotations

from typing import Any

from allauth.core import context as current
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.accounts.factors import codes
from kazi.accounts.models import Person
from kazi.kernel.errors import Refused


def code_input() -> forms.TextInput:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
    return forms.TextInput(attrs=attrs)


class CodeForm(forms.Form):
    """A code of the authenticator app or a recovery code; used up when it is right."""

    code = forms.CharField(
        label=_("Code from your authenticator app, or a recovery code"),
        max_length=40,
        widget=code_input(),
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.proved = ""
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            self.fields["code"].label = _("Recovery code")

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        try:
            self.proved = codes.check(self.user.pk, typed)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.message)) from None
        return typed

    def save(self) -> None:
        """Let the sign-in that follows in this request know its factor."""
        current.request.proved_factor = self.proved


# What fido2 and allauth raise on the way through an answer that no browser made.
UNREADABLE = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class _Readable:
    """Refuse an answer that cannot be read in the words for a wrong one."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE:
            raise forms.ValidationError(
                _("The passkey was not accepted. Try again, or use a code.")
            ) from None


class PasskeyForm(_Readable, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""

    def save(self) -> None:
        super().save()
        current.request.proved_factor = "passkey"


class PasskeySignInForm(_Readable, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password: it is there, and the device has asked for finger, face or PIN."""

    def clean_credential(self) -> Any:
        found = super().clean_credential()
        current.request.proved_factor = "passkey"
        current.request.signing_in_by = "passkey"
        return found


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=200,
        strip=False,
    )


class AppForm(forms.Form):
    code = forms.CharField(label=_("Code that the app shows"), max_length=12, widget=code_input())


class RecoveryForm(forms.Form):
    """Whom to help, and why; `people` are the choices."""

    member = forms.ChoiceField(label=_("Who lost their device"))
    reason = forms.CharField(
        label=_("What happened, and how you know it is really them"),
        help_text=_(
            "Such as: lost the phone on Monday; she stood before me. It is written down and sent to all."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = people  # type: ignore[attr-defined]
