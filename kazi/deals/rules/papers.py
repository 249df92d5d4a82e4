"""An issued invoice or credit note as plain values, from which PDF and UBL are made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PaperParty:
    """One side as it stood when the paper was issued; "" where it said nothing."""

    name: str
    address: str = ""
    city: str = ""
    country: str = ""
    tax_number: str = ""
    registration: str = ""
    email: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    title: str
    unit: str
    quantity: Decimal
    price: Decimal
    net_minor: int
    category: str
    tax_name: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class PaperTax:
    category: str
    name: str
    rate: Decimal
    reason: str
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Paper:
    """`credits` is the number and day of the invoice that a credit note takes back, else None."""

    number: str
    issued_on: date
    due_on: date | None
    currency: str
    seller: PaperParty
    buyer: PaperParty
    lines: tuple[PaperLine, ...]
    taxes: tuple[PaperTax, ...]
    net_minor: int
    tax_minor: int
    total_minor: int
    agreement: str = ""
    order_number: str = ""
    credits: tuple[str, date] | None = None
    reason: str = ""
    note: str = ""
    commission_percent: Decimal | None = None
