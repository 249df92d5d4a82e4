"""What the pages of sign-in accept."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.accounts import rules


class _Plain:
    """Labels say what to write: no placeholders that vanish while one types."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_Plain, allauth.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address or user name")
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username webauthn",
            "autocapitalize": "none",
        }
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in here until the end of my working day")


class ChangePasswordForm(_Plain, allauth.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password until now")
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least ten characters. A short sentence is easy to keep.")
        self.fields["password2"].label = _("New password, once more")


class ResetPasswordForm(_Plain, allauth.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")


class NewPasswordForm(_Plain, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = _("At least ten characters. A short sentence is easy to keep.")
        self.fields["password2"].label = _("New password, once more")


def _digits(most: int, *, hidden: bool = False) -> forms.Widget:
    """Return an input that brings up the number keys and accepts digits only."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]*", "maxlength": str(most)}
    return forms.PasswordInput(attrs=attrs) if hidden else forms.TextInput(attrs=attrs)


class CentreForm(forms.Form):
    code = forms.CharField(
        label=_("Your staff code"), max_length=rules.CODE_MOST_DIGITS, widget=_digits(rules.CODE_MOST_DIGITS)
    )
    pin = forms.CharField(
        label=_("Your PIN"), max_length=rules.PIN_DIGITS, widget=_digits(rules.PIN_DIGITS, hidden=True)
    )


class FirstPinForm(forms.Form):
    """A PIN of one's own, twice."""

    pin = forms.CharField(
        label=_("Your new PIN"),
        max_length=rules.PIN_DIGITS,
        widget=_digits(rules.PIN_DIGITS, hidden=True),
        help_text=_("Six digits that others cannot guess: no birthday, no 123456."),
    )
    again = forms.CharField(
        label=_("Your new PIN, once more"),
        max_length=rules.PIN_DIGITS,
        widget=_digits(rules.PIN_DIGITS, hidden=True),
    )

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"]
        if fault := rules.pin_fault(pin, self.code):
            raise forms.ValidationError(gettext(fault))
        return pin

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("pin") not in {None, again}:
            raise forms.ValidationError(gettext("The two PINs differ. Write the same one twice."))
        return again


class PinForm(FirstPinForm):
    """The same, by somebody who shows that they know the PIN until now."""

    current = forms.CharField(
        label=_("Your PIN until now"),
        max_length=rules.PIN_DIGITS,
        widget=_digits(rules.PIN_DIGITS, hidden=True),
    )
    field_order = ["current", "pin", "again"]
