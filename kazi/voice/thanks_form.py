"""What the page of a campaign's thanks accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kazi.channels.models import Channel
from kazi.channels.services.thanking import CAN_THANK
from kazi.voice.services.thanking import Gift


class ThanksForm(forms.Form):
    """How much each person gets, over which line, and how much all together."""

    channel = forms.ModelChoiceField(
        queryset=Channel._base_manager.none(), label=_("By which line?"), empty_label=None,
        help_text=_("Lines of Africa's Talking can send airtime."),
    )  # fmt: skip
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), help_text=_("Three letters, such as KES.")
    )
    amount = forms.DecimalField(
        label=_("For each person"), min_value=1, max_value=1_000_000, decimal_places=2,
        help_text=_("Everybody who was asked gets it, whether they answered or not."),
    )  # fmt: skip
    most = forms.DecimalField(
        label=_("At most for all of them"), min_value=1, max_value=10_000_000, decimal_places=2,
        help_text=_("Nothing is given beyond it. It can be raised later and not lowered."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ModelChoiceField)  # noqa: S101 -- for the types.
        channel.queryset = Channel.objects.filter(provider__in=CAN_THANK, is_enabled=True).order_by("name")

    def has_channels(self) -> bool:
        """Say whether there is a line that sends airtime."""
        channel = self.fields["channel"]
        return isinstance(channel, forms.ModelChoiceField) and bool(channel.queryset)

    def gift(self) -> Gift:
        said = self.cleaned_data
        return Gift(
            said["channel"], said["currency"].upper(), int(said["amount"] * 100), int(said["most"] * 100)
        )
