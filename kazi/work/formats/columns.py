"""The columns of an export of results, and how a value is written as text."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

# What a cell may hold; lists and objects (choices, tables of rows) are written as JSON text.
Cell = object
ResultRow = Mapping[str, Cell]


class Kind(StrEnum):
    """What a column holds, which decides its type in Parquet and XLSX."""

    TEXT = "text"
    WHOLE = "whole"  # int, up to 64 bits
    DECIMAL = "decimal"  # Decimal, `places` after the point
    MOMENT = "moment"  # aware datetime


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key of the row's mapping, which is also its heading."""

    name: str
    kind: Kind = Kind.TEXT
    places: int = 6


# After the key, inputs and answers.  docs/results.md says what each means.
CLOSING: Final = (
    Column("status"),
    Column("agreement", Kind.DECIMAL),
    Column("method"),
    Column("reviewed"),
    Column("answered_by"),
    Column("answered_at", Kind.MOMENT),
    Column("task_type"),
    Column("task_type_version", Kind.WHOLE),
)
# What stands for an answer whose worker found it impossible to read.
UNREADABLE_MARK: Final = "[unreadable]"
RESERVED: Final = frozenset({"key", *(column.name for column in CLOSING)})


def result_columns(input_names: Iterable[str], answer_names: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns of a results export in their order.

    An input `text` becomes `in.text`.  An answer keeps its name, so that it lines up with a
    client's own table, unless a fixed column has it: then `status` becomes `answer.status`.
    """
    return (
        Column("key"),
        *(Column(f"in.{name}") for name in input_names),
        *(Column(answer_column(name)) for name in answer_names),
        *CLOSING,
    )


def answer_column(name: str) -> str:
    """Return the heading of the answer `name`."""
    taken = name in RESERVED or name.startswith(("in.", "answer."))
    return f"answer.{name}" if taken else name


def as_text(value: Cell) -> str:
    """Return the value as one cell of text; a moment in UTC as 2018-05-30T13:45:46Z."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case Decimal():
            text = format(value, "f")
        case dt.datetime():
            if value.tzinfo is None:
                raise ValueError("a moment without its time zone")
            text = value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case list() | tuple() | dict():
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=as_text)
        case _:
            text = str(value)  # Also a date, whose text is ISO 8601.
    return text


# --- Formulas ------------------------------------------------------------------------------
# A spreadsheet runs a CSV cell that begins with one of these signs as a formula, and a formula can
# send the whole table elsewhere.  Such a cell gets an apostrophe in front, also when it has some
# already, so that taking one away always gives the value back.  Full-width signs count in Excel
# for Japanese.
_RISKY: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# A plain number is left as it is, also a telephone number as +254712345678: it cannot do anything.
_NUMBER: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*([eE][+-]?[0-9]+)?")


def guarded(text: str) -> str:
    """Return the text so that no spreadsheet runs it; `unguarded` takes it back."""
    if _RISKY.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """Return what `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
