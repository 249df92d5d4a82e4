"""How a provider bills; issuing, crediting and paying an invoice; the hub's commission."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.deals.models import Billing, Commission, InvoiceLine
from kazi.deals.rules.amounts import fits, in_minor, minor_digits, plain

_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AddressForm(forms.ModelForm[Billing]):
    """Where invoices to a buyer are addressed."""

    class Meta:
        model = Billing
        fields = ["legal_name", "address", "city", "country", "tax_number", "registration", "email"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class BillingForm(AddressForm):
    """All of how a provider bills."""

    days = forms.CharField(
        label=_("Days after the due date on which buyers are reminded"),
        required=False,
        max_length=40,
        help_text=_("For example: 3, 14, 30."),
    )

    class Meta(AddressForm.Meta):
        fields = [
            *AddressForm.Meta.fields,
            *("bank", "iban", "bic", "series", "credit_series", "rounding"),
            *("tax_category", "tax_name", "tax_rate", "tax_reason", "issues_by_itself", "reminds", "note"),
        ]
        widgets = {
            **AddressForm.Meta.widgets,
            "bank": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tax_category"].required = True
        self.fields["days"].initial = ", ".join(map(str, self.instance.remind_days or []))

    def clean_days(self) -> list[int]:
        said = str(self.cleaned_data["days"]).replace(",", " ").split()
        if not all(day.isdecimal() and 0 < int(day) <= 365 for day in said) or len(said) > 6:
            raise forms.ValidationError(
                gettext("Write up to six days between 1 and 365, such as: 3, 14, 30.")
            )
        return sorted({int(day) for day in said})

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        category = said.get("tax_category")
        if category == "S" and not said.get("tax_rate"):
            self.add_error("tax_rate", gettext("Say at which rate your work is taxed."))
        if category in {"E", "AE", "G", "O"} and not said.get("tax_reason"):
            self.add_error(
                "tax_reason", gettext("Say why no tax is charged: the reason stands on the invoice.")
            )
        if said.get("series") == said.get("credit_series"):
            self.add_error("credit_series", gettext("Invoices and credit notes need series of their own."))
        return said

    def save(self, commit: bool = True) -> Billing:
        self.instance.remind_days = self.cleaned_data["days"]
        saved: Billing = super().save(commit)
        return saved


class IssueForm(forms.Form):
    order_number = forms.CharField(label=_("The buyer's order number"), max_length=60, required=False)


class PaymentForm(forms.Form):
    """An amount in the invoice's currency; below zero money that was given back."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.DecimalField(label=_("Amount"), max_digits=18, help_text=_("Below zero: given back."))
    paid_on = forms.DateField(label=_("Day"), widget=_day)
    reference = forms.CharField(label=_("Reference"), max_length=140, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].label = gettext("Amount in %(currency)s") % {"currency": currency}
        self.fields["amount"].widget.attrs["step"] = plain(Decimal(1).scaleb(-minor_digits(currency)))

    def clean_amount(self) -> int:
        amount: Decimal = self.cleaned_data["amount"]
        if not fits(amount, self.currency):
            raise forms.ValidationError(gettext("This currency has no such small coins."))
        return in_minor(amount, self.currency)


class CreditForm(forms.Form):
    """Why, and how much of each line; `lines` are pairs of a line and what is left of it."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, lines: Iterable[tuple[InvoiceLine, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line, left in lines:
            self.fields[f"line_{line.pk}"] = forms.DecimalField(
                label=line.title,
                min_value=0,
                max_value=left,
                max_digits=18,
                decimal_places=3,
                initial=plain(left),
                help_text=gettext("At most %(left)s") % {"left": plain(left)},
            )

    def quantities(self) -> dict[int, Decimal]:
        return {int(name[5:]): value for name, value in self.cleaned_data.items() if name.startswith("line_")}


class CommissionForm(forms.ModelForm[Commission]):
    class Meta:
        model = Commission
        fields = ["percent", "since", "until", "reason"]
        widgets = {"since": _day, "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        percent, since, until = said.get("percent"), said.get("since"), said.get("until")
        if percent is not None and not 0 < percent <= 50:
            self.add_error("percent", gettext("A commission is above 0 and at most 50 %."))
        if since and until and until < since:
            self.add_error("until", gettext("The end is before the start."))
        return said
