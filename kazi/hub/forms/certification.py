"""What providers and reviewers fill in on the way to a certificate."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kazi.hub.models import Evidence, SelfAssessment

MOST_BYTES = 25 * 1024 * 1024
# What papers are: nothing that a browser or an office program runs.
KINDS = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".csv", ".txt", ".xlsx", ".docx", ".odt", ".ods")


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
        help_text=_("PDF, picture, text, table or document, at most 25 MB. Black out workers' names."),
    )
    link = forms.URLField(
        label=_("Or its address on the web"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())

    def clean_file(self) -> UploadedFile[Any] | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if not str(file.name).lower().endswith(KINDS):
            raise forms.ValidationError(
                _("This kind of file is not taken. Send a PDF, a picture, a text, a table or a document.")
            )
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 25 MB. Send the pages that matter."))
        return file


class FoundForm(forms.Form):
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
