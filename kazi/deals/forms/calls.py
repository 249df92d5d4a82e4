"""What buyers and providers write about a request that was, or is to be, sent out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kazi.deals.forms.work import SeveralFiles, services
from kazi.deals.models import Request
from kazi.deals.rules.catalogue import COMMITMENTS, CURRENCIES
from kazi.deals.rules.offers import Offer

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class Moment(forms.DateTimeField):
    """A moment as the browser gives it, in the time of the organisation that acts, as pages show it."""

    widget = MOMENT


class SendOutForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("Who may make a proposal?"), choices=Request.Mode.choices, widget=forms.RadioSelect
    )
    until = Moment(
        label=_("Proposals until"),
        help_text=_("By your own clock. Nobody can read a proposal before."),
    )
    questions_until = Moment(
        label=_("Questions until"), help_text=_("Answers go to all; leave time to use them.")
    )
    nda_text = forms.CharField(
        label=_("Promise of silence"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "If you write one, providers see the description and the files only after they accept it."
        ),
    )
    is_public = forms.BooleanField(
        label=_("This purchase may be published as open data"),
        required=False,
        help_text=_(
            "For public and donor-funded buyers. What was asked, awarded and paid then becomes public."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = timezone.localtime().replace(hour=17, minute=0, second=0, microsecond=0)
        self.initial = {
            "mode": Request.Mode.CHOSEN,
            "until": day + timedelta(days=14),
            "questions_until": day + timedelta(days=9),
            **self.initial,
        }


class LaterForm(forms.Form):
    until = Moment(label=_("New deadline"), help_text=_("By your own clock."))
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("All providers are told."))


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer to all"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All providers see it with the answer. Nobody is told who asked, so do not say it."),
    )


class FilesForm(forms.Form):
    files = SeveralFiles(  # type: ignore[assignment]
        label=_("Files"), help_text=_("At most 20 MB together at once.")
    )


class OfferForm(forms.Form):
    """The price sheet of a proposal, the same for all, so that proposals can be compared."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    price_per_unit = forms.DecimalField(
        label=_("Price of one"), min_value=Decimal(0), max_digits=18, decimal_places=6
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    setup_price = forms.DecimalField(
        label=_("Price of setting up, once"), min_value=Decimal(0), max_digits=18, decimal_places=2, initial=0
    )
    minutes_per_unit = forms.DecimalField(
        label=_("Minutes of work for one"),
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        required=False,
        help_text=_("With it the buyer sees that your price pays a living wage."),
    )
    people = forms.IntegerField(label=_("People on it"), min_value=1, max_value=100_000)
    start = forms.DateField(label=_("Start"), widget=forms.DateInput(attrs={"type": "date"}))
    finish = forms.DateField(label=_("Done"), widget=forms.DateInput(attrs={"type": "date"}))
    quality = forms.DecimalField(
        label=_("Share right that you promise, %"),
        min_value=Decimal(50),
        max_value=Decimal(100),
        decimal_places=3,
        max_digits=6,
        required=False,
    )
    pilot_units = forms.IntegerField(
        label=_("Pilot: how many"), min_value=0, max_value=1_000_000, required=False,
        help_text=_("A small first piece, before the rest is agreed."),
    )  # fmt: skip
    pilot_price = forms.DecimalField(
        label=_("Pilot: price of it all"),
        min_value=Decimal(0),
        max_digits=18,
        decimal_places=2,
        required=False,
    )
    text = forms.CharField(
        label=_("How you will do it"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    commitments = forms.MultipleChoiceField(
        label=_("What you promise"),
        choices=lambda: [(code, _now(text)) for code, text in COMMITMENTS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    files = SeveralFiles(  # type: ignore[assignment]
        label=_("Files"), required=False, help_text=_("Up to five, 20 MB together; sealed like the rest.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid4())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start, finish = said.get("start"), said.get("finish")
        if start and finish and finish < start:
            self.add_error("finish", _("The end lies before the start."))
        if said.get("pilot_price") and not said.get("pilot_units"):
            self.add_error("pilot_units", _("Say how many the pilot has."))
        return said

    @property
    def offer(self) -> Offer:
        said = self.cleaned_data
        return Offer(
            price_per_unit=said["price_per_unit"],
            currency=said["currency"],
            setup_price=said["setup_price"],
            minutes_per_unit=said["minutes_per_unit"],
            people=said["people"],
            start=said["start"],
            finish=said["finish"],
            quality=None if said["quality"] is None else said["quality"] / 100,
            pilot_units=said["pilot_units"] or 0,
            pilot_price=said["pilot_price"] or Decimal(0),
            text=said["text"],
            commitments=tuple(said["commitments"]),
        )


class AwardForm(forms.Form):
    """Reasons for the choice, and a word to each of the others (fields `debrief_ID`)."""

    reasons = forms.CharField(
        label=_("Why this one"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("All who made a proposal read it."),
    )

    def __init__(self, *args: Any, others: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = [pk for pk, _name in others]
        for pk, name in others:
            self.fields[f"debrief_{pk}"] = forms.CharField(
                label=_now("To %(name)s: what was missing, and what was good") % {"name": name},
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def debriefs(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"debrief_{pk}"] for pk in self.others}


class PriceForm(forms.Form):
    service = forms.ChoiceField(label=_("Service"), choices=services)
    unit = forms.CharField(label=_("Unit"), max_length=40, help_text=_("Such as receipt, page or picture."))
    price = forms.DecimalField(
        label=_("Usual price of one"), min_value=Decimal("0.000001"), max_digits=18, decimal_places=6
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
