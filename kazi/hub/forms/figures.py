"""A figure, and the question whether somebody stands behind it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from kazi.hub.forms.profiles import PlainText, day
from kazi.hub.models import Figure, FigureCheck
from kazi.hub.rules.figures import OTHER, figure_faults

MOST_EVIDENCE_BYTES = 20_000_000


class FigureForm(PlainText, forms.ModelForm[Figure]):
    upload = forms.FileField(
        label=_("Document that shows it"),
        required=False,
        help_text=_(
            "PDF, JPEG, PNG or WEBP. Never public: only the hub's staff look at it, if you ask them to."
        ),
    )

    class Meta:
        model = Figure
        fields = ["code", "label", "unit", "value", "n", "as_of", "source", "method"]
        widgets = {"as_of": day(), "method": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["value"] = f"{self.instance.value.normalize():f}"
            if self.instance.code != OTHER:
                self.initial["unit"] = ""  # The list of figures says it.

    def clean_upload(self) -> UploadedFile[bytes] | None:
        upload = self.cleaned_data["upload"]
        if upload is not None and upload.size > MOST_EVIDENCE_BYTES:
            raise forms.ValidationError(
                now("This document is larger than 20 MB. Send the pages that matter.")
            )
        return upload if isinstance(upload, UploadedFile) else None

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if {"code", "value", "as_of"} <= said.keys():
            faults = figure_faults(
                code=said["code"],
                label=said.get("label", ""),
                unit=said.get("unit", ""),
                value=Decimal(said["value"]),
                n=said.get("n"),
                as_of=said["as_of"],
                today=timezone.now().date(),
            )
            for fault in faults:
                self.add_error(fault.field, now(fault.text) % fault.values)
        return said


class AttestForm(PlainText, forms.ModelForm[FigureCheck]):
    """Whom to ask."""

    class Meta:
        model = FigureCheck
        fields = ["person_name", "person_organisation", "person_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def _post_clean(self) -> None:
        """Build no row here: the service does, with a copy of the figure."""


class AnswerForm(PlainText, forms.Form):
    """Yes or no of a third person, or of the hub's staff."""

    reason = forms.CharField(
        label=_("What you looked at, or why not"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LiveForm(forms.Form):
    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"] = forms.MultipleChoiceField(
            label=_("Show these"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("Your reply"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MeetForm(PlainText, forms.Form):
    """A provider's answer to somebody who asks to be introduced."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=4000,
        required=False,
        help_text=_("They get it by e-mail. With a no, a sentence why is needed."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
