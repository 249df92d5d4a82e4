"""What hub staff note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import WorkRequest


class DeskForm(forms.Form):
    """What hub staff note about a request."""

    state = forms.ChoiceField(label=_("State"), choices=WorkRequest.State.choices)
    notes = forms.CharField(
        label=_("Notes"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
