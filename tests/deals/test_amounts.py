"""Laws of money: sums add up, rounding is the named one, a credit takes off what was billed."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.deals.rules import amounts
from kazi.deals.rules.amounts import TaxedLine, in_minor, line_net, plain, totals

rules = st.sampled_from(["half_up", "half_even"])
currencies = st.sampled_from(["USD", "JPY", "UGX", "KWD", "KES"])
prices = st.decimals(0, 10_000, places=6)
quantities = st.decimals(0, 100_000, places=3)
rates = st.sampled_from([Decimal(0), Decimal("7.5"), Decimal(16), Decimal("19.25")])
lines = st.lists(
    st.builds(TaxedLine, st.integers(-(10**9), 10**9), st.sampled_from("SZE"), st.just("VAT"), rates),
    max_size=12,
)


@given(lines, rules)
def test_the_total_is_the_sum_of_lines_and_taxes(some: list[TaxedLine], rule: str) -> None:
    sums = totals(some, rule)
    assert sums.net_minor == sum(one.net_minor for one in some) == sum(one.base_minor for one in sums.taxes)
    assert sums.total_minor == sums.net_minor + sum(one.tax_minor for one in sums.taxes)
    for one in sums.taxes:
        assert abs(Decimal(one.tax_minor) - Decimal(one.base_minor) * one.rate / 100) <= Decimal("0.5")


@given(quantities, prices, currencies, rules)
def test_a_line_is_rounded_once_by_the_named_rule(
    quantity: Decimal, price: Decimal, currency: str, rule: str
) -> None:
    exact = (quantity * price).scaleb(amounts.minor_digits(currency))
    way = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}[rule]
    assert line_net(quantity, price, currency, rule) == int(exact.to_integral_value(rounding=way))


@given(prices, currencies, rules)
def test_what_is_taken_off_is_what_was_put_on(amount: Decimal, currency: str, rule: str) -> None:
    assert in_minor(-amount, currency, rule) == -in_minor(amount, currency, rule)


@given(st.lists(st.builds(TaxedLine, st.integers(0, 10**6), st.just("S"), st.just("VAT"), rates)), rules)
def test_the_order_of_lines_changes_no_sum(some: list[TaxedLine], rule: str) -> None:
    assert totals(some, rule).total_minor == totals(some[::-1], rule).total_minor


@pytest.mark.parametrize(
    ("amount", "currency", "half_up", "half_even"),
    [("0.125", "USD", 13, 12), ("2.5", "JPY", 3, 2), ("0.0005", "KWD", 1, 0), ("1.005", "UGX", 1, 1)],
)
def test_the_two_rules_differ_at_the_half(amount: str, currency: str, half_up: int, half_even: int) -> None:
    assert in_minor(Decimal(amount), currency, "half_up") == half_up
    assert in_minor(Decimal(amount), currency, "half_even") == half_even


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_number_is_written_as_it_is(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not (text.endswith("0") and "." in text)
