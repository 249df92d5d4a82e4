"""Each answer field as a small function, made once: from what was sent to the canonical value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.shape import UNREADABLE, Answer, AnswerField
from kazi.kinds.rules.values import (
    FORBIDDEN,
    Unclear,
    clean_text,
    number_text,
    read_date,
    read_number,
)

# Takes the raw value, its path and the list of faults; returns the canonical value, or None
# when nothing was given or a fault was noted.
Cleaner: TypeAlias = Callable[[Any, str, list[Fault]], Any]
_MAX_UNKNOWN = 10

_REQUIRED = {
    "choice": N_("Choose one answer."),
    "choices": N_("Choose at least one answer."),
    "text": N_("Fill this in."),
    "number": N_("Fill in the number."),
    "date": N_("Fill in the date."),
    "table": N_("Fill in at least one row."),
}
_REQUIRED_OR_UNREADABLE = {
    "choice": N_("Choose one answer, or mark it as impossible to read."),
    "choices": N_("Choose at least one answer, or mark it as impossible to read."),
    "text": N_("Fill this in, or mark it as impossible to read."),
    "number": N_("Fill in the number, or mark it as impossible to read."),
    "date": N_("Fill in the date, or mark it as impossible to read."),
    "table": N_("Fill in at least one row, or mark it as impossible to read."),
}


Prepared: TypeAlias = tuple[str, str, Cleaner]


def prepared(field: AnswerField) -> Prepared:
    """Return the field's name, what to say when it is missing ("" if it may be), its cleaner."""
    cleaner = _CLEANERS[field.type](field)
    texts = _REQUIRED_OR_UNREADABLE if field.unreadable else _REQUIRED
    missing = texts[field.type] if field.required else ""
    return field.name, missing, _with_unreadable(cleaner, field.unreadable)


def clean_fields(
    fields: tuple[Prepared, ...], answer: Mapping[str, Any], prefix: str, faults: list[Fault]
) -> Answer:
    cleaned: Answer = {}
    known = 0
    for name, missing, clean in fields:
        raw = answer.get(name)
        if raw is None:
            known += name in answer
            value = None
            before = len(faults)
        else:
            known += 1
            before = len(faults)
            value = clean(raw, f"{prefix}{name}", faults)
        if value is not None:
            cleaned[name] = value
        elif missing and len(faults) == before:
            faults.append(Fault(missing, {}, 0, f"{prefix}{name}"))
    if known != len(answer):
        note_unknown(answer, {name for name, _, _ in fields}, prefix, faults)
    return cleaned


def note_unknown(
    given: Mapping[str, Any], known: set[str], prefix: str, faults: list[Fault]
) -> None:
    unknown = [str(name)[:40] for name in given if name not in known]
    for raw_name in unknown[:_MAX_UNKNOWN]:
        name = FORBIDDEN.sub("?", raw_name)  # What is shown again must itself be printable.
        text = N_("%(name)s is not a field of this task type.")
        faults.append(Fault(text, {"name": name}, 0, f"{prefix}{name}"))


def _with_unreadable(clean: Cleaner, allowed: bool) -> Cleaner:
    def cleaned(raw: Any, path: str, faults: list[Fault]) -> Any:
        if type(raw) is dict and "unreadable" in raw:
            if not allowed:
                text = N_("This field has to be filled in.")
            elif raw == UNREADABLE:
                return dict(UNREADABLE)
            else:
                text = N_("Either fill this in or mark it as impossible to read, not both.")
            faults.append(Fault(text, {}, 0, path))
            return None
        return clean(raw, path, faults)

    return cleaned


def _choice(field: AnswerField) -> Cleaner:
    values = frozenset(option.value for option in field.options)
    one_of = _one_of(field)

    def clean(raw: Any, path: str, faults: list[Fault]) -> str | None:
        if raw == "":
            return None
        if isinstance(raw, str) and raw in values:
            return raw
        faults.append(Fault(*one_of, 0, path))
        return None

    return clean


def _one_of(field: AnswerField) -> tuple[str, dict[str, str | int]]:
    shown = ", ".join(option.value for option in field.options[:12])
    if len(field.options) > 12:
        shown += ", ..."
    return N_("Choose one of: %(options)s."), {"options": shown}


def _choices(field: AnswerField) -> Cleaner:
    rank = {option.value: n for n, option in enumerate(field.options)}
    least = int(field.min) if isinstance(field.min, Decimal) else 0
    most = int(field.max) if isinstance(field.max, Decimal) else len(rank)
    one_of = _one_of(field)

    def clean(raw: Any, path: str, faults: list[Fault]) -> list[str] | None:
        if not isinstance(raw, (list, tuple)):
            faults.append(Fault(N_("This takes a list of answers."), {}, 0, path))
            return None
        if not all(isinstance(value, str) and value in rank for value in raw):
            faults.append(Fault(*one_of, 0, path))
            return None
        chosen = sorted(set(raw), key=rank.__getitem__)
        if not chosen:
            return None
        if len(chosen) < least:
            faults.append(Fault(N_("Choose at least %(count)s."), {"count": least}, 0, path))
            return None
        if len(chosen) > most:
            faults.append(Fault(N_("Choose at most %(count)s."), {"count": most}, 0, path))
            return None
        return chosen

    return clean


def _text(field: AnswerField) -> Cleaner:
    pattern = re.compile(field.pattern, re.ASCII) if field.pattern else None
    longest, lines, label = field.max_length, field.lines > 1, field.label
    advice = field.help

    def clean(raw: Any, path: str, faults: list[Fault]) -> str | None:
        if not isinstance(raw, str):
            faults.append(Fault(N_("This takes a text."), {}, 0, path))
            return None
        # Before any work is done on it: spaces around it are few in an honest answer.
        too_long = len(raw) > 2 * longest + 1_000
        try:
            text = raw if too_long else clean_text(raw, lines)
        except Unclear as unclear:
            faults.append(Fault(unclear.text, unclear.values, 0, path))
            return None
        if len(text) > longest:
            faults.append(
                Fault(
                    N_("This has %(length)s characters; at most %(longest)s are allowed."),
                    {"length": len(text), "longest": longest},
                    0,
                    path,
                )
            )
            return None
        if text and pattern is not None and not pattern.fullmatch(text):
            if advice:
                wrong = Fault(N_("This has another form: %(help)s"), {"help": advice}, 0, path)
            else:
                wrong = Fault(N_("%(label)s has another form."), {"label": label}, 0, path)
            faults.append(wrong)
            return None
        return text or None

    return clean


def _number(field: AnswerField) -> Cleaner:
    least = field.min if isinstance(field.min, Decimal) else None
    most = field.max if isinstance(field.max, Decimal) else None
    decimals = field.decimals

    def clean(raw: Any, path: str, faults: list[Fault]) -> str | None:
        if isinstance(raw, str):
            typed = raw.strip() if len(raw) < 200 else raw
        elif _is_number(raw):
            typed = f"{Decimal(repr(raw)):f}"
        else:
            faults.append(Fault(N_("Key a number, such as 1234.50."), {}, 0, path))
            return None
        if not typed:
            return None
        try:
            text = number_text(number := read_number(typed), decimals)
        except Unclear as unclear:
            faults.append(Fault(unclear.text, unclear.values, 0, path))
            return None
        if least is not None and number < least:
            faults.append(Fault(N_("At least %(least)s."), {"least": f"{least:f}"}, 0, path))
            return None
        if most is not None and number > most:
            faults.append(Fault(N_("At most %(most)s."), {"most": f"{most:f}"}, 0, path))
            return None
        return text

    return clean


def _is_number(raw: object) -> bool:
    """Say whether a program sent a JSON number that has a sensible size (and is no NaN)."""
    return isinstance(raw, (int, float)) and not isinstance(raw, bool) and -(10**18) < raw < 10**18


def _date(field: AnswerField) -> Cleaner:
    earliest = field.min if isinstance(field.min, dt.date) else None
    latest = field.max if isinstance(field.max, dt.date) else None

    def clean(raw: Any, path: str, faults: list[Fault]) -> str | None:
        if not isinstance(raw, str):
            faults.append(Fault(N_("This takes a date as a text."), {}, 0, path))
            return None
        if not raw or raw.isspace():
            return None
        try:
            day = read_date(
                raw,
                field.order,
                two_digit_years=field.two_digit_years,
                earliest=earliest,
                latest=latest,
            )
        except Unclear as unclear:
            faults.append(Fault(unclear.text, unclear.values, 0, path))
            return None
        if earliest is not None and day < earliest:
            text, values = N_("Not before %(day)s."), {"day": earliest.isoformat()}
        elif latest is not None and day > latest:
            text, values = N_("Not after %(day)s."), {"day": latest.isoformat()}
        else:
            return day.isoformat()
        faults.append(Fault(text, {**values}, 0, path))
        return None

    return clean


def _table(field: AnswerField) -> Cleaner:
    columns = tuple(prepared(column) for column in field.columns)
    least, most = field.min_rows, field.max_rows

    def clean(raw: Any, path: str, faults: list[Fault]) -> list[Answer] | None:
        if not isinstance(raw, (list, tuple)) or not all(isinstance(r, Mapping) for r in raw):
            faults.append(Fault(N_("This takes a list of rows."), {}, 0, path))
            return None
        filled = [(n, row) for n, row in enumerate(raw) if not _is_blank(row)]
        if len(filled) > most:
            faults.append(Fault(N_("At most %(count)s rows."), {"count": most}, 0, path))
            return None
        rows = [clean_fields(columns, row, f"{path}[{n}].", faults) for n, row in filled]
        rows = [row for row in rows if row]  # Invisible characters alone make no row.
        if rows and len(rows) < least:
            faults.append(Fault(N_("At least %(count)s rows."), {"count": least}, 0, path))
            return None
        return rows or None

    return clean


def _is_blank(row: Mapping[str, Any]) -> bool:
    """Say whether nobody wrote anything into the row."""
    return all(
        value is None or (isinstance(value, str) and not value.strip()) for value in row.values()
    )


_CLEANERS: dict[str, Callable[[AnswerField], Cleaner]] = {
    "choice": _choice,
    "choices": _choices,
    "text": _text,
    "number": _number,
    "date": _date,
    "table": _table,
}
