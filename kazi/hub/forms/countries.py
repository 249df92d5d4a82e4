"""What readers move and what hub staff send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kazi.files.rules.limits import MB
from kazi.hub.models import CountryText
from kazi.hub.rules.indicators import AXES, SLOT_NAMES, SLOTS
from kazi.hub.rules.potential import DEFAULT, Choice

MOST_UPLOAD_BYTES = 20 * MB


class WeightsForm(forms.Form):
    """One weight for each term.  What is not said has its default; a wrong number changes nothing."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        for slot in SLOTS:
            self.fields[slot.code] = forms.FloatField(
                label=_(SLOT_NAMES[slot.code]),
                min_value=0,
                max_value=100,
                required=False,
                initial=slot.weight,
                help_text=_(slot.why),
                widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
            )
        self.fields["share_of_need"] = forms.FloatField(
            label=_("Share of need in the potential, %"),
            min_value=0,
            max_value=100,
            required=False,
            initial=50,
            help_text=_("50 counts need and readiness alike; 100 counts need alone."),
            widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        )
        self.fields["since"] = forms.IntegerField(
            label=_("Leave out figures before the year"),
            min_value=1900,
            max_value=2100,
            required=False,
            help_text=_("Empty: all years, and the oldest one is shown."),
        )

    def of_axis(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the fields of the weights by axis."""
        return [(axis, [self[slot.code] for slot in SLOTS if slot.axis == axis]) for axis in AXES]

    def choice(self) -> Choice:
        """Return the choice; the default where a number is wrong."""
        if not self.is_valid():
            return DEFAULT
        said = self.cleaned_data
        weights = [slot.weight if said[slot.code] is None else said[slot.code] for slot in SLOTS]
        share = 50.0 if said["share_of_need"] is None else said["share_of_need"]
        return Choice(tuple(float(one) for one in weights), share / 100, said["since"] or 0)


class FiguresForm(forms.Form):
    """A file of figures, and what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "ZIP or CSV as the World Bank gives it, its JSON, or a table with the columns iso3, indicator, "
            "year, value, source, licence. At most 20 MB; larger ones with the command kazi countries import."
        ),
    )
    indicator = forms.CharField(
        label=_("Indicator"), max_length=80, required=False,
        help_text=_("Only for tables of one indicator that do not name it, such as NY.GDP.PCAP.KD."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Where the file does not say it.")
    )
    licence = forms.CharField(
        label=_("Licence"), max_length=200, required=False, help_text=_("Where the file does not say it.")
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_UPLOAD_BYTES:
            raise forms.ValidationError(
                _("This is more than 20 MB. Import it on the server: kazi countries import FILE.")
            )
        return file


class CountryTextForm(forms.ModelForm[CountryText]):
    language = forms.ChoiceField(label=_("Language"), choices=[])

    class Meta:
        model = CountryText
        fields = ["language", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker.
        field.choices = settings.LANGUAGES
