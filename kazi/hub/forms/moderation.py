"""Reporting something, judging it, and asking for a second look."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.forms.trap import TrappedForm
from kazi.hub.models import Why


class ReportForm(TrappedForm):
    why = forms.ChoiceField(label=_("What is wrong?"), choices=Why.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Tell us more"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What exactly, and how you know. The author does not see it."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if we may ask you something. The author does not see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads it. Say what is wrong with the thing, not with the person."),
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why is the decision wrong?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
