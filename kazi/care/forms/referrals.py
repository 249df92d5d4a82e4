"""Saying what one needs, what may be passed on, and what a service answers."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kazi.care.forms.directory import DAY_NAMES, need_choices
from kazi.care.queries.directory import place_of
from kazi.care.rules.matching import Wish
from kazi.care.rules.referrals import REASONS

_NO_STORE = {"autocomplete": "off"}


class WishForm(forms.Form):
    """What somebody needs.  It is posted, so that no address or history tells it."""

    need = forms.ChoiceField(label=gettext_lazy("I need"), choices=need_choices, widget=forms.RadioSelect)
    town = forms.CharField(
        label=gettext_lazy("Town"), max_length=120, required=False, widget=forms.TextInput(attrs=_NO_STORE)
    )
    language = forms.ChoiceField(
        label=gettext_lazy("They should speak"), required=False,
        choices=lambda: [("", _("Any language")), *settings.LANGUAGES],
    )  # fmt: skip
    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days on which I can go"), required=False, choices=list(enumerate(DAY_NAMES)),
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None ticked: any day."),
    )  # fmt: skip
    age = forms.IntegerField(
        label=gettext_lazy("Age of the person it is for"), min_value=0, max_value=130, required=False
    )
    only_free = forms.BooleanField(label=gettext_lazy("Only what is free"), required=False)

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            need=said["need"],
            town=said["town"].strip(),
            point=place_of(said["town"]) if said["town"] else None,
            language=said["language"],
            days=frozenset(int(day) for day in said["days"]),
            only_free=said["only_free"],
            age=said["age"],
        )


def once_field() -> forms.CharField:
    """Return the hidden name of one sending: a page that is sent twice makes one thing."""
    return forms.CharField(
        max_length=64, required=False, initial=lambda: secrets.token_hex(16), widget=forms.HiddenInput
    )


class PassingForm(forms.Form):
    """What is passed on.  Only what is written here goes, and nothing else is known of the person."""

    call_me = forms.CharField(
        label=gettext_lazy("What may they call you?"), max_length=100, required=False,
        help_text=gettext_lazy("It need not be your name."), widget=forms.TextInput(attrs=_NO_STORE),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("How may they reach you?"), max_length=200,
        help_text=gettext_lazy("A number and a safe time, or the number of somebody you trust."),
        widget=forms.TextInput(attrs=_NO_STORE),
    )  # fmt: skip
    language = forms.CharField(
        label=gettext_lazy("In which language?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs=_NO_STORE),
    )
    note = forms.CharField(
        label=gettext_lazy("What should they know?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_NO_STORE}),
    )  # fmt: skip
    pin = forms.RegexField(
        label=gettext_lazy("Choose a PIN"), regex=r"^[0-9]{6,10}$",
        help_text=gettext_lazy("6 to 10 digits. With your code it opens this again."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=gettext_lazy("Pass on exactly what I have written above, to this service only.")
    )
    once = once_field()

    @property
    def passing(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("call_me", "contact", "language", "note")}


class SlipForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code on your slip"), max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false", **_NO_STORE}),
    )  # fmt: skip
    pin = forms.CharField(
        label=gettext_lazy("PIN"), max_length=20,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", **_NO_STORE}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What a service says of a referral."""

    word = forms.ChoiceField(label=gettext_lazy("Your answer"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=gettext_lazy("If not: why?"), required=False,
        choices=lambda: [("", ""), *((code, _(text)) for code, text in REASONS.items())],
    )  # fmt: skip

    def __init__(self, words: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            "accept": _("We can help: accept"), "decline": _("We cannot: decline"),
            "contact": _("We have been in touch"), "serve": _("We have helped"),
            "not_serve": _("It did not come to help"),
        }  # fmt: skip
        field = self.fields["word"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- it is declared above.
        field.choices = [(word, names[word]) for word in words if word in names]
