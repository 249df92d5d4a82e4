"""What people type, as plain digits and words: local digits, keycap emoji, direction marks, stars."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

_POINTS: Final = str.maketrans({"٫": ".", "٬": "", "،": ",", "۔": "."})
_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(?:[.,*]\d{1,9})?")
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d{1,9})?")


def tidy(text: str) -> str:
    """Return what was typed with local digits as 0 to 9, without marks that nobody sees and outer spaces.

    Combining keycaps (1️⃣) lose their frame; letters keep their own accents.
    """
    found = []
    for sign in unicodedata.normalize("NFC", text).translate(_POINTS):
        digit = unicodedata.decimal(sign, None)
        if digit is not None:
            found.append(str(digit))
        elif sign in "\n\t":
            found.append(" ")
        elif sign in {"\ufe0f", "\u20e3"} or (
            unicodedata.category(sign) in {"Cf", "Cc"} and sign not in "\u200c\u200d"
        ):
            continue
        else:
            found.append(sign)
    return " ".join("".join(found).split())


def number(text: str) -> str | None:
    """Return a typed number in its plain form ("12.5"), None for anything else.

    A keypad has no point: * stands for it.  A comma is a point, but for groups of three digits.
    """
    said = tidy(text).rstrip("#").strip()
    if _GROUPED.fullmatch(said) and "." not in said and said.count(",") + said.count(" ") >= 1:
        said = re.sub("[, ]", "", said)
    elif _GROUPED.fullmatch(said):
        said = said.replace(",", "").replace(" ", "")
    if _NUMBER.fullmatch(said) is None:
        return None
    whole, _point, rest = said.lstrip("+").replace(",", ".").replace("*", ".").partition(".")
    sign = "-" if whole.startswith("-") else ""
    whole, rest = whole.lstrip("-").lstrip("0") or "0", rest.rstrip("0")
    plain = f"{whole}.{rest}" if rest else whole
    return plain if plain == "0" else f"{sign}{plain}"


def day(text: str) -> str | None:
    """Return a day typed as DDMMYYYY, with signs between or without, or YYYY-MM-DD, as the latter."""
    said = tidy(text).rstrip("#").strip()
    if found := re.fullmatch(r"(\d{4})[-/. *](\d{1,2})[-/. *](\d{1,2})", said):
        year, month, on = found.groups()
    elif found := re.fullmatch(r"(\d{1,2})[-/. *](\d{1,2})[-/. *](\d{4})|(\d{2})(\d{2})(\d{4})", said):
        on, month, year = [part for part in found.groups() if part]
    else:
        return None
    try:
        return date(int(year), int(month), int(on)).isoformat()
    except ValueError:
        return None


def moment(text: str) -> str | None:
    """Return a time typed as HHMM or HH:MM, 24 hours, as HH:MM."""
    found = re.fullmatch(r"(\d{1,2})[:.*h ](\d{2})|(\d{2})(\d{2})", tidy(text).rstrip("#").strip())
    if found is None:
        return None
    hours, minutes = [int(part) for part in found.groups() if part]
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else None


def parts(text: str) -> list[str]:
    """Return the parts of "1 3 4", "1,3,4", "1*3*4" and "1-3"."""
    return [part for part in re.split(r"[\s,;.*#+&/\-]+", tidy(text)) if part]
