"""What a buyer describes, as a form: the same for a visitor and for a client."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kazi.deals.models import Candidate
from kazi.deals.rules.catalogue import CURRENCIES, SERVICE_OF_TYPE
from kazi.deals.rules.work import Work
from kazi.hub.rules.catalogue import LANGUAGES, SECURITY, SERVICES
from kazi.hub.rules.names import country_name, language_name
from kazi.kinds.rules import ready_types


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """A file field that takes several; its value is a list of uploads, perhaps empty."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        several = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFiles, self).clean(one, initial) for one in several if one]


def languages() -> list[tuple[str, str]]:
    here = get_language() or "en"
    return sorted(((code, language_name(code, here)) for code in LANGUAGES), key=lambda one: one[1])


def countries() -> list[tuple[str, str]]:
    """Return the countries in which providers are, by name."""
    here = get_language() or "en"
    codes = Candidate.objects.exclude(country="").values_list("country", flat=True).distinct()
    return sorted(((code, country_name(code, here)) for code in set(codes)), key=lambda one: one[1])


def services() -> list[tuple[str, str]]:
    return [(code, _now(text)) for code, text in SERVICES.items()]


def security() -> list[tuple[str, str]]:
    return [(code, _now(text)) for code, text in SECURITY.items()]


def task_types() -> list[tuple[str, str]]:
    ready = ready_types()
    named = [(name, str(ready[name].title)) for name in SERVICE_OF_TYPE if name in ready]
    return [("", _now("Something else, or I do not know")), *named]


def several(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class WorkForm(forms.Form):
    """Fields in four groups; `groups` names them for the page."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("What is it called?"), max_length=200, help_text=_("For example: receipts of our drivers.")
    )
    service = forms.ChoiceField(label=_("Kind of work"), choices=services)
    task_type = forms.ChoiceField(
        label=_("Is it like one of these?"),
        choices=task_types,
        required=False,
        help_text=_("Then we know from finished work how long one takes."),
    )
    description = forms.CharField(
        label=_("What is to be done?"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you have, what you need from it, and what makes it hard."),
    )
    samples = SeveralFiles(
        label=_("Sample files"),
        required=False,
        help_text=_("Up to five files, 20 MB together. Take names and addresses of people out first."),
    )
    volume = forms.IntegerField(label=_("How many?"), min_value=1, max_value=2_000_000_000)
    unit = forms.CharField(
        label=_("Of what?"),
        max_length=40,
        help_text=_("One of them, such as receipt, page, picture, minute."),
    )
    finish_by = forms.DateField(
        label=_("Done by when?"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    quality = forms.DecimalField(
        label=_("Share that must be right, %"),
        required=False,
        min_value=Decimal(50),
        max_value=Decimal(100),
        max_digits=6,
        decimal_places=3,
        help_text=_("99 or more means that two people do each apart."),
    )
    sample_units = forms.IntegerField(
        label=_("How many did you time yourself?"),
        required=False,
        min_value=5,
        max_value=100_000,
        help_text=_("Five or more, done by somebody who knows how."),
    )
    sample_minutes = forms.DecimalField(
        label=_("Minutes they took together"),
        required=False,
        min_value=Decimal("0.1"),
        max_value=Decimal(1_000_000),
        decimal_places=2,
    )
    budget = forms.DecimalField(
        label=_("Budget for all of it"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(10) ** 11,
        decimal_places=2,
        help_text=_("Providers do not see it. It caps the price term of the shortlist."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    languages = several(_("Languages in the material"), languages)
    countries = several(_("Only in these countries"), countries, _("None chosen: anywhere."))
    security = several(_("Security you need"), security)
    least_people = forms.IntegerField(
        label=_("At least so many people"), required=False, min_value=1, max_value=100_000
    )
    certified_only = forms.BooleanField(label=_("Only with a valid certificate"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())
        self.initial.setdefault("currency", "USD")

    def clean_unit(self) -> str:
        return " ".join(str(self.cleaned_data["unit"]).lower().split())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        finish = said.get("finish_by")
        if finish is not None and finish <= timezone.localdate():
            self.add_error("finish_by", _("Choose a day that lies ahead."))
        if bool(said.get("sample_units")) != bool(said.get("sample_minutes")):
            self.add_error("sample_minutes", _("Give both: how many you timed, and the minutes."))
        return said

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        names = {
            _now("The work"): ("title", "service", "task_type", "description", "samples"),
            _now("How much, by when, how good"): ("volume", "unit", "finish_by", "quality"),
            _now("What it may cost"): ("budget", "currency", "sample_units", "sample_minutes"),
        }
        return [
            (title, [self[name] for name in fields if name in self.fields]) for title, fields in names.items()
        ]

    @property
    def wishes(self) -> list[forms.BoundField]:
        return [
            self[name] for name in ("languages", "countries", "security", "least_people", "certified_only")
        ]

    @property
    def work(self) -> Work:
        said = self.cleaned_data
        return Work(
            title=said["title"],
            service=said["service"],
            description=said["description"],
            volume=said["volume"],
            unit=said["unit"],
            task_type=said["task_type"],
            finish_by=said["finish_by"],
            languages=tuple(said["languages"]),
            quality=None if said["quality"] is None else said["quality"] / 100,
            security=tuple(said["security"]),
            budget=said["budget"],
            currency=said["currency"],
            countries=tuple(said["countries"]),
            least_people=said["least_people"] or 0,
            certified_only=said["certified_only"],
            sample_units=said["sample_units"],
            sample_minutes=said["sample_minutes"],
        )


def initial_of(work: Work) -> dict[str, Any]:
    """Return a description as the form shows it again."""
    said = {name: getattr(work, name) for name in Work.__slots__}
    return {**said, "quality": None if work.quality is None else (work.quality * 100).normalize()}


class WeightsForm(forms.Form):
    """Six weights, 0 to 100, as parameters of the address; anything else is the default's."""

    skill = forms.IntegerField(label=_("Skill"), min_value=0, max_value=100, required=False)
    quality = forms.IntegerField(label=_("Quality"), min_value=0, max_value=100, required=False)
    capacity = forms.IntegerField(label=_("Capacity"), min_value=0, max_value=100, required=False)
    price = forms.IntegerField(label=_("Price"), min_value=0, max_value=100, required=False)
    impact = forms.IntegerField(label=_("Impact"), min_value=0, max_value=100, required=False)
    response = forms.IntegerField(label=_("Response"), min_value=0, max_value=100, required=False)

    @property
    def moved(self) -> dict[str, float]:
        if not self.is_bound or not self.is_valid():
            return {}
        return {name: value / 100 for name, value in self.cleaned_data.items() if value is not None}


class SendForm(forms.Form):
    """Who asks.  `website` is a trap that people do not see."""

    name = forms.CharField(label=_("Your name"), max_length=200)
    organisation = forms.CharField(label=_("Your organisation"), max_length=200)
    email = forms.EmailField(label=_("Your e-mail address"))
    website = forms.CharField(required=False)
    consent = forms.BooleanField(
        label=_("The hub may keep what I wrote and use my address to answer me."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, use in (("name", "name"), ("organisation", "organization"), ("email", "email")):
            self.fields[name].widget.attrs["autocomplete"] = use


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Choose a password"),
        max_length=200,
        help_text=_("At least ten characters. A short sentence is easy to keep."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password
