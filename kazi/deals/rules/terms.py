"""The terms of an agreement as plain values: what is filled in, checked and carried over."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from kazi.deals.rules.amounts import fits, in_minor, is_currency, plain
from kazi.deals.rules.commitments import COMMITMENTS, DATA_PROTECTION
from kazi.kernel.words import N_, Fault

MOST_MILESTONES: Final = 20
MOST_UNITS: Final = 1_000_000_000
MOST_PRICE: Final = Decimal(1_000_000_000)


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """An amount that falls due: at the `start`, at so many `units` accepted, or by a `date`."""

    code: str
    title: str
    kind: str  # start | units | date
    amount: Decimal
    units: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the two sides agree on.

    `quality` is the least share of right results at review, 0 to 1; `review_percent` the share of
    results that a second person reviews; `people` how many people answer each task apart;
    `worker_rate` the least that the person who does a unit is paid for it.
    """

    title: str
    scope: str
    unit: str
    volume: int
    price_per_unit: Decimal
    currency: str
    service: str = ""
    task_type: str = ""
    setup_price: Decimal = Decimal(0)
    quality: Decimal | None = None
    turnaround_days: int | None = None
    review_percent: Decimal = Decimal(0)
    people: int = 1
    starts_on: date | None = None
    ends_on: date | None = None
    payment_days: int = 30
    worker_rate: Decimal | None = None
    worker_currency: str = ""
    data_protection: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    milestones: tuple[MilestoneTerms, ...] = ()
    special: str = ""
    commission_percent: Decimal | None = None

    def all_milestones(self) -> tuple[MilestoneTerms, ...]:
        """Return the milestones, the price of setting up as the first where there is one."""
        if not self.setup_price:
            return self.milestones
        return (MilestoneTerms("setup", N_("Setting up"), "start", self.setup_price), *self.milestones)

    def value_minor(self) -> int:
        """Return what the whole volume comes to, in minor units, without tax."""
        amount = self.price_per_unit * self.volume + sum(one.amount for one in self.all_milestones())
        return in_minor(Decimal(amount), self.currency)


_DECIMALS = {
    "price_per_unit",
    "setup_price",
    "quality",
    "review_percent",
    "worker_rate",
    "commission_percent",
}
_DATES = {"starts_on", "ends_on"}
_LISTS = {"data_protection", "commitments"}


def as_json(terms: Terms) -> dict[str, Any]:
    """Return the terms as JSON keeps them: numbers as text, days as ISO 8601."""
    told: dict[str, Any] = {}
    for field in fields(terms):
        value = getattr(terms, field.name)
        if field.name == "milestones":
            told[field.name] = [_plain_milestone(one) for one in value]
        elif isinstance(value, Decimal):
            told[field.name] = plain(value)
        elif isinstance(value, date):
            told[field.name] = value.isoformat()
        else:
            told[field.name] = list(value) if isinstance(value, tuple) else value
    return told


def from_json(told: dict[str, Any]) -> Terms:
    """Return the terms that `as_json` wrote; raise ValueError for anything else."""
    known = {field.name for field in fields(Terms)}
    values = {name: value for name, value in told.items() if name in known}
    try:
        for name in _DECIMALS & values.keys():
            values[name] = None if values[name] is None else Decimal(values[name])
        for name in _DATES & values.keys():
            values[name] = None if values[name] is None else date.fromisoformat(values[name])
        for name in _LISTS & values.keys():
            values[name] = tuple(values[name])
        values["milestones"] = tuple(_milestone(one) for one in values.get("milestones", ()))
        return Terms(**values)
    except (TypeError, InvalidOperation, KeyError) as error:
        raise ValueError(f"These are no terms: {error}") from error


def faults(terms: Terms) -> list[Fault]:
    """Return what keeps the terms from being offered, nothing when they can be."""
    found = [Fault(text, field=name) for name, text in _missing(terms)]
    found += [Fault(text, field=name) for name, text in _out_of_range(terms)]
    found += _milestone_faults(terms)
    unknown = [code for code in terms.commitments if code not in COMMITMENTS]
    unknown += [code for code in terms.data_protection if code not in DATA_PROTECTION]
    for code in unknown:
        text = N_("There is no commitment with the code “%(code)s”.")
        found.append(Fault(text, {"code": code}, field="commitments"))
    return found


def _missing(terms: Terms) -> list[tuple[str, str]]:
    wanted = {
        "title": (terms.title, N_("Give the agreement a title.")),
        "scope": (terms.scope, N_("Describe the work: what comes in, what is to be done, what comes out.")),
        "unit": (terms.unit, N_("Say what one unit is, such as: receipt.")),
    }
    return [(name, text) for name, (value, text) in wanted.items() if not value.strip()]


def _out_of_range(terms: Terms) -> list[tuple[str, str]]:
    start, end = terms.starts_on, terms.ends_on
    wrong = [
        ("volume", not 0 < terms.volume <= MOST_UNITS, N_("The volume is a whole number of at least 1.")),
        ("currency", not is_currency(terms.currency), N_("The currency has three letters, such as KES.")),
        ("price_per_unit", not 0 <= terms.price_per_unit <= MOST_PRICE, N_("A price is not below zero.")),
        ("setup_price", not 0 <= terms.setup_price <= MOST_PRICE, N_("A price is not below zero.")),
        ("quality", not 0 <= (terms.quality or 0) <= 1, N_("The share of right results is at most 100 %.")),
        ("review_percent", not 0 <= terms.review_percent <= 100, N_("A share is between 0 and 100 %.")),
        ("people", not 1 <= terms.people <= 25, N_("Between 1 and 25 people answer each task.")),
        ("payment_days", not 0 <= terms.payment_days <= 365, N_("Invoices are paid within 0 to 365 days.")),
        (
            "ends_on",
            start is not None and end is not None and end < start,
            N_("The end is before the start."),
        ),
        (
            "worker_currency",
            terms.worker_rate is not None and not is_currency(terms.worker_currency),
            N_("Say in which currency workers are paid, such as KES."),
        ),
        (
            "price_per_unit",
            not terms.price_per_unit and not terms.all_milestones(),
            N_("Nothing would ever be paid: give a price for a unit, or a milestone with an amount."),
        ),
    ]
    if is_currency(terms.currency) and not fits(terms.setup_price, terms.currency):
        wrong.append(("setup_price", True, N_("This currency has no such small coins.")))
    return [(name, text) for name, is_wrong, text in wrong if is_wrong]


def _milestone_faults(terms: Terms) -> list[Fault]:
    found = []
    codes = [one.code for one in terms.all_milestones()]
    if len(set(codes)) != len(codes):
        found.append(Fault(N_("Two milestones have the same code."), field="milestones"))
    if len(codes) > MOST_MILESTONES:
        found.append(Fault(N_("At most %(most)s milestones."), {"most": MOST_MILESTONES}, field="milestones"))
    for number, one in enumerate(terms.milestones, 1):
        where = f"milestones[{number}]"
        if not one.title.strip() or not one.code.strip():
            found.append(Fault(N_("Give the milestone a title."), field=where))
        if one.amount <= 0 or one.amount > MOST_PRICE:
            found.append(Fault(N_("Give the milestone an amount above zero."), field=where))
        elif is_currency(terms.currency) and not fits(one.amount, terms.currency):
            found.append(Fault(N_("This currency has no such small coins."), field=where))
        if one.kind == "units" and not 0 < (one.units or 0) <= max(terms.volume, 0):
            text = N_("Say at how many accepted units the milestone is reached, at most the whole volume.")
            found.append(Fault(text, field=where))
        if one.kind == "date" and one.due_on is None:
            found.append(Fault(N_("Say by which day the milestone is reached."), field=where))
        if one.kind not in {"start", "units", "date"}:
            found.append(
                Fault(N_("A milestone is reached at the start, by units or by a date."), field=where)
            )
    return found


def _plain_milestone(one: MilestoneTerms) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "kind": one.kind,
        "amount": plain(one.amount),
        "units": one.units,
        "due_on": one.due_on.isoformat() if one.due_on else None,
    }


def _milestone(told: dict[str, Any]) -> MilestoneTerms:
    due = told.get("due_on")
    return MilestoneTerms(
        code=told["code"],
        title=told["title"],
        kind=told["kind"],
        amount=Decimal(told["amount"]),
        units=told.get("units"),
        due_on=date.fromisoformat(due) if due else None,
    )
