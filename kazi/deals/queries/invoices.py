"""How invoices stand, and the account of a provider and a buyer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils import timezone

from kazi.accounts.places import zone_of
from kazi.deals.models import Invoice, Payment
from kazi.deals.rules.amounts import Standing, standing
from kazi.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of an invoice, in minor units; below zero too much was paid."""

    total_minor: int
    credited_minor: int
    paid_minor: int

    @property
    def left_minor(self) -> int:
        return self.total_minor - self.credited_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class Shown:
    """An invoice with what a list says of it."""

    invoice: Invoice
    balance: Balance
    standing: Standing

    @property
    def total(self) -> Money:
        return Money(self.invoice.total_minor, self.invoice.currency)

    @property
    def left(self) -> Money:
        return Money(self.balance.left_minor, self.invoice.currency)

    @property
    def over(self) -> Money:
        return Money(max(0, -self.balance.left_minor), self.invoice.currency)

    @property
    def paid(self) -> Money:
        return Money(self.balance.paid_minor, self.invoice.currency)

    @property
    def credited(self) -> Money:
        return Money(self.balance.credited_minor, self.invoice.currency)


def balance_of(invoice: Invoice) -> Balance:
    return balances([invoice])[invoice.pk]


def balances(invoices: Iterable[Invoice]) -> dict[int, Balance]:
    """Return the balance of each, with two queries for all."""
    rows = list(invoices)
    ids = [one.pk for one in rows]
    paid = Payment.objects.filter(invoice_id__in=ids).order_by().values_list("invoice_id")
    notes = Invoice.objects.filter(credits_id__in=ids, state=Invoice.State.ISSUED).order_by()
    paid_by_id = dict(paid.annotate(sum=Sum("amount_minor")))
    credited_by_id = dict(notes.values_list("credits_id").annotate(sum=Sum("total_minor")))
    return {
        one.pk: Balance(one.total_minor, credited_by_id.get(one.pk, 0), paid_by_id.get(one.pk, 0))
        for one in rows
    }


def shown(invoices: Iterable[Invoice]) -> list[Shown]:
    """Return the invoices as lists and pages show them, late or not by the provider's own day."""
    rows = list(invoices)
    sums = balances(rows)
    now = timezone.now()
    days: dict[int, date] = {one.owner_id: now.astimezone(zone_of(one.owner_id)).date() for one in rows}
    return [Shown(one, sums[one.pk], _standing(one, sums[one.pk], days[one.owner_id])) for one in rows]


def _standing(invoice: Invoice, balance: Balance, today: date) -> Standing:
    if invoice.state == Invoice.State.DRAFT:
        return "draft"
    if invoice.kind == Invoice.Kind.CREDIT:
        return "credit"
    return standing(
        left_minor=balance.left_minor,
        paid_minor=balance.paid_minor,
        total_minor=balance.total_minor,
        due_on=invoice.due_on,
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account: an invoice adds, a credit note or a payment takes off; `balance` after it."""

    day: date
    what: str  # invoice | credit | payment | refund
    number: str
    invoice_id: int
    amount: Money
    balance: Money


def statement(invoices: QuerySet[Invoice], currency: str) -> list[Movement]:
    """Return the account in one currency, the oldest first, with the balance after each line."""
    issued = invoices.filter(state=Invoice.State.ISSUED, currency=currency)
    lines: list[tuple[date, int, str, str, int, int]] = []
    for one in issued:
        is_credit = one.kind == Invoice.Kind.CREDIT
        amount = -one.total_minor if is_credit else one.total_minor
        day = one.issued_on or one.made_at.date()
        lines.append(
            (day, 1 if is_credit else 0, "credit" if is_credit else "invoice", one.number, one.pk, amount)
        )
    for paid in Payment.objects.filter(invoice__in=issued).select_related("invoice"):
        what = "payment" if paid.amount_minor > 0 else "refund"
        lines.append((paid.paid_on, 2, what, paid.invoice.number, paid.invoice_id, -paid.amount_minor))
    balance, moved = 0, []
    for day, _order, what, number, invoice_id, amount in sorted(lines):
        balance += amount
        moved.append(
            Movement(day, what, number, invoice_id, Money(amount, currency), Money(balance, currency))
        )
    return moved
