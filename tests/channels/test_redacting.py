"""No number reaches a log, whoever writes it there and in whatever form."""

from __future__ import annotations

import logging
import logging.config

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from kazi.channels.rules.redacting import HIDDEN, WithoutNumbers, without_numbers


@pytest.mark.parametrize(
    "written",
    [
        "+254711000001", "254711000001", "0711000001", "00254711000001", "+254 711 000 001",
        "+254-711-000-001", "+1 (509) 3710-0001", "%2B254711000001", "+855 12 345 678", "tel:+50937100001",
    ],
)  # fmt: skip
def test_a_number_in_any_form_is_hidden(written: str) -> None:
    said = without_numbers(f"Sent to {written}, answer 200.")
    assert HIDDEN in said
    assert "711" not in said.replace("711,", "")
    assert said.endswith(", answer 200.")


@given(st.integers(1, 9), st.text("0123456789", min_size=7, max_size=14))
def test_whatever_e164_allows_is_hidden(first: int, rest: str) -> None:
    number = f"{first}{rest}"
    for said in (f"to=+{number}", f'{{"to": "{number}"}}', f"to {number}.", f"<{number}>"):
        assert number not in without_numbers(said)


@pytest.mark.parametrize(
    "kept",
    ["status 429 after 20 ms", "2026-11-30 22:21:59,123", "batch 1234567", "kazi.channels.jobs",
     "3.14159265358979", "6f1c2f0e-2d5b-4a57-9b4e-3f7a8d3c1b2a",
     "SM0123456789abcdef0123456789abcdef", "127.0.0.1:8000"],
)  # fmt: skip
def test_what_is_no_number_stays(kept: str) -> None:
    assert without_numbers(kept) == kept


def test_the_filter_reaches_arguments_and_tracebacks() -> None:
    try:
        raise ValueError("no route to +254711000001")
    except ValueError as error:
        record = logging.LogRecord(
            "kazi",
            logging.ERROR,
            __file__,
            1,
            "lost %s",
            ("254711000001",),
            (ValueError, error, error.__traceback__),
        )
    assert WithoutNumbers().filter(record)
    said = logging.Formatter("%(message)s").format(record)
    assert "254711000001" not in said
    assert said.count(HIDDEN) >= 2
    assert "test_redacting.py" in said


def test_every_handler_of_this_house_has_the_filter(capfd: pytest.CaptureFixture[str]) -> None:
    assert all("no_numbers" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
    assert all(not logger.get("handlers") for logger in settings.LOGGING["loggers"].values())
    for name in ("kazi.channels", "django.request", "anything"):
        logging.getLogger(name).error("from +254711000001")
    told = capfd.readouterr().err
    if told:  # Where pytest has not taken the handlers' stream.
        assert "711000001" not in told
