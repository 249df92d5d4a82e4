"""Sums of invoices: each line rounded once by a named rule, tax once for each rate, totals only added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final, Literal

from babel.numbers import get_currency_precision, list_currencies

RULES: Final = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency has: 2 for USD, 0 for JPY and UGX, 3 for KWD (ISO 4217)."""
    return get_currency_precision(currency)


def is_currency(code: str) -> bool:
    return code in list_currencies()


def in_minor(amount: Decimal, currency: str, rule: str = "half_up") -> int:
    """Return the amount in whole minor units, rounded by `rule`: "half_up" or "half_even".

    Half up goes away from zero, so that a credit takes off exactly what was billed.
    """
    scaled = amount.scaleb(minor_digits(currency))
    return int(scaled.quantize(Decimal(1), rounding=RULES[rule]))


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-minor_digits(currency))


def fits(amount: Decimal, currency: str) -> bool:
    """Say whether the amount can be paid exactly: no more decimals than the currency has."""
    return amount == from_minor(in_minor(amount, currency), currency)


def plain(number: Decimal) -> str:
    """Write a number without exponent and without zeros at its end: 0.70 as 0.7, 1E+3 as 1000."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """What of a line counts for tax: its rounded net sum and how it is taxed; `rate` is a percentage."""

    net_minor: int
    category: str
    name: str
    rate: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """The tax on all lines that are taxed alike."""

    category: str
    name: str
    rate: Decimal
    reason: str
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    net_minor: int
    tax_minor: int
    taxes: tuple[TaxTotal, ...]

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def line_net(quantity: Decimal, price: Decimal, currency: str, rule: str) -> int:
    """Return quantity x price in minor units, rounded once."""
    return in_minor(quantity * price, currency, rule)


def totals(lines: Iterable[TaxedLine], rule: str) -> Totals:
    """Add lines up.  Tax is taken on the sum of the lines of one rate and rounded once there.

    Source: EN 16931-1, BR-CO-17 (tax amount = taxable amount x rate / 100, rounded) and BR-CO-14.
    """
    bases: dict[tuple[str, str, Decimal, str], int] = {}
    net = 0
    for line in lines:
        kind = (line.category, line.name, line.rate, line.reason)
        bases[kind] = bases.get(kind, 0) + line.net_minor
        net += line.net_minor
    taxes = tuple(
        TaxTotal(category, name, rate, reason, base, _tax(base, rate, rule))
        for (category, name, rate, reason), base in bases.items()
    )
    return Totals(net, sum(one.tax_minor for one in taxes), taxes)


def _tax(base_minor: int, rate: Decimal, rule: str) -> int:
    return int((Decimal(base_minor) * rate / 100).quantize(Decimal(1), rounding=RULES[rule]))


Standing = Literal["draft", "credit", "credited", "overpaid", "paid", "overdue", "partly", "open"]


def standing(
    *, left_minor: int, paid_minor: int, total_minor: int, due_on: date | None, today: date
) -> Standing:
    """Say how an issued invoice stands.  `left_minor` is the total less credit notes and payments."""
    if left_minor < 0:
        return "overpaid"
    if left_minor == 0:
        return "paid" if paid_minor > 0 or total_minor == 0 else "credited"
    if due_on is not None and today > due_on:
        return "overdue"
    return "partly" if paid_minor > 0 else "open"


def reminder_due(due_on: date, today: date, days: Iterable[int]) -> int:
    """Return which step of reminders is due, 0 for none.  `days` count from the due date, ascending."""
    late = (today - due_on).days
    return sum(late >= day for day in days)
