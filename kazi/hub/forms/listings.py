"""Listing a provider, and claiming one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kazi.hub.forms.places import country_choices
from kazi.hub.forms.trap import TrappedForm
from kazi.hub.models import Listing, ProfileClaim
from kazi.hub.rules.catalogue import LANGUAGES, SECTORS, SERVICES
from kazi.hub.rules.names import language_name
from kazi.hub.services.claims import Said
from kazi.hub.services.listings import Found


def _several(label: Any, choices: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, widget=forms.CheckboxSelectMultiple
    )


def _languages() -> list[tuple[str, str]]:
    here = get_language() or "en"
    return sorted(((code, language_name(code, here)) for code in LANGUAGES), key=lambda one: one[1])


class ListingForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    website = forms.URLField(
        label=_("Website"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Who controls its domain may claim the profile."),
    )
    story = forms.CharField(
        label=_("Who they are"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only what the source says, in your own words."),
    )
    services = _several(_("Services"), [(code, _(text)) for code, text in SERVICES.items()], required=True)
    sectors = _several(_("Fields they know"), [(code, _(text)) for code, text in SECTORS.items()])
    languages = _several(_("Languages"), _languages)
    sites = forms.CharField(label=_("Towns"), max_length=300, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_("A public one, such as a report with its title and page. It is shown on the profile."),
    )
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    source_on = forms.DateField(label=_("Date of the source"), widget=forms.DateInput(attrs={"type": "date"}))

    @property
    def found(self) -> Found:
        return Found(**self.cleaned_data)

    @staticmethod
    def said_of(listing: Listing, profile: Any) -> dict[str, Any]:
        """Return what the form shows of a listing that is there; `profile` is its public copy or None."""
        said = {name: getattr(listing, name) for name in ("website", "source", "source_url", "source_on")}
        said |= {"name": listing.provider.name, "country": listing.provider.country}
        if profile is not None:
            names = ("story", "services", "sectors", "languages", "sites")
            said |= {name: getattr(profile, name) for name in names}
        return said


class ClaimForm(TrappedForm):
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    way = forms.ChoiceField(
        label=_("How will you show that it is yours?"),
        choices=ProfileClaim.Way.choices,
        widget=forms.RadioSelect,
    )

    @property
    def said(self) -> Said:
        data = self.cleaned_data
        return Said(self.sent_once, data["name"], data["email"], data["way"])


class DocumentForm(forms.Form):
    document = forms.FileField(
        label=_("Document"),
        help_text=_("A PDF or a picture of at most 1.9 MB, such as a registration certificate."),
    )
    says = forms.CharField(
        label=_("What does the document show?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
