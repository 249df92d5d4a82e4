"""What the pages about people accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Person
from kazi.accounts.rules import CODE_MOST_DIGITS
from kazi.workforce.models import Team


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=roles)


class BringInForm(forms.Form):
    """A new organisation and its first person."""

    kind = forms.ChoiceField(label=_("What is it?"))
    org_name = forms.CharField(label=_("Name of the organisation"), max_length=80)
    email = forms.EmailField(label=_("E-mail address of its first person"), max_length=254)
    name = forms.CharField(label=_("Name of that person"), max_length=200, required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=_("What is it?"), choices=kinds)
        self.order_fields(["kind"])


class _Language(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES, initial="en")


class CodeForm(_Language):
    """A new worker with a staff code."""

    name = forms.CharField(label=_("Name"), max_length=200)
    team: forms.ModelChoiceField[Team] = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False, empty_label=_("No team yet")
    )
    code = forms.CharField(
        label=_("Staff code"),
        max_length=CODE_MOST_DIGITS,
        required=False,
        help_text=_("Three to eight digits. Leave it empty to take the next free number."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ["name", "language", "team", "code"]

    def __init__(self, *args: Any, teams: QuerySet[Team], needs_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = teams
            field.required = needs_team
            if needs_team:
                field.empty_label = None


class DeviceForm(forms.Form):
    name = forms.CharField(
        label=_("Name of this device"),
        max_length=100,
        help_text=_("Where it stands or who carries it, such as “Room 2, desk 5”."),
    )


class JoinForm(_Language):
    """A person who is new accepts an invitation."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=500,
        help_text=_("At least ten characters. A short sentence is easy to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["name", "language", "password"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
