"""What a provider offers: a price sheet, a pilot, promises; and offers side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

PADDED_TO = 4096  # Bytes: the length of a sealed proposal tells nothing of what is in it.


@dataclass(frozen=True, slots=True)
class Offer:
    """Prices in `currency`; `quality` is the share of right fields promised, 0 to 1.

    A pilot is `pilot_units` for `pilot_price` in all; no units, no pilot.
    """

    price_per_unit: Decimal
    currency: str
    setup_price: Decimal
    minutes_per_unit: Decimal | None
    people: int
    start: date
    finish: date
    quality: Decimal | None
    pilot_units: int
    pilot_price: Decimal
    text: str
    commitments: tuple[str, ...]

    def content(self) -> dict[str, Any]:
        """Return what is kept of it once it is opened; amounts are decimal strings."""
        pilot = {"units": self.pilot_units, "price": str(self.pilot_price)} if self.pilot_units else None
        return {
            "price_per_unit": str(self.price_per_unit),
            "currency": self.currency,
            "setup_price": str(self.setup_price),
            "minutes_per_unit": None if self.minutes_per_unit is None else str(self.minutes_per_unit),
            "people": self.people,
            "start": self.start.isoformat(),
            "finish": self.finish.isoformat(),
            "quality": None if self.quality is None else str(self.quality),
            "pilot": pilot,
            "text": self.text,
            "commitments": list(self.commitments),
        }


def packed(content: Mapping[str, Any]) -> bytes:
    """Return the bytes to be sealed: JSON, filled up with spaces to a multiple of 4 KB."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return said + b" " * (-len(said) % PADDED_TO)


def unpacked(data: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(data)
    return said


def total(content: Mapping[str, Any], volume: int) -> Decimal:
    """Return what all of the work costs under an offer, setting up included."""
    return Decimal(content["price_per_unit"]) * volume + Decimal(content["setup_price"] or 0)


def rank_by_price(totals: Mapping[int, tuple[str, Decimal]]) -> dict[int, int]:
    """Return the place of each offer by its total among those of the same currency, from 1."""
    return {
        one: 1 + sum(other < amount for money, other in totals.values() if money == currency)
        for one, (currency, amount) in totals.items()
    }
