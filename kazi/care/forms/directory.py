"""Looking for a local service, and saying what it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kazi.care.models import LocalService
from kazi.care.rules.hours import by_day, clock, minutes_of
from kazi.care.rules.hsds.fields import STATUSES
from kazi.care.rules.needs import NEEDS
from kazi.care.services.keeping import Hours, Listing

ROWS = 3  # Of hours: most services have one pattern for weekdays and one for Saturday.
FREE = (
    ("", gettext_lazy("Not known")),
    ("true", gettext_lazy("Free")),
    ("false", gettext_lazy("It costs something")),
)
DAY_NAMES = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


def need_choices() -> list[tuple[str, str]]:
    return [(code, _(need.name)) for code, need in NEEDS.items()]


class ListingForm(forms.Form):
    """A service by hand, with simple hours: days and times in up to three rows."""

    name = forms.CharField(label=gettext_lazy("Name of the service"), max_length=300)
    organisation = forms.CharField(label=gettext_lazy("Who runs it"), max_length=300, required=False)
    description = forms.CharField(
        label=gettext_lazy("What it does"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Which needs it answers"),
        widget=forms.CheckboxSelectMultiple,
        choices=need_choices,
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False,
        help_text=gettext_lazy("We ask here, twice a year, whether the listing is still right."),
    )  # fmt: skip
    url = forms.URLField(label=gettext_lazy("Web page"), required=False, assume_scheme="https")
    languages = forms.CharField(
        label=gettext_lazy("Languages spoken"), required=False, max_length=100,
        help_text=gettext_lazy("Codes with commas between them, such as sw, en."),
    )  # fmt: skip
    eligibility = forms.CharField(
        label=gettext_lazy("Who may come"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minimum_age = forms.IntegerField(
        label=gettext_lazy("From age"), min_value=0, max_value=130, required=False
    )
    maximum_age = forms.IntegerField(label=gettext_lazy("To age"), min_value=0, max_value=130, required=False)
    is_free = forms.NullBooleanField(
        label=gettext_lazy("Does it cost nothing?"),
        widget=forms.Select(
            choices=FREE
        ),
        required=False,
    )  # fmt: skip
    fees = forms.CharField(label=gettext_lazy("What it costs"), max_length=500, required=False)
    utc_offset = forms.FloatField(
        label=gettext_lazy("Hours ahead of UTC"), min_value=-12, max_value=14, initial=0,
        help_text=gettext_lazy("Kenya 3, India 5.5, Cambodia 7. So that “open now” is right."),
    )  # fmt: skip
    street = forms.CharField(label=gettext_lazy("Street or landmark"), max_length=300, required=False)
    town = forms.CharField(label=gettext_lazy("Town"), max_length=120, required=False)
    country = forms.RegexField(
        label=gettext_lazy("Country"), regex=r"^[A-Za-z]{2}$", required=False,
        help_text=gettext_lazy("Two letters, such as KE for Kenya."),
    )  # fmt: skip
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude"), min_value=-180, max_value=180, required=False
    )
    takes_referrals = forms.BooleanField(label=gettext_lazy("It takes people that we send"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("State"), choices=[(one, one) for one in STATUSES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, ROWS + 1):
            self.fields[f"days_{row}"] = forms.MultipleChoiceField(
                label=_("Days, row %(row)s") % {"row": row},
                choices=list(enumerate(DAY_NAMES)),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
            for name, label in (("opens", _("opens at")), ("closes", _("closes at"))):
                self.fields[f"{name}_{row}"] = forms.CharField(
                    label=label, required=False, max_length=8, widget=forms.TimeInput(attrs={"type": "time"})
                )

    @property
    def hour_rows(self) -> list[list[Any]]:
        return [[self[f"{name}_{row}"] for name in ("days", "opens", "closes")] for row in range(1, ROWS + 1)]

    @property
    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.base_fields]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if (said.get("minimum_age") or 0) > (said.get("maximum_age") or 130):
            self.add_error("maximum_age", _("The lowest age is above the highest."))
        if (said.get("latitude") is None) != (said.get("longitude") is None):
            self.add_error("longitude", _("Give both degrees or none."))
        hours: list[Hours] = []
        for row in range(1, ROWS + 1):
            days = [int(day) for day in said.get(f"days_{row}") or []]
            opens, closes = (minutes_of(said.get(f"{name}_{row}") or "") for name in ("opens", "closes"))
            if days and (opens is None or closes is None):
                self.add_error(f"opens_{row}", _("Say from when to when it is open on these days."))
            elif days and opens is not None and closes is not None:
                hours.append((days, opens, closes))
        said["hours"] = hours
        return said

    def listing(self) -> Listing:
        """Return what was said; call it on a valid form."""
        said = self.cleaned_data
        names = ("name", "organisation", "description", "needs", "phone", "email", "url", "eligibility",
                 "minimum_age", "maximum_age", "fees", "is_free", "hours", "street", "town", "latitude",
                 "longitude", "takes_referrals", "status")  # fmt: skip
        codes = [code.strip().lower() for code in said["languages"].split(",")]
        return Listing(
            **{name: said[name] for name in names},
            languages=[code for code in codes if 2 <= len(code) <= 3 and code.isalpha()],
            utc_offset_minutes=round(said["utc_offset"] * 60),
            country=said["country"].upper(),
        )

    @staticmethod
    def initial_of(row: LocalService) -> dict[str, Any]:
        """Return what the form shows first for a service that is there."""
        first = row.places.select_related("location").order_by("pk").first()
        address: dict[str, Any] = next(iter(first.location.said("addresses") or []), {}) if first else {}
        said = {
            "name": row.name, "organisation": row.organisation.name if row.organisation else "",
            "description": row.said("description"), "needs": row.needs, "email": row.email,
            "phone": next(iter(row.phones), {}).get("number", ""), "url": row.said("url"),
            "languages": ", ".join(row.languages), "eligibility": row.said("eligibility_description"),
            "minimum_age": row.said("minimum_age"), "maximum_age": row.said("maximum_age"),
            "is_free": row.is_free, "fees": row.said("fees_description"), "status": row.status,
            "utc_offset": row.utc_offset_minutes / 60, "street": address.get("address_1", ""),
            "town": address.get("city", ""), "country": first.location.country if first else "",
            "latitude": first.location.latitude if first else None,
            "longitude": first.location.longitude if first else None, "takes_referrals": row.takes_referrals,
        }  # fmt: skip
        return said | _hours_of(row)


def _hours_of(row: LocalService) -> dict[str, Any]:
    """Return rows of days that have the same hours."""
    same: dict[tuple[int, int], list[int]] = {}
    for day, spans in by_day(row.spans):
        for one in spans:
            same.setdefault((one.opens, one.closes), []).append(day)
    said: dict[str, Any] = {}
    for number, ((opens, closes), days) in enumerate(list(same.items())[:ROWS], 1):
        said |= {f"days_{number}": days, f"opens_{number}": clock(opens), f"closes_{number}": clock(closes)}
    return said


class DoubtForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is not right?"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Say nothing about yourself. We do not ask who you are."),
    )  # fmt: skip


class CheckForm(forms.Form):
    said = forms.ChoiceField(
        label=gettext_lazy("Is this still right?"),
        widget=forms.RadioSelect,
        choices=[
            ("right", gettext_lazy("Yes, all of it is right")),
            ("changed", gettext_lazy("Something has changed")),
            ("closed", gettext_lazy("We have closed")),
        ],
    )
    words = forms.CharField(
        label=gettext_lazy("What has changed?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
