"""Money: whole minor units and a currency, never a float.  Rates are Decimals with a unit in the name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, get_currency_precision


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (cents, paisa) of one ISO 4217 currency."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def text(self, locale: str = "en") -> str:
        """Return the amount as people of `locale` write it."""
        return format_currency(self.amount, self.currency, locale=locale)


def payable(amount: Decimal, currency: str) -> Money:
    """Round an exact amount to whole minor units, half up: the one place where money is rounded."""
    digits = get_currency_precision(currency)
    minor = amount.scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(int(minor), currency)
