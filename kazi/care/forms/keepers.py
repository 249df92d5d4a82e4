"""Linking a local service's own organisation to its listing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from kazi.accounts.models import Organisation
from kazi.care.models import ServiceOrganisation


class KeeperForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation on Kazi"),
        queryset=Organisation.objects.filter(kind=Organisation.Kind.SERVICE).order_by("name"),
    )
    listing = forms.ModelChoiceField(
        label=gettext_lazy("What it runs"), queryset=ServiceOrganisation.objects.order_by("name")
    )
