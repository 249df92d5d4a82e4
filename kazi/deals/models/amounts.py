"""Amounts between whole minor units, as they are kept, and decimals, as people write them."""

from __future__ import annotations

from decimal import Decimal

from kazi.kernel.money import Money, payable


def amount_of(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).amount


def minor_of(amount: Decimal, currency: str) -> int:
    return payable(amount, currency).minor
