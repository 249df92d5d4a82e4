from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.kernel.money import Money, payable

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.345", "USD", 1235),
        ("12.344999", "USD", 1234),
        ("0.5", "JPY", 1),
        ("1.2345", "BHD", 1235),
        ("-0.005", "KES", -1),
    ],
)
def test_money_is_rounded_half_up_to_the_currencys_own_digits(amount: str, currency: str, minor: int) -> None:
    assert payable(Decimal(amount), currency) == Money(minor, currency)


@given(AMOUNTS)
def test_rounding_moves_an_amount_by_at_most_half_a_cent(amount: Decimal) -> None:
    assert abs(payable(amount, "USD").amount - amount) <= Decimal("0.005")


def test_currencies_are_not_added_to_each_other() -> None:
    with pytest.raises(ValueError, match="KES"):
        Money(1, "KES") + Money(1, "USD")


def test_money_is_written_as_people_of_the_place_write_it() -> None:
    assert Money(123456, "EUR").text("de") == "1.234,56\xa0€"
    assert Money(500, "JPY").text("en") == "¥500"
