"""One answer field read from the source: what each type takes, and what fits together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Literal

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.shape import (
    ANSWER_TYPES,
    COLUMN_TYPES,
    DATE_ORDERS,
    DEFAULT_LINES_TEXT,
    DEFAULT_ROWS,
    DEFAULT_TEXT,
    MAX_DECIMALS,
    MAX_PATTERN_TEXT,
    MAX_ROWS,
    MAX_TEXT,
    AnswerField,
    AnswerType,
    CompareRule,
    DateOrder,
    Option,
)
from kazi.kinds.rules.source import Part, Spot, is_scalar, part_of, scalar_as_part

_COMMON = ("name", "type", "label", "help", "required", "unreadable")
_KEYS: dict[AnswerType, tuple[str, ...]] = {
    "choice": (*_COMMON, "options"),
    "choices": (*_COMMON, "options", "min", "max"),
    "text": (*_COMMON, "max_length", "lines", "pattern", "compare"),
    "number": (*_COMMON, "min", "max", "decimals", "compare"),
    "date": (*_COMMON, "min", "max", "order", "two_digit_years"),
    "table": (*_COMMON, "columns", "min_rows", "max_rows"),
}
_ALL_KEYS = tuple(dict.fromkeys(key for keys in _KEYS.values() for key in keys))
_OPTION_KEY = re.compile(r"[a-z0-9]")

# Patterns run for each submit, so only those that cannot run away are taken: no repeat of a
# repeat, no look-around, no back reference, and few repeats.
_ESCAPED = r"\\[dwDW.\-/+*?()\[\]{}|^$\\]"
_ATOM = rf"(?:{_ESCAPED}|\[\^?(?:{_ESCAPED}|[^\]\\\[])+\]|[^\\\[\](){{}}*+?|^$])"
_REPEAT = r"(?:\?|\{[0-9]{1,3}(?:,[0-9]{1,3})?\}|[*+])?"
_SAFE_PATTERN = re.compile(rf"(?:\((?:{_ATOM}{_REPEAT}|\|)*\)\??|{_ATOM}{_REPEAT}|\|)*", re.DOTALL)


def answer_field(
    spot: Spot, faults: list[Fault], allowed: Sequence[AnswerType] = ANSWER_TYPES
) -> tuple[Part, AnswerField] | None:
    """Read one field; faults are noted, and None is returned when there is nothing to go on."""
    # Unknown keys are judged by the type, so the type is looked at first, quietly.
    quiet = part_of(spot, _ALL_KEYS, [])
    kind = quiet.one_of("type", allowed, None) if quiet else None
    part = part_of(spot, _KEYS[kind] if kind else _ALL_KEYS, faults)
    if part is None:
        return None
    if kind is None:
        part.one_of("type", allowed, None)
    least, most = _bounds(part, kind)
    lines = part.whole("lines", 1, 40, 1) or 1
    field = AnswerField(
        name=part.name(),
        type=kind or "text",
        label=part.text("label", 200, required=True),
        help=part.text("help", 500),
        required=part.flag("required", True),
        unreadable=part.flag("unreadable", False),
        options=_options(part) if kind in {"choice", "choices"} else (),
        min=least,
        max=most,
        decimals=part.whole("decimals", 0, MAX_DECIMALS, None),
        max_length=_max_length(part, lines),
        lines=lines,
        pattern=_pattern(part, lines),
        order=_order(part),
        two_digit_years=part.flag("two_digit_years", True),
        columns=_columns(part) if kind == "table" else (),
        min_rows=part.whole("min_rows", 0, MAX_ROWS, 0) or 0,
        max_rows=part.whole("max_rows", 1, MAX_ROWS, DEFAULT_ROWS) or DEFAULT_ROWS,
        compare=_compare(part, kind or "text"),
    )
    if field.min_rows > field.max_rows:
        part.fault("min_rows", N_("`min_rows` is more than `max_rows`."))
    if kind == "choices" and isinstance(field.min, Decimal) and field.min > len(field.options):
        part.fault("min", N_("`min` is more than there are options."))
    return part, field


def _order(part: Part) -> DateOrder:
    return part.one_of("order", DATE_ORDERS, "dmy") or "dmy"


def _max_length(part: Part, lines: int) -> int:
    default = DEFAULT_TEXT if lines == 1 else DEFAULT_LINES_TEXT
    if "pattern" in part.keys:
        default = MAX_PATTERN_TEXT
    return part.whole("max_length", 1, MAX_TEXT, default) or default


def _pattern(part: Part, lines: int) -> str:
    pattern = part.text("pattern", 200)
    if not pattern:
        return ""
    repeats = len(re.findall(r"(?<!\\)[*+]|(?<!\\)\{[0-9]+,", pattern))
    maybes = len(re.findall(r"(?<!\\)\?", pattern))
    try:
        re.compile(pattern, re.ASCII)
        sound = _SAFE_PATTERN.fullmatch(pattern) is not None
    except (re.error, OverflowError):
        sound = False
    if not sound or repeats > 3 or maybes > 4:
        part.fault(
            "pattern",
            N_(
                "This pattern cannot be used. Use letters, \\d, [a-z], ? + * {2,5}, | and plain "
                "(...), no repeat of a repeat, and at most three of + * {2,5}."
            ),
        )
        return ""
    if _max_length(part, lines) > MAX_PATTERN_TEXT or lines > 1:
        part.fault(
            "pattern",
            N_("A text with a pattern has one line and a `max_length` of at most %(limit)s."),
            limit=MAX_PATTERN_TEXT,
        )
    return pattern


Bound = Decimal | dt.date | None


def _bounds(part: Part, kind: AnswerType | None) -> tuple[Bound, Bound]:
    turned = False
    least: Bound = None
    most: Bound = None
    if kind == "date":
        earliest, latest = _day(part, "min"), _day(part, "max")
        turned = earliest is not None and latest is not None and earliest > latest
        least, most = earliest, latest
    elif kind in {"number", "choices"}:
        read = part.decimal if kind == "number" else partial(_count, part)
        low, high = read("min"), read("max")
        turned = low is not None and high is not None and low > high
        least, most = low, high
    if turned:
        part.fault("min", N_("`min` is more than `max`."))
    return least, most


def _count(part: Part, key: str) -> Decimal | None:
    count = part.whole(key, 1, 200, None)
    return None if count is None else Decimal(count)


def _day(part: Part, key: str) -> dt.date | None:
    text = part.text(key, 10)
    if not text:
        return None
    try:
        if re.fullmatch(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}", text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    part.fault(key, N_("Write the date as year-month-day, such as 2018-05-30."))
    return None


def _options(part: Part) -> tuple[Option, ...]:
    options: list[Option] = []
    for spot in part.items("options", 2, 200):
        if is_scalar(spot):
            one: Part | None = scalar_as_part(spot, "value", part.faults)
        else:
            one = part_of(spot, ("value", "label", "key"), part.faults)
        if one is None:
            continue
        value = one.text("value", 100, required=True)
        key = one.text("key", 1)
        if value and value in {option.value for option in options}:
            one.fault("value", N_("%(value)s is an option already."), value=value)
        if key and not _OPTION_KEY.fullmatch(key):
            one.fault("key", N_("A key is one small letter or digit."))
        options.append(Option(value, one.text("label", 200) or value, key))
    return tuple(options)


def _columns(part: Part) -> tuple[AnswerField, ...]:
    columns: list[AnswerField] = []
    for spot in part.items("columns", 1, 20):
        found = answer_field(spot, part.faults, COLUMN_TYPES)
        if found is None:
            continue
        one, column = found
        if column.name and column.name in {other.name for other in columns}:
            one.fault("name", N_("The name %(name)s is taken. Choose another."), name=column.name)
        if any(option.key for option in column.options):
            one.fault("options", N_("Options in a table have no keys."))
        if column.lines > 1:
            one.fault("lines", N_("A text in a table has one line."))
        columns.append(column)
    return tuple(columns)


_COMPARE_KEYS = ("spaces", "case", "punctuation", "form", "tolerance")
_IGNORE_KEEP: tuple[Literal["ignore", "keep"], ...] = ("ignore", "keep")
_FORMS: tuple[Literal["text", "number", "date", "digits"], ...] = (
    "text", "number", "date", "digits",
)  # fmt: skip


def _compare(part: Part, kind: AnswerType) -> CompareRule:
    """Read the rule; a number is always compared as a number and a date as a date."""
    default = CompareRule(form=kind) if kind in {"number", "date"} else CompareRule()
    rule = part.part("compare", ("tolerance",) if kind == "number" else _COMPARE_KEYS)
    if rule is None:
        return default
    tolerance = rule.decimal("tolerance")
    form = default.form if kind == "number" else rule.one_of("form", _FORMS, "text") or "text"
    if tolerance is not None and (tolerance < 0 or form != "number"):
        rule.fault("tolerance", N_("`tolerance` is not negative, and only for numbers."))
    return CompareRule(
        spaces=rule.one_of("spaces", _IGNORE_KEEP, default.spaces) or default.spaces,
        case=rule.one_of("case", _IGNORE_KEEP, default.case) or default.case,
        punctuation=rule.one_of("punctuation", _IGNORE_KEEP, default.punctuation)
        or default.punctuation,
        form=form,
        tolerance=tolerance or Decimal(0),
    )
