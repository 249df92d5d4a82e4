"""What a provider says of itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Archetype, Contact, Place, ProviderProfile, Site, Stage, Support
from kazi.hub.rules.catalogue import GROUPS, LANGUAGES, SECTORS, SECURITY, SERVICES
from kazi.hub.rules.names import countries, language_name
from kazi.hub.rules.writing import has_html


def several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def words(catalogue: dict[str, str]) -> list[tuple[str, Any]]:
    return [(code, _(text)) for code, text in catalogue.items()]


def language_choices() -> list[tuple[str, str]]:
    here = get_language() or "en"
    return sorted(((code, language_name(code, here)) for code in LANGUAGES), key=lambda one: one[1])


def country_choices() -> list[tuple[str, str]]:
    return [("", now("Choose a country")), *countries(get_language() or "en")]


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlainText(forms.BaseForm):
    """A form whose texts are words: what a browser would take for HTML is refused, with one line."""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for name, value in list(said.items()):
            if isinstance(value, str) and has_html(value):
                text = now("Write plain text: a tag such as <b> or <script> is not shown. Take it out.")
                self.add_error(name, text)
        return said

    def not_in_the_future(self, name: str) -> None:
        """Refuse a day that has not come yet."""
        value = self.cleaned_data.get(name)
        if value is not None and value > timezone.now().date():
            self.add_error(name, now("This day has not come yet."))

    def not_a_future_year(self, name: str) -> None:
        value = self.cleaned_data.get(name)
        if value is not None and value > timezone.now().year:
            self.add_error(name, now("This year has not come yet."))


class AboutForm(PlainText, forms.ModelForm[ProviderProfile]):
    groups = several(_("Who gets a first chance with you"), words(GROUPS))
    stage = forms.ChoiceField(
        label=_("How far you have come"), required=False, choices=[("", _("Not said")), *Stage.choices]
    )
    archetype = forms.ChoiceField(
        label=_("What kind of company you are"),
        required=False,
        choices=[("", _("Not said")), *Archetype.choices],
    )
    website = forms.URLField(
        label=_("Website"), required=False, max_length=300, assume_scheme="https", empty_value=""
    )

    class Meta:
        model = ProviderProfile
        fields = ["story", "founded", "website", "stage", "archetype", "groups", "hires"]
        widgets = {"story": forms.Textarea(attrs={"rows": 6}), "hires": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.not_a_future_year("founded")
        return said


class ServicesForm(PlainText, forms.ModelForm[ProviderProfile]):
    services = several(_("Services"), words(SERVICES))
    sectors = several(_("Fields you know"), words(SECTORS))
    languages = several(_("Languages your people work in"), language_choices)
    place = forms.ChoiceField(label=_("How people work"), choices=Place.choices)
    security = several(_("How you keep clients' data safe"), words(SECURITY))

    class Meta:
        model = ProviderProfile
        fields = ["services", "sectors", "languages", "capacity", "place", "security"]


class SiteForm(PlainText, forms.ModelForm[Site]):
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    kind = forms.ChoiceField(label=_("How people work there"), choices=Place.choices)

    class Meta:
        model = Site
        fields = ["town", "country", "kind", "seats", "since"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.not_a_future_year("since")
        return said


class SupportForm(PlainText, forms.ModelForm[Support]):
    class Meta:
        model = Support
        fields = ["who", "kind", "began_on", "ended_on", "note"]
        widgets = {"began_on": day(), "ended_on": day()}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.not_in_the_future("began_on")
        began, ended = said.get("began_on"), said.get("ended_on")
        if began and ended and ended < began:
            self.add_error("ended_on", now("The support cannot end before it began."))
        return said


class PersonForm(PlainText, forms.ModelForm[Contact]):
    languages = several(_("Languages they answer in"), language_choices)

    class Meta:
        model = Contact
        fields = ["name", "role", "email", "languages", "consented_on"]
        widgets = {"consented_on": day()}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.not_in_the_future("consented_on")
        return said
