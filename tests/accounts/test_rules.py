"""PINs, codes and waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kazi.accounts.rules import CODE_RESTS, code_fault, new_pin, next_code, pin_fault, rest_after


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "890123", "121212", "123123", "112233", "110000", "010190", "311299"],
)
def test_a_pin_that_is_easy_to_guess_is_refused(pin: str) -> None:
    assert pin_fault(pin)


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "١٢٣٤٥٦", "48 153"])
def test_a_pin_is_six_plain_digits(pin: str) -> None:
    assert pin_fault(pin) == "A PIN has six digits."


def test_a_pin_is_not_the_staff_code() -> None:
    assert pin_fault("748159", code="748159")
    assert pin_fault("748159", code="1001") == ""


def test_a_random_pin_is_never_refused() -> None:
    assert {pin_fault(new_pin()) for _ in range(500)} == {""}


def test_waits_grow_with_each_wrong_pin_and_stop_at_an_hour() -> None:
    waits = [rest_after(count, CODE_RESTS) for count in range(4, 10)]
    minutes = [None if wait is None else wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [None, 1, 5, 15, 60, 60]


@pytest.mark.parametrize("code", ["12", "123456789", "12a4", "-123", ""])
def test_a_staff_code_is_three_to_eight_digits(code: str) -> None:
    assert code_fault(code)


def test_the_next_staff_code_follows_the_largest() -> None:
    assert next_code([]) == "1001"
    assert next_code(["1001", "205", "1014"]) == "1015"
