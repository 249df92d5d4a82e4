"""What somebody says who wants to hear of new things."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import SavedSearch


class SaveSearchForm(forms.Form):
    """An address and a rhythm; `website` is a trap that people do not see."""

    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=SavedSearch.Rhythm.choices,
        initial=SavedSearch.Rhythm.WEEK,
        help_text=_("Only when there is something new."),
    )
    website = forms.CharField(required=False)
    consent = forms.BooleanField(
        label=_("The hub may keep my address and write to me about this search, until I stop it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
