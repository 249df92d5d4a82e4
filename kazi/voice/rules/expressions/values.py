"""XPath 1.0's values and how one becomes another; with OpenRosa's dates, which count as days."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Final

# A number, a truth, a text, or the answers of a question in all its rounds.
Value = float | bool | str | tuple[str, ...]

_NUMBER: Final = re.compile(r"\s*-?(?:\d+(?:\.\d*)?|\.\d+)\s*")
_DATE: Final = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:T.*)?\s*", re.DOTALL)
EPOCH: Final = date(1970, 1, 1).toordinal()
_MOST_DIGITS: Final = 300


def text_of(value: Value) -> str:  # noqa: PLR0911 -- one line for each kind of value.
    """XPath's string(): whole numbers without a point, the first answer of several rounds."""
    if isinstance(value, tuple):
        return value[0] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    written = format(value, ".15g")
    return format(value, "f").rstrip("0") if "e" in written else written


def number_of(value: Value) -> float:
    """XPath's number(): what is no number is NaN; a date is its days since 1 January 1970 (OpenRosa)."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float | int):
        return float(value)
    said = text_of(value)
    if _NUMBER.fullmatch(said) and said.isascii() and len(said) <= _MOST_DIGITS:
        return float(said)
    day = day_of(said)
    return math.nan if day is None else float(day.toordinal() - EPOCH)


def truth_of(value: Value) -> bool:
    """XPath's boolean(): 0, NaN and the empty text are false; an empty answer counts as empty text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return not (value == 0 or math.isnan(value))
    return text_of(value) != ""


def day_of(text: str) -> date | None:
    """Return the day of an ISO date or moment, None for anything else."""
    found = _DATE.fullmatch(text)
    if found is None or not text.isascii():
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def date_of(value: Value) -> str:
    """Return a day as YYYY-MM-DD, from such a text or from days since 1970; "" for what is none."""
    said = text_of(value)
    if (day := day_of(said)) is not None:
        return day.isoformat()
    days = number_of(value)
    if math.isnan(days) or not -719_162 <= days <= 2_932_896:  # The years 1 to 9999.
        return ""
    return date.fromordinal(EPOCH + math.floor(days)).isoformat()


def compare(operator: str, left: Value, right: Value) -> bool:
    """XPath 1.0, section 3.4: answers of several rounds compare true when any one of them does."""
    if isinstance(left, tuple) and len(left) != 1:
        return any(compare(operator, one, right) for one in left)
    if isinstance(right, tuple) and len(right) != 1:
        return any(compare(operator, left, one) for one in right)
    left, right = (one[0] if isinstance(one, tuple) else one for one in (left, right))
    if operator in {"=", "!="}:
        if isinstance(left, bool) or isinstance(right, bool):
            same = truth_of(left) == truth_of(right)
        elif isinstance(left, str) and isinstance(right, str):
            same = left == right
        else:
            same = number_of(left) == number_of(right)
        return same == (operator == "=")
    first, second = number_of(left), number_of(right)
    if operator == "<":
        return first < second
    if operator == "<=":
        return first <= second
    return first > second if operator == ">" else first >= second


def calculate(operator: str, left: float, right: float) -> float:  # noqa: PLR0911 -- a line each.
    """Add, subtract, multiply, divide or take the rest, as IEEE 754 and XPath want it: never an error."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == "div":
        if right == 0:
            if left == 0 or math.isnan(left):
                return math.nan
            return math.copysign(math.inf, left) * math.copysign(1.0, right)
        return left / right
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return math.nan
    return math.fmod(left, right)
