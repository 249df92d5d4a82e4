"""Numbers and dates as people type them, in the digits of any script."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

_LONGEST = 30
_SEPARATORS = str.maketrans({"٫": ".", "٬": ",", "،": ",", "−": "-", "–": "-", "/": "-", ".": "."})


def ascii_digits(text: str) -> str:
    """Return the text with every decimal digit of any script as 0 to 9, other characters unchanged.

    Keycaps (1️⃣) lose their frame, and what is copied its marks of direction.
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if unicodedata.category(letter) == "Nd" else letter
        for letter in text
        if unicodedata.category(letter) != "Cf" and letter not in "\ufe0f\u20e3"
    )


def whole(text: str) -> str | None:
    """Return a whole number as it is stored, "-7" or "1200", or None.

    Thousands may be parted by spaces, points, commas or apostrophes: groups of three, or two as in India.
    """
    said = ascii_digits(text).translate(_SEPARATORS).strip()
    if not said or len(said) > _LONGEST:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(?:([ ,.'\u00a0\u202f])\d{2,3})(?:\1\d{2,3})*", said) and re.search(
        r"\d{3}$", said
    ):
        said = re.sub(r"[ ,.'\u00a0\u202f]", "", said)
    return str(int(said)) if re.fullmatch(r"[+-]?\d{1,18}", said) else None


def keyed(text: str) -> str | None:
    """Return four to twenty digits as they were keyed, with zeros or a plus in front; else None."""
    said = re.sub(r"[\s().\-]", "", ascii_digits(text).translate(_SEPARATORS))
    return said if re.fullmatch(r"\+?\d{4,20}", said) else None


def decimal(text: str) -> str | None:
    """Return a number with a point, without zeros that say nothing: "3.5", "12"; or None.

    A comma is a point, and so is the star of a telephone: 3*5.  The last of several kinds of
    separators is the point: 1,234.5 and 1.234,5 are the same number.
    """
    said = ascii_digits(text).translate(_SEPARATORS).replace("*", ".").replace(" ", "").strip()
    if not said or len(said) > _LONGEST:
        return None
    last = max(said.rfind("."), said.rfind(","))
    if last >= 0:
        rest = re.sub(r"[.,]", "", said[:last])
        # The same sign twice parts thousands: 1,234,567 has no point.
        parted = said.count(said[last]) > 1
        said = rest + ("" if parted else ".") + said[last + 1 :]
    if not re.fullmatch(r"[+-]?\d{0,15}\.?\d{0,9}", said) or not re.search(r"\d", said):
        return None
    sign = "-" if said.startswith("-") else ""
    before, _point, after = said.lstrip("+-").partition(".")
    before, after = before.lstrip("0") or "0", after.rstrip("0")
    number = f"{before}.{after}" if after else before
    return number if number == "0" else sign + number


def day(text: str) -> str | None:
    """Return a date as YYYY-MM-DD, or None.  The day comes first, unless the year does; keys: DDMMYYYY."""
    said = ascii_digits(text).strip()
    if len(said) > _LONGEST:
        return None
    if re.fullmatch(r"\d{8}", said):
        parts = [said[:2], said[2:4], said[4:]]
    else:
        parts = [part for part in re.split(r"[\s./,*\-–]+", said) if part]
    if len(parts) != 3 or not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    if len(parts[2]) != 4:
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])).isoformat()
    except ValueError:
        return None
