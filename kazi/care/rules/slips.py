"""The slip that a person keeps: a code that names their case or referral, and a PIN that opens it."""

from __future__ import annotations

import secrets
from datetime import timedelta

# No letter or digit that is taken for another, read out or on paper.
ALPHABET = "23456789CDFGHJKMNPQRTVWXYZ"
CODE_LENGTH = 10  # 26 ** 10 is 47 bits: with the slow-down nobody guesses one.
KEYED_LENGTH = 12  # Of digits, for keypads: 40 bits.
REF_LENGTH = 7
_TOO_PLAIN = {"123456", "654321", "012345", "121212", "123123"}


def new_code(length: int = CODE_LENGTH) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def code_from(number: int, *, of_digits: bool = False) -> str:
    """Return the code that a large number stands for; of digits alone for what has to be keyed."""
    signs, length = ("0123456789", KEYED_LENGTH) if of_digits else (ALPHABET, CODE_LENGTH)
    code = ""
    for _ in range(length):
        number, at = divmod(number, len(signs))
        code += signs[at]
    return code


def shown_code(code: str) -> str:
    """Return a code in groups, as it is written down, K7MX2-PQ9RT, or read out, 48 39 27 50 18 46."""
    if code.isdecimal() and len(code) == KEYED_LENGTH:
        return " ".join(code[start : start + 2] for start in range(0, len(code), 2))
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def typed_code(text: str) -> str:
    """Return what was typed without spaces and hyphens, in capitals; at most 40 signs."""
    return "".join(sign for sign in text[:200].upper() if sign.isascii() and sign.isalnum())[:40]


def is_good_pin(pin: str) -> bool:
    """Say whether a PIN is six to ten digits and none of those that everybody tries first."""
    is_digits = pin.isascii() and pin.isdigit() and 6 <= len(pin) <= 10
    return is_digits and pin not in _TOO_PLAIN and len(set(pin)) > 2


def rest_after(failures: int) -> timedelta:
    """Return how long a slip rests after so many wrong PINs in a row: 0, 0, 1 min, 2, 4 ... a day."""
    if failures < 3:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - 3, 12)), timedelta(days=1))
