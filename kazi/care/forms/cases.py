"""Telling a complaint, and what officers and employers write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kazi.accounts.models import Organisation
from kazi.care.forms.referrals import once_field
from kazi.care.models.cases import Kind

_NO_STORE = {"autocomplete": "off"}


def employers() -> list[tuple[str, str]]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
    return [("", _("Not in the list, or I would rather not say")), *((str(row.pk), row.name) for row in rows)]


class TellForm(forms.Form):
    """A complaint without a name."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=Kind.choices, widget=forms.RadioSelect
    )
    employer = forms.ChoiceField(label=gettext_lazy("Where do you work?"), choices=employers, required=False)
    text = forms.CharField(
        label=gettext_lazy("What happened?"), max_length=5000,
        help_text=gettext_lazy("Leave out your own name. The employer never reads this text."),
        widget=forms.Textarea(attrs={"rows": 6, **_NO_STORE}),
    )  # fmt: skip
    matter = forms.CharField(
        label=gettext_lazy("Which unit or person is meant?"), max_length=200, required=False,
        help_text=gettext_lazy("Such as: night shift, Omondi. Kept only as a seal that cannot be read."),
        widget=forms.TextInput(attrs=_NO_STORE),
    )  # fmt: skip
    hold = forms.BooleanField(
        label=gettext_lazy("Hold it, read by nobody, until another reports the same"), required=False
    )
    safe = forms.CharField(
        label=gettext_lazy("When is it safe for you to look here?"), max_length=300, required=False,
        widget=forms.TextInput(attrs=_NO_STORE),
    )  # fmt: skip
    pin = forms.RegexField(
        label=gettext_lazy("Choose a PIN"), regex=r"^[0-9]{6,10}$",
        help_text=gettext_lazy("6 to 10 digits. With your code it opens this again."),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )  # fmt: skip

    once = once_field()

    @property
    def workplace(self) -> Organisation | None:
        return Organisation.objects.filter(pk=self.cleaned_data["employer"] or 0).first()


class WordsForm(forms.Form):
    """One text; what it is for says its label."""

    words = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4, **_NO_STORE}))

    def __init__(self, label: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class MessageForm(WordsForm):
    file = forms.FileField(
        label=gettext_lazy("A file"), required=False,
        help_text=gettext_lazy("At most 10 MB. A photo may tell where and by whom it was taken."),
    )  # fmt: skip
