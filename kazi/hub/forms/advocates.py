"""The page of an advocate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.forms.places import CountriesField
from kazi.hub.models import Advocate


class AdvocateForm(forms.ModelForm[Advocate]):
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    countries = CountriesField(
        label=_("Countries"),
        required=False,
        max_length=2000,
        help_text=_("Where they work, with commas, such as Kenya, Uganda. Nothing means everywhere."),
    )

    class Meta:
        model = Advocate
        fields = ["name", "kind", "about", "funds", "offers", "countries", "website", "contact", "is_public"]
        widgets = {
            "about": forms.Textarea(attrs={"rows": 5}),
            "funds": forms.Textarea(attrs={"rows": 3}),
            "offers": forms.Textarea(attrs={"rows": 3}),
        }


class SourcedAdvocateForm(AdvocateForm):
    """What hub staff write of an advocate that has no account here: with its source and date."""

    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    source_on = forms.DateField(label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"}))

    class Meta(AdvocateForm.Meta):
        fields = [*AdvocateForm.Meta.fields, "source", "source_url", "source_on"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["source"].required = True
