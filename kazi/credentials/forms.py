"""What the page for checking accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kazi.credentials.rules.reading import MOST_PICTURE_BYTES, MOST_TEXT_BYTES


class VerifyForm(forms.Form):
    """A file or a text; where both are sent, the file."""

    file = forms.FileField(
        label=gettext_lazy("The credential as a file"),
        help_text=gettext_lazy(
            "JSON, a JWT, or a PNG or SVG picture with a credential in it. At most 1.5 MB."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,.jsonld,.jwt,.txt,.png,.svg"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        max_length=MOST_TEXT_BYTES,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_PICTURE_BYTES:
            raise forms.ValidationError(
                _("This file is too large for a credential: at most 1.5 MB are read.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("file") and not (said.get("text") or "").strip():
            raise forms.ValidationError(_("Choose a file, or paste the text of a credential."))
        return said

    @property
    def credential(self) -> bytes:
        """Return what is to be checked."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None:
            return bytes(file.read())
        return str(self.cleaned_data["text"]).encode()
