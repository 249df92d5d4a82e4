"""A story of a person, with their consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from kazi.hub.forms.profiles import PlainText, day
from kazi.hub.models import Story


class StoryForm(PlainText, forms.ModelForm[Story]):
    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("JPEG, PNG or WEBP, at most 30 MB. Where it was taken is removed from the file."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without = forms.BooleanField(label=_("Show no picture any more"), required=False)

    class Meta:
        model = Story
        fields = ["title", "text", "whose", "consent_by", "consented_on", "consent_purpose", "picture_says"]
        widgets = {"consented_on": day(), "text": forms.Textarea(attrs={"rows": 8})}

    field_order = ["title", "text", "whose", "upload", "picture_says", "without"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.picture is None:
            del self.fields["without"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        self.not_in_the_future("consented_on")
        if self.picture is not None and not said.get("picture_says"):
            self.add_error("picture_says", now("Say in a sentence what the picture shows."))
        return said

    @property
    def picture(self) -> tuple[UploadedFile[bytes], str] | None:
        """Return the new picture with its name, None where there is none."""
        upload = self.cleaned_data.get("upload")
        return (upload, upload.name or "picture") if isinstance(upload, UploadedFile) else None
