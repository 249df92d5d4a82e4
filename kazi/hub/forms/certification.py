"""What providers and reviewers fill in on the way to a certificate."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Evidence, SelfAssessment
from kazi.hub.services.certification.papers import KINDS


class SayForm(forms.Form):
    says = forms.ChoiceField(
        label=_("What do you say?"), choices=SelfAssessment.Says.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("How, in a few sentences"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class EvidenceForm(forms.Form):
    once = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=Evidence._meta.get_field("name").verbose_name, max_length=200)
    dated = forms.DateField(label=_("Date on it"), widget=forms.DateInput(attrs={"type": "date"}))
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        help_text=_("PDF, picture, text, table or document, at most 25 MB. Black out workers' names."),
    )
    link = forms.URLField(
        label=_("Or its address on the web"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())


class FoundForm(forms.Form):
    read = forms.CharField(widget=forms.HiddenInput, max_length=16)
    found = forms.ChoiceField(
        label=_("What did you find?"), choices=SelfAssessment.Found.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note to the provider"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordsForm(forms.Form):
    """One text: a question, an answer, a reason."""

    text = forms.CharField(label=_("Your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class StandardForm(forms.Form):
    source = forms.CharField(
        label=_("The standard, in YAML"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )
