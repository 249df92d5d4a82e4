"""What the page of a new campaign accepts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.voice.boards import kinds_of_contacts
from kazi.voice.models import Campaign
from kazi.voice.queries import tongue
from kazi.voice.rules.release.choosing import K_EMPLOYER
from kazi.voice.services.campaigns import CAN_BEGIN, Terms


class CampaignForm(forms.Form):
    """Whom, how many, when and how often; lists are offered of what the contacts have."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    only_members = forms.BooleanField(
        label=_("Only those who agreed to be asked again"), required=False, initial=True,
        help_text=_("All of them together, and only if at least ten are on your list. Else, new people too."),
    )  # fmt: skip
    channel = forms.ModelChoiceField(
        queryset=Channel._base_manager.none(), label=_("On which channel?"), empty_label=None,
        help_text=_("On USSD and the web nobody can be written to first: print a word or a link for them."),
    )  # fmt: skip
    sites = forms.MultipleChoiceField(
        label=_("Only these sites"), required=False, widget=forms.CheckboxSelectMultiple
    )
    strata = forms.MultipleChoiceField(
        label=_("Only these groups"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Only these languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    how = forms.ChoiceField(label=_("Who is asked?"), choices=Campaign.How.choices)
    size = forms.IntegerField(
        label=_("How many to ask"), required=False, min_value=K_EMPLOYER, max_value=5_000_000,
        help_text=_("For a sample. The next page says how many would do."),
    )  # fmt: skip
    quota = forms.IntegerField(
        label=_("Most answers from each site and group"), required=False, max_value=1_000_000,
        validators=[MinValueValidator(K_EMPLOYER)],
        help_text=_("Others are asked only while answers are missing. Empty: everybody chosen is asked."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    most_reminders = forms.IntegerField(
        label=_("Reminders at most"), initial=1, min_value=0, max_value=3,
        help_text=_("Never to anybody who has answered, refused or said STOP."),
    )  # fmt: skip
    days_between = forms.IntegerField(
        label=_("Days before a reminder"), initial=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )

    def __init__(self, *args: Any, is_later_wave: bool = False, **kwargs: Any) -> None:
        today = timezone.localdate()
        days = {"starts_on": today, "ends_on": today + timedelta(days=14)}
        super().__init__(*args, **{**kwargs, "initial": days | kwargs.get("initial", {})})
        if not is_later_wave:
            del self.fields["only_members"]
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ModelChoiceField)  # noqa: S101 -- for the types.
        channel.queryset = Channel.objects.filter(medium__in=CAN_BEGIN, is_enabled=True).order_by("name")
        sites, strata, languages = kinds_of_contacts()
        spoken = [(code, tongue(code)) for code in languages]
        for name, choices in (
            ("sites", [(one, one) for one in sites]),
            ("strata", [(one, one) for one in strata]),
            ("languages", spoken),
        ):
            if len(choices) < 2:
                del self.fields[name]
                continue
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- for the types.
            field.choices = choices

    def has_channels(self) -> bool:
        """Say whether there is a channel on which somebody can be written to first."""
        channel = self.fields["channel"]
        return isinstance(channel, forms.ModelChoiceField) and bool(channel.queryset)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("how", Campaign.How.ALL) != Campaign.How.ALL and not said.get("size"):
            self.add_error("size", _("Say how many people the sample has."))
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return said

    def terms(self) -> Terms:
        """Return what was said.  Days are whole ones in UTC; messages keep everybody's own hours besides."""
        said = self.cleaned_data
        return Terms(
            starts_at=_midnight(said["starts_on"]),
            ends_at=_midnight(said["ends_on"]) + timedelta(days=1),
            sites=tuple(said.get("sites", ())),
            strata=tuple(said.get("strata", ())),
            languages=tuple(said.get("languages", ())),
            how=said["how"],
            size=said["size"] if said["how"] != Campaign.How.ALL else None,
            quota=said["quota"],
            most_reminders=said["most_reminders"],
            days_between=said["days_between"],
            only_members=said.get("only_members", False),
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
