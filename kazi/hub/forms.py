"""What the pages of the hub accept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kazi.hub import rules
from kazi.hub.models import Place, ProviderProfile, PublicProfile, WorkRequest
from kazi.hub.services import CLAIMS, Wanted


class _FromAVisitor(forms.ModelForm[WorkRequest]):
    """A form that anybody may send: `website` is a trap that people do not see."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)
    consent = forms.BooleanField(
        label=_("The hub may keep what I wrote and use my address to answer me."),
    )

    class Meta:
        model = WorkRequest
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if "organisation" in self.fields:
            self.fields["organisation"].widget.attrs["autocomplete"] = "organization"

    def _post_clean(self) -> None:
        """Build no row here: a visitor is of no organisation.  The service does, inside the hub's."""

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    @property
    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(**{name: said[name] for name in Wanted.__slots__ if name in said})


class NeedWorkForm(_FromAVisitor):
    provider: forms.ModelChoiceField[PublicProfile] = forms.ModelChoiceField(
        label=_("Do you have a provider in mind?"),
        queryset=None,
        to_field_name="slug",
        required=False,
        empty_label=_("No, the hub may suggest some"),
    )

    class Meta:
        model = WorkRequest
        fields = ["what", "volume", "by_when", "quality", "languages", "name", "email", "organisation"]
        widgets = {
            "by_when": forms.DateInput(attrs={"type": "date"}),
            "what": forms.Textarea(attrs={"rows": 5}),
        }

    field_order = ["what", "volume", "by_when", "quality", "languages", "provider"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = PublicProfile.objects.visible().order_by("name")


class ContactForm(_FromAVisitor):
    class Meta:
        model = WorkRequest
        fields = ["name", "email", "organisation", "what"]
        labels = {"what": _("Your message")}
        help_texts = {"what": ""}
        widgets = {"what": forms.Textarea(attrs={"rows": 5})}


class DeskForm(forms.Form):
    """What hub staff note about a request."""

    state = forms.ChoiceField(label=_("State"), choices=WorkRequest.State.choices)
    notes = forms.CharField(
        label=_("Notes"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _language_choices() -> list[tuple[str, str]]:
    here = get_language() or "en"
    return sorted(
        ((code, rules.language_name(code, here)) for code in rules.LANGUAGES), key=lambda one: one[1]
    )


class ProfileForm(forms.ModelForm[ProviderProfile]):
    services = _several(_("Services"), [(code, _(text)) for code, text in rules.SERVICES.items()])
    sectors = _several(_("Fields you know"), [(code, _(text)) for code, text in rules.SECTORS.items()])
    languages = _several(_("Languages your people work in"), _language_choices)
    place = forms.ChoiceField(label=_("How people work"), choices=Place.choices)

    class Meta:
        model = ProviderProfile
        fields = CLAIMS
        widgets = {"story": forms.Textarea(attrs={"rows": 5}), "hires": forms.Textarea(attrs={"rows": 3})}
