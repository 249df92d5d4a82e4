"""Terms as a form, and the small forms of an agreement's page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kazi.accounts.models import Organisation
from kazi.deals.models import Agreement
from kazi.deals.rules.amounts import plain
from kazi.deals.rules.commitments import COMMITMENTS, DATA_PROTECTION
from kazi.deals.rules.terms import MilestoneTerms, Terms
from kazi.hub.rules.catalogue import SERVICES
from kazi.kernel.words import Fault
from kazi.kinds.rules import ready_types

ROWS = 6  # Milestones that the form offers at once; more come with the next change.
_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _codes(known: dict[str, tuple[str, str]]) -> list[tuple[str, Any]]:
    return [(code, _(name)) for code, (name, _words) in known.items()]


def _decimal(
    label: Any, *, required: bool = True, places: int = 6, help_text: Any = ""
) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=18, decimal_places=places, help_text=help_text
    )


class MilestoneForm(forms.Form):
    """One row; a row without title and amount is none."""

    code = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    kind = forms.ChoiceField(
        label=_("Falls due"),
        required=False,
        choices=[
            ("units", _("at so many accepted units")),
            ("date", _("by a date, when the buyer confirms it")),
            ("start", _("when the work is ordered")),
        ],
    )
    units = forms.IntegerField(label=_("Units"), min_value=1, required=False)
    due_on = forms.DateField(label=_("Date"), required=False, widget=_day)
    amount = _decimal(_("Amount"), required=False, places=3)

    def terms(self, code: str) -> MilestoneTerms | None:
        said = self.cleaned_data
        if not said.get("title") and not said.get("amount"):
            return None
        kind = said.get("kind") or "units"
        return MilestoneTerms(
            code=said.get("code") or code,
            title=said.get("title") or "",
            kind=kind,
            amount=said.get("amount") or Decimal(0),
            units=said.get("units") if kind == "units" else None,
            due_on=said.get("due_on") if kind == "date" else None,
        )


class TermsForm(forms.Form):
    """The terms of an agreement; `terms()` gives them as the rules know them."""

    title = forms.CharField(label=_("Title"), max_length=200)
    scope = forms.CharField(
        label=_("The work"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What comes in, what is to be done with it, what comes out."),
    )
    service = forms.ChoiceField(label=_("Service"), required=False)
    task_type = forms.ChoiceField(
        label=_("Kind of task"),
        required=False,
        help_text=_("With it the agreement becomes a project by one click."),
    )
    unit = forms.CharField(label=_("One unit is"), max_length=40, help_text=_("For example: receipt."))
    volume = forms.IntegerField(label=_("Units in all"), min_value=1)
    price_per_unit = _decimal(_("Price for a unit, without tax"))
    setup_price = _decimal(_("Price of setting up"), required=False, places=3)
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3)
    quality_percent = _decimal(_("Right results at review, at least %"), required=False, places=3)
    review_percent = _decimal(_("Share of results reviewed, %"), required=False, places=2)
    people = forms.IntegerField(
        label=_("People who do each task apart"), min_value=1, max_value=25, initial=1
    )
    turnaround_days = forms.IntegerField(
        label=_("Done within, in working days"), min_value=1, max_value=3650, required=False
    )
    starts_on = forms.DateField(label=_("Begins on"), required=False, widget=_day)
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=_day)
    payment_days = forms.IntegerField(
        label=_("Invoices are paid within, in days"), min_value=0, max_value=365, initial=30
    )
    worker_rate = _decimal(
        _("Least pay of a worker for a unit"),
        required=False,
        help_text=_("It becomes the piece rate of the project, shared where several people do a unit."),
    )
    worker_currency = forms.CharField(label=_("paid in"), max_length=3, required=False)
    commitments = forms.MultipleChoiceField(
        label=_("For the people who do the work"),
        required=False,
        choices=_codes(COMMITMENTS),
        widget=forms.CheckboxSelectMultiple,
    )
    data_protection = forms.MultipleChoiceField(
        label=_("For the material and the data"),
        required=False,
        choices=_codes(DATA_PROTECTION),
        widget=forms.CheckboxSelectMultiple,
    )
    special = forms.CharField(
        label=_("Also agreed"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, terms: Terms | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {**(_initial(terms) if terms else {}), **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        services = [("", "–"), *((code, gettext(name)) for code, name in SERVICES.items())]
        kinds = [("", "–"), *((name, kind.title) for name, kind in ready_types().items())]
        self.fields["service"].choices = services  # type: ignore[attr-defined]
        self.fields["task_type"].choices = kinds  # type: ignore[attr-defined]
        there = terms.milestones if terms else ()
        self.rows = [
            MilestoneForm(
                self.data if self.is_bound else None,
                prefix=f"m{number}",
                initial=_milestone_initial(there[number - 1]) if number <= len(there) else None,
            )
            for number in range(1, max(ROWS, len(there)) + 1)
        ]

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.rows]
        return super().is_valid() and all(rows)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_worker_currency(self) -> str:
        return str(self.cleaned_data["worker_currency"]).upper()

    def terms(self) -> Terms:
        said = dict(self.cleaned_data)
        percent = said.pop("quality_percent")
        for name in ("setup_price", "review_percent"):
            said[name] = said[name] or Decimal(0)
        for name in ("commitments", "data_protection"):
            said[name] = tuple(said[name])
        taken = {row.cleaned_data.get("code") for row in self.rows}
        milestones = []
        for number, row in enumerate(self.rows, 1):
            code = next(name for name in (f"m{number}", f"m{number}b", f"m{number}c") if name not in taken)
            one = row.terms(code)
            milestones += [one] if one else []
        return Terms(
            **said,
            quality=percent / 100 if percent is not None else None,
            milestones=tuple(milestones),
        )

    def add_faults(self, faults: list[Fault]) -> None:
        """Show what the rules found at the field it is about, the rest above the form."""
        for fault in faults:
            text = gettext(fault.text) % fault.values if fault.values else gettext(fault.text)
            name = {"quality": "quality_percent"}.get(fault.field, fault.field)
            if name in self.fields:
                self.add_error(name, text)
            else:
                self.add_error(None, f"{gettext('Milestones')}: {text}" if "milestone" in name else text)


class NewAgreementForm(TermsForm):
    """The first draft also says with whom."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    buyer_name = forms.SlugField(
        label=_("Buyer"),
        help_text=_(
            "The client's short name, such as bright-retail; it stands on their page “My account”. "
            "Nobody else sees the draft until you offer it."
        ),
    )
    field_order = ["buyer_name"]

    def clean_buyer_name(self) -> str:
        slug = str(self.cleaned_data["buyer_name"])
        self.buyer = Organisation.objects.filter(slug=slug, kind=Organisation.Kind.CLIENT).first()
        if self.buyer is None:
            raise forms.ValidationError(gettext("No client has this short name. Ask them for it."))
        return slug

    def terms(self) -> Terms:
        self.cleaned_data.pop("buyer_name", None)
        self.cleaned_data.pop("once", None)
        return super().terms()


class SignForm(forms.Form):
    """One's name under the text whose hash is sent along."""

    name = forms.CharField(label=_("Your full name"), max_length=200)
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("I have read the text and may sign for my organisation."))


class OrderForm(forms.Form):
    task_type = forms.ChoiceField(label=_("Kind of task"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(name, kind.title) for name, kind in ready_types().items()]
        self.fields["task_type"].choices = kinds  # type: ignore[attr-defined]


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it end?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReferenceForm(forms.ModelForm[Agreement]):
    class Meta:
        model = Agreement
        fields = ["reference_agreed", "reference_words"]
        labels = {
            "reference_agreed": _("The provider may name us and this work as a reference"),
            "reference_words": _("A sentence about the work, in your words"),
        }


class PublishingForm(forms.ModelForm[Agreement]):
    class Meta:
        model = Agreement
        fields = ["publishing"]
        labels = {"publishing": _("What everybody may see")}


def _initial(terms: Terms) -> dict[str, Any]:
    names = [name for name in TermsForm.base_fields if hasattr(terms, name)]
    told = {name: getattr(terms, name) for name in names}
    for name, value in told.items():
        if isinstance(value, Decimal):
            told[name] = plain(value)
        elif isinstance(value, tuple):
            told[name] = list(value)
    told["quality_percent"] = plain(terms.quality * 100) if terms.quality is not None else None
    return told


def _milestone_initial(one: MilestoneTerms) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "kind": one.kind,
        "units": one.units,
        "due_on": one.due_on,
        "amount": plain(one.amount),
    }
