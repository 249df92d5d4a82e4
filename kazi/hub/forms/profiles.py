"""What a provider says of itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Place, ProviderProfile
from kazi.hub.rules.catalogue import LANGUAGES, SECTORS, SERVICES
from kazi.hub.rules.names import language_name
from kazi.hub.services.profiles import CLAIMS


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _language_choices() -> list[tuple[str, str]]:
    here = get_language() or "en"
    return sorted(((code, language_name(code, here)) for code in LANGUAGES), key=lambda one: one[1])


class ProfileForm(forms.ModelForm[ProviderProfile]):
    services = _several(_("Services"), [(code, _(text)) for code, text in SERVICES.items()])
    sectors = _several(_("Fields you know"), [(code, _(text)) for code, text in SECTORS.items()])
    languages = _several(_("Languages your people work in"), _language_choices)
    place = forms.ChoiceField(label=_("How people work"), choices=Place.choices)

    class Meta:
        model = ProviderProfile
        fields = CLAIMS
        widgets = {"story": forms.Textarea(attrs={"rows": 5}), "hires": forms.Textarea(attrs={"rows": 3})}
