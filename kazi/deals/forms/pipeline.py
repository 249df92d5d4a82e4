"""What a seller writes on a card."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Membership, Organisation
from kazi.deals.access.pipeline import colleagues
from kazi.deals.models import Account, Card, MailNote
from kazi.deals.models.amounts import amount_of, minor_of
from kazi.hub.rules.catalogue import SERVICES

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOST_VALUE = Decimal(10) ** 12


class Once(forms.Form):
    """A form that knows itself, so that sent twice it is one."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def people_field(actor: Actor, label: Any) -> forms.ModelChoiceField[Membership]:
    field = forms.ModelChoiceField(
        colleagues(actor), label=label, required=False, empty_label=_("Nobody yet")
    )
    field.label_from_instance = lambda one: one.person.name  # type: ignore[method-assign]
    return field


class CardForm(forms.ModelForm[Card]):
    """All that a card says but its stage.  The value is of one month, in the currency beside it."""

    ORDER = (
        *(
            "title",
            "provider",
            "account",
            "buyer",
            "country",
            "service",
            "lead",
            "value",
            "currency",
            "months",
        ),
        *(
            "starts_on",
            "volume",
            "unit",
            "minutes_low",
            "minutes_base",
            "minutes_high",
            "people_each",
            "hours",
        ),
    )

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    service = forms.ChoiceField(label=_("service"), required=False)
    value = forms.DecimalField(
        label=_("expected value of a month"),
        required=False,
        min_value=0,
        max_value=MOST_VALUE,
        decimal_places=2,
    )

    class Meta:
        model = Card
        fields = [
            *("title", "buyer", "country", "service", "currency", "months", "starts_on", "volume", "unit"),
            *("minutes_low", "minutes_base", "minutes_high", "people_each", "hours"),
        ]
        widgets = {"starts_on": _DAY}
        labels = {
            "minutes_low": _("minutes for a unit, at least"),
            "minutes_base": _("minutes for a unit, usually"),
            "minutes_high": _("minutes for a unit, at most"),
            "people_each": _("people who do each unit"),
        }
        help_texts = {"country": _("Two letters, such as KE."), "starts_on": _("Any day of the first month.")}

    def __init__(self, *args: Any, actor: Actor, providers: list[Organisation] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        service = self.fields["service"]
        assert isinstance(service, forms.ChoiceField)  # noqa: S101 -- for the types.
        service.choices = [
            ("", gettext("Not said")),
            *((code, gettext(name)) for code, name in SERVICES.items()),
        ]
        self.fields["once"].initial = uuid.uuid4()
        self.fields["people_each"].widget.attrs["min"] = 1
        self.fields["lead"] = people_field(actor, _("who sells"))
        self.fields["lead"].initial = self.instance.lead_id
        if providers is not None:
            self._add_the_hubs_own(providers)
        if self.instance.value_minor is not None:
            self.fields["value"].initial = amount_of(self.instance.value_minor, self.instance.currency)
        known = [name for name in self.ORDER if name in self.fields]
        self.order_fields(known)

    def _add_the_hubs_own(self, providers: list[Organisation]) -> None:
        self.fields["account"] = forms.ModelChoiceField(
            Account.objects.all(),
            label=_("account"),
            required=False,
            empty_label=_("Not said"),
            initial=self.instance.account_id,
        )
        if self.instance.pk is None:
            self.fields["provider"] = forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=[one.pk for one in providers]),
                label=_("sold for"),
                required=False,
                empty_label=_("No provider in particular"),
                help_text=_("The provider sees this card, not your notes and tasks."),
            )

    def clean_country(self) -> str:
        said = str(self.cleaned_data["country"]).strip().upper()
        if said and not (len(said) == 2 and said.isascii() and said.isalpha()):
            raise forms.ValidationError(gettext("Write two letters, such as KE, or leave it empty."))
        return said

    def clean_currency(self) -> str:
        said = str(self.cleaned_data["currency"]).strip().upper()
        if said not in list_currencies():
            raise forms.ValidationError(gettext("Write the three letters of a currency, such as KES."))
        return said

    def clean_people_each(self) -> int:
        return max(1, min(int(self.cleaned_data["people_each"] or 1), 20))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        value, currency = said.get("value"), said.get("currency")
        if currency:
            said["value_minor"] = None if value is None else minor_of(value, currency)
        minutes = [said.get(f"minutes_{name}") for name in ("low", "base", "high")]
        known = [one for one in minutes if one is not None]
        if known and (len(known) < 3 or min(known) <= 0 or known != sorted(known)):
            self.add_error(
                "minutes_low",
                gettext("Write all three, from the fewest minutes to the most, or none of them."),
            )
        return said


class MoveForm(forms.Form):
    """Where a card goes; `seen` is the stage in which it stood on the page."""

    seen = forms.ChoiceField(choices=Card.Stage.choices, widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("Move it to"), choices=Card.Stage.choices)
    because = forms.CharField(
        label=_("Why it was lost"),
        required=False,
        max_length=500,
        help_text=_("Needed for “Lost” only."),
    )


class TaskForm(Once):
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = forms.DateField(label=_("By when"), required=False, widget=_DAY)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, auto_id="task_%s", **kwargs)
        self.fields["who"] = people_field(actor, _("Who does it"))


class NoteForm(Once):
    """A note, or a letter that came or went elsewhere."""

    way = forms.ChoiceField(label=_("What it is"), choices=MailNote.Way.choices, initial=MailNote.Way.NOTE)
    who = forms.CharField(label=_("With whom"), max_length=200, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    words = forms.CharField(
        label=_("Words"), max_length=8000, widget=forms.Textarea(attrs={"rows": 4}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="note_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not (said.get("subject") or said.get("words")):
            self.add_error("words", gettext("Write what it was about."))
        return said


class LetterForm(Once):
    """A letter that is sent from here."""

    to = forms.EmailField(label=_("To"))
    subject = forms.CharField(label=_("Subject"), max_length=150)
    words = forms.CharField(label=_("Letter"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, auto_id="letter_%s", **kwargs)


class FilterForm(forms.Form):
    """Which cards a board shows.  What cannot be understood filters nothing."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    lead = forms.ModelChoiceField(Membership.objects.none(), label=_("Who sells"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    provider = forms.ModelChoiceField(Organisation.objects.none(), label=_("Sold for"), required=False)

    def __init__(self, *args: Any, actor: Actor, providers: list[Organisation] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lead"] = people_field(actor, _("Who sells"))
        self.fields["lead"].empty_label = _("Everybody")  # type: ignore[attr-defined]
        source = self.fields["source"]
        assert isinstance(source, forms.ChoiceField)  # noqa: S101 -- for the types.
        source.choices = [("", gettext("Any")), *Card.Source.choices]
        if providers is None:
            del self.fields["provider"]
        else:
            self.fields["provider"] = forms.ModelChoiceField(
                Organisation.objects.filter(pk__in=[one.pk for one in providers]),
                label=_("Sold for"),
                required=False,
                empty_label=_("All"),
            )
