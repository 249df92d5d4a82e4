"""Codes on cards: twelve digits as on a card for airtime, of which the last one finds slips of the finger.

The first digit is never the zero that numbers of phones begin with at home, and the next ten are drawn by
chance: of a million codes that somebody tries, with ten thousand cards in use, 0.11 open something.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from kazi.conversations.rules.numerals import ascii_digits

DIGITS: Final = 12
LETTER: Final = "K"  # Before a code that is written, so that no number given as an answer is taken for one.
PERSON_A_DAY: Final = 5  # Wrong codes, after which none is taken from this phone until the next day.
LINE_AN_HOUR: Final = 1_000  # Wrong codes, after which none is taken on this line until the next hour.

# Damm 2004, "Total anti-symmetrische Quasigruppen", p. 111: finds each wrong digit and each swap of
# neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as somebody gave it: its digits, and whether it can be nothing but a code."""

    digits: str
    is_meant: bool


def new_code() -> str:
    """Return twelve digits by chance that are a code."""
    body = str(secrets.randbelow(9 * 10 ** (DIGITS - 2)) + 10 ** (DIGITS - 2))
    return body + _check(body)


def written(code: str) -> str:
    """Return a code as it is printed: 4821 3379 0512."""
    return " ".join(code[first : first + 4] for first in range(0, len(code), 4))


def typed(text: str) -> Typed | None:
    """Return the code that a whole message is, in the digits of any script; None for anything else.

    With the letter in front it is meant as a code whatever it is; without, only digits that can be one are.
    """
    said = re.sub(r"[\s.\-]", "", ascii_digits(text)).upper()
    is_meant = said.startswith(LETTER)
    digits = said.removeprefix(LETTER)
    if is_meant and re.fullmatch(r"\d{8,16}", digits):
        return Typed(digits, is_meant)
    return Typed(digits, is_meant) if is_code(said) else None


def is_code(digits: str) -> bool:
    """Say whether digits can be a code at all."""
    return bool(re.fullmatch(rf"[1-9]\d{{{DIGITS - 1}}}", digits)) and _check(digits[:-1]) == digits[-1]


def _check(body: str) -> str:
    row = 0
    for digit in body:
        row = int(_DAMM[row][int(digit)])
    return str(row)
