"""What the hub's desk writes: accounts, people, collateral, campaigns; and what a client answers."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.deals.forms.pipeline import Once, people_field
from kazi.deals.models import Account, Campaign, Collateral, Contact
from kazi.hub.rules.catalogue import LANGUAGES, SECTORS
from kazi.hub.rules.names import language_name

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _sectors(first: Any) -> list[tuple[str, Any]]:
    return [("", first), *((code, gettext(name)) for code, name in SECTORS.items())]


def _country(said: Any) -> str:
    code = str(said or "").strip().upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
        raise forms.ValidationError(gettext("Write two letters, such as KE, or leave it empty."))
    return code


class AccountForm(forms.ModelForm[Account]):
    """An account and its plan."""

    sector = forms.ChoiceField(label=_("sector"), required=False)

    class Meta:
        model = Account
        fields = ["name", "country", "sector", "goals", "people", "next_steps", "review_on"]
        widgets = {
            "goals": forms.Textarea(attrs={"rows": 3}),
            "people": forms.Textarea(attrs={"rows": 3}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
            "review_on": _DAY,
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lead"] = people_field(actor, _("who looks after it"))
        self.fields["lead"].initial = self.instance.lead_id
        sector = self.fields["sector"]
        assert isinstance(sector, forms.ChoiceField)  # noqa: S101 -- for the types.
        sector.choices = _sectors(gettext("Not said"))

    def clean_country(self) -> str:
        return _country(self.cleaned_data["country"])


class ContactForm(forms.ModelForm[Contact]):
    class Meta:
        model = Contact
        fields = ["name", "email", "job", "basis", "basis_note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="contact_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("basis") and not str(said.get("basis_note") or "").strip():
            self.add_error("basis_note", gettext("Say when and how: “on our form, 3 May 2026”."))
        return said


class CollateralForm(Once):
    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Collateral.Kind.choices)
    languages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)
    providers = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("About these providers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    file = forms.FileField(label=_("File"), required=False)

    def __init__(self, *args: Any, providers: list[Organisation], **kwargs: Any):
        super().__init__(*args, **kwargs)
        languages, about = self.fields["languages"], self.fields["providers"]
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101 -- for the types.
        assert isinstance(about, forms.ModelMultipleChoiceField)  # noqa: S101
        languages.choices = [(code, language_name(code, get_language() or "en")) for code in LANGUAGES]
        about.queryset = Organisation.objects.filter(pk__in=[one.pk for one in providers]).order_by("name")


class ShelfForm(forms.Form):
    """What to look for on the shelf of collateral."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 -- for the types.
        kind.choices = [("", gettext("All")), *Collateral.Kind.choices]


class CampaignForm(forms.ModelForm[Campaign]):
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sector = forms.ChoiceField(label=_("only in this sector"), required=False)

    class Meta:
        model = Campaign
        fields = ["name", "country", "sector", "subject", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"country": _("Two letters, such as KE; empty means anywhere.")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4()
        sector = self.fields["sector"]
        assert isinstance(sector, forms.ChoiceField)  # noqa: S101 -- for the types.
        sector.choices = _sectors(gettext("Any"))
        self.fields["collateral"] = forms.ModelChoiceField(
            Collateral.objects.filter(withdrawn_at=None),
            label=_("collateral"),
            required=False,
            empty_label=_("None"),
            help_text=_("What it goes with, for your own overview; letters carry no files."),
        )

    def clean_country(self) -> str:
        return _country(self.cleaned_data["country"])


class AnsweredForm(forms.Form):
    words = forms.CharField(
        label=_("What they said"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    makes_card = forms.BooleanField(label=_("Make a card of it"), required=False)


class SatisfactionForm(forms.Form):
    """A client's answer: 0 to 10 and some words."""

    score = forms.TypedChoiceField(
        label=_("How likely is it that you would recommend them? 0: not at all, 10: surely."),
        choices=[(n, str(n)) for n in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In a few words, why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    may_be_named = forms.BooleanField(
        label=_("They may name us as a reference with these words."), required=False
    )
