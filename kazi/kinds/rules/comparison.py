"""Double keying: do two answers say the same, where do they differ, and what do they agree on?

All functions take cleaned answers and do not care which of the two comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from kazi.kinds.rules.shape import Answer, AnswerField, CompareRule, TaskType, is_unreadable
from kazi.kinds.rules.values import Unclear, ascii_digits, number_text, read_date, read_number

# Letters that keyboards and phones exchange by themselves; they never mean a difference.
_TYPED_ALIKE = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
})  # fmt: skip


def same(field: AnswerField, first: Any, second: Any) -> bool:
    """Say whether two cleaned values of a field agree under the field's rule.

    None stands for "not answered"; it and "cannot be read" agree only with themselves.
    """
    if first == second:
        return True
    if first is None or second is None or is_unreadable(first) or is_unreadable(second):
        return False
    if field.type == "choices":
        return set(first) == set(second)
    if field.type == "table":
        return not _table_differences(field, first, second)
    if field.type in {"text", "number", "date"}:
        return _same_text(str(first), str(second), field)
    return False


def _same_text(first: str, second: str, field: AnswerField) -> bool:
    one, other = normal(first, field), normal(second, field)
    if one == other or not field.compare.tolerance:
        return one == other
    number, other_number = _number(one), _number(other)
    if number is None or other_number is None:
        return False
    return abs(number - other_number) <= field.compare.tolerance


def _number(text: str) -> Decimal | None:
    try:
        return read_number(text)
    except Unclear:
        return None


def normal(text: str, field: AnswerField) -> str:
    """Return the form of a text in which equal texts are equal; normalising twice is once.

    A text that is no number (date, digits) where the rule reads one is taken as text.  Spaces
    and punctuation that are ignored are taken out, but one gap stays between two digits: 9/1
    agrees with 9-1 and 9 1, never with 91.
    """
    # Folding can undo composing and the other way round, and can bring out a number or a date;
    # a few rounds settle every text.
    for _ in range(8):
        step = _read(text, field) or _folded(text, field.compare)
        if step == text:
            break
        text = step
    return text


def _read(text: str, field: AnswerField) -> str:
    """Return the number, date or digits that the rule looks for, canonical; "" for none."""
    form = field.compare.form
    try:
        if form == "number":
            return number_text(read_number(text))
        if form == "date":
            return read_date(text, field.order).isoformat()
    except Unclear:
        return ""
    if form == "digits":
        return "".join(c for c in ascii_digits(text) if "0" <= c <= "9")
    return ""


def _folded(text: str, rule: CompareRule) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_TYPED_ALIKE))
        text = text.translate(_TYPED_ALIKE)
    if rule.case == "ignore":
        text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text.casefold())
    if rule.punctuation == "ignore":
        text = _without_punctuation(text, spaces_too=rule.spaces == "ignore")
    elif rule.spaces == "ignore":
        text = re.sub(r"\s+", _gap, text)
    return text


def _gap(gap: re.Match[str]) -> str:
    """Return what stays of a gap: one space between two digits, else nothing."""
    text = gap.string
    start, end = gap.span()
    between = start > 0 and end < len(text) and text[start - 1].isdigit() and text[end].isdigit()
    return " " if between else ""


@lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    """Say whether a character is punctuation; &, %, + and currency marks carry meaning."""
    category = unicodedata.category(char)
    return (category[0] == "P" or category == "Sk") and char not in "&%@#*"


def _without_punctuation(text: str, spaces_too: bool) -> str:
    kept: list[str] = []
    gap = False  # Whether punctuation (or an ignored space) was left out just before.
    for char in text:
        if _is_mark(char) or (spaces_too and char.isspace()):
            gap = True
            continue
        if gap and kept and char.isdigit() and kept[-1].isdigit():
            kept.append(" ")
        kept.append(char)
        gap = False
    joined = "".join(kept)
    return joined if spaces_too else " ".join(joined.split())


# ---- whole answers ---------------------------------------------------------------------------


def differences(
    task_type: TaskType, first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Return what the two answers disagree on: path -> (first's value, second's value).

    A path is a field's name, or `members[0].age` for a cell.  Two tables with unequal numbers of
    rows differ as a whole, because nobody knows which row is the missing one.
    """
    found: dict[str, tuple[Any, Any]] = {}
    for field in task_type.answers:
        one, other = first.get(field.name), second.get(field.name)
        if one == other:
            continue
        if field.type == "table" and isinstance(one, list) and isinstance(other, list):
            found.update(_table_differences(field, one, other))
        elif not same(field, one, other):
            found[field.name] = (one, other)
    return found


def _table_differences(
    field: AnswerField, first: list[Answer], second: list[Answer]
) -> dict[str, tuple[Any, Any]]:
    if len(first) != len(second):
        return {field.name: (first, second)}
    found: dict[str, tuple[Any, Any]] = {}
    for n, (row, other_row) in enumerate(zip(first, second, strict=True)):
        for column in field.columns:
            one, other = row.get(column.name), other_row.get(column.name)
            if not same(column, one, other):
                found[f"{field.name}[{n}].{column.name}"] = (one, other)
    return found


def merge_agreed(
    task_type: TaskType, first: Mapping[str, Any], second: Mapping[str, Any]
) -> Answer:
    """Return what both answers agree on; fields and cells that differ are left out.

    Where texts agree only after normalisation the more complete one is taken, by `more_complete`.
    With no differences the result is a whole answer.
    """
    merged: Answer = {}
    for field in task_type.answers:
        one, other = first.get(field.name), second.get(field.name)
        if field.type == "table" and isinstance(one, list) and isinstance(other, list):
            if len(one) == len(other):
                merged[field.name] = [
                    _merged_row(field, row, other_row)
                    for row, other_row in zip(one, other, strict=True)
                ]
        elif one is not None and same(field, one, other):
            merged[field.name] = more_complete(field, one, other)
    return merged


def _merged_row(field: AnswerField, row: Answer, other_row: Answer) -> Answer:
    merged: Answer = {}
    for column in field.columns:
        one, other = row.get(column.name), other_row.get(column.name)
        if one is not None and same(column, one, other):
            merged[column.name] = more_complete(column, one, other)
    return merged


def more_complete(field: AnswerField, first: Any, second: Any) -> Any:
    """Return the one of two agreeing values to keep, whichever comes first.

    In this order: more characters that are not spaces (the punctuation is there); capital and
    small letters rather than one of them; more words; capitals; then the order of the alphabet,
    only so that the choice is always the same.
    """
    if first == second or not (isinstance(first, str) and isinstance(second, str)):
        return first
    return max(first, second, key=_completeness)


def _completeness(text: str) -> tuple[int, bool, int, bool, str]:
    words = text.split()
    mixed = text != text.upper() and text != text.lower()
    return sum(map(len, words)), mixed, len(words), text == text.upper(), text
