"""What the pages of channels accept: one form for every provider, made from what it needs."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.channels.rules.providers import PROVIDERS
from kazi.channels.services.connecting import Draft
from kazi.channels.services.importing import Defaults

_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ChannelForm(forms.Form):
    """A channel of one provider.  Secrets are asked for and never shown again."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For you and your colleagues."))
    medium = forms.Field(label=_("For"))  # Its choices are the provider's.
    sender = forms.CharField(label=_("Sender"), max_length=120, required=False)
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        min_length=2,
        required=False,
        help_text=_("Two letters, such as KE."),
    )
    opens_at = forms.TimeField(label=_("Send from"), initial=time(10), widget=_CLOCK)
    closes_at = forms.TimeField(
        label=_("Send until"),
        initial=time(20),
        widget=_CLOCK,
        help_text=_(
            "By the clock of whoever gets the message. Answers to people who write leave at any hour."
        ),
    )
    per_second = forms.FloatField(
        label=_("Messages a second"), min_value=0.01, max_value=10_000,
        help_text=_("As many as the provider allows; all senders together keep to it."),
    )  # fmt: skip
    is_enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, provider: str, *args: Any, channel: Channel | None = None, **more: Any) -> None:
        self.provider, self.channel = provider, channel
        if channel is not None:
            kept = (
                "name",
                "medium",
                "sender",
                "country",
                "opens_at",
                "closes_at",
                "per_second",
                "is_enabled",
            )
            more["initial"] = {one: getattr(channel, one) for one in kept} | channel.settings
        super().__init__(*args, **more)
        told = PROVIDERS[provider]
        self.fields["sender"].help_text = gettext(told.sender)
        self.fields["per_second"].initial = told.per_second
        labels = dict(Channel.By.choices)
        media = told.media if channel is None else [m for m in told.media if m.value == channel.medium]
        choices = [(one.value, labels[one.value]) for one in media]
        self.fields["medium"] = forms.ChoiceField(label=_("For"), choices=choices)
        for name, asked in told.fields.items():
            secret = asked.is_secret
            help_text = gettext(asked.help) if asked.help else ""
            if secret and channel is not None:
                help_text = gettext("It is kept and not shown. Leave this empty to keep it.")
            self.fields[name] = forms.CharField(
                label=gettext(asked.label),
                help_text=help_text,
                initial=None if secret else asked.usual,
                required=asked.is_needed and not (secret and channel is not None),
                max_length=2_000,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}) if secret else forms.TextInput(),
            )

    def draft(self) -> Draft:
        said = self.cleaned_data
        values = {name: said[name] for name in PROVIDERS[self.provider].fields}
        kept = ("name", "medium", "sender", "country", "opens_at", "closes_at", "per_second", "is_enabled")
        return Draft(provider=self.provider, values=values, **{name: said[name] for name in kept})


class TestMessageForm(forms.Form):
    """To whom a message goes that says that the channel works."""

    address = forms.CharField(
        label=_("Send a test message to"), max_length=120, help_text=_("A number such as +254711000001.")
    )


class ContactsForm(forms.Form):
    """A list of numbers, and what holds for rows that do not say it themselves."""

    file = forms.FileField(
        label=_("List"),
        help_text=_(
            "CSV or XLSX with a column called number, and where you have them country, language, "
            "time zone, site and group."
        ),
    )
    country = forms.CharField(
        label=_("Country"), max_length=2, min_length=2, required=False,
        help_text=_("Two letters, such as KE: where numbers without + are at home."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="en")
    site = forms.CharField(label=_("Site"), max_length=80, required=False)
    stratum = forms.CharField(
        label=_("Group"), max_length=80, required=False, help_text=_("For counting: department, shift, crop.")
    )
    has_agreed = forms.BooleanField(
        label=_("All of them have agreed, in writing, to be asked in polls."),
        required=False,
        help_text=_("The journal keeps that you said so. Each of them is asked in the talk too."),
    )

    def defaults(self) -> Defaults:
        said = self.cleaned_data
        return Defaults(
            country=said["country"].upper(),
            language=said["language"],
            site=said["site"],
            stratum=said["stratum"],
            purpose="poll" if said["has_agreed"] else "",
        )


class CapForm(forms.Form):
    """How much airtime may be given in all."""

    campaign = forms.CharField(
        label=_("Campaign"), max_length=80, required=False,
        help_text=_("Its name; leave it empty for the limit of all campaigns together."),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), help_text=_("Three letters, such as KES.")
    )
    most = forms.DecimalField(label=_("At most"), min_value=1, max_value=10_000_000, decimal_places=2)


class UnsealForm(forms.Form):
    """Which number has to be seen, and why."""

    number = forms.UUIDField(
        label=_("Reference of the number"), help_text=_("As it stands in the case or the message.")
    )
    reason = forms.CharField(
        label=_("Why it has to be seen"),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
