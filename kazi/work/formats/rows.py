"""What every reader gives: rows with their line, faults in between, and a place to go on from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from kazi.files.rules import limits
from kazi.files.rules.images import CheckedImage
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault

Value = str | int | float | bool | None | list[object] | dict[str, object]


class Row(NamedTuple):
    """One row of the file.  `line` counts from 1 as an editor or spreadsheet shows it.

    `values` has every column; from CSV, XLSX and ZIP all are text ("" when the cell is empty),
    from JSONL they are as JSON gave them and a key may be missing.
    """

    line: int
    values: dict[str, Value]


class Reader(ABC):
    """An open file of rows.  Iterate once, or `seek` and iterate again; close after use.

    Iterating gives a Row, or the Fault of one bad row, and goes on.  It raises Unreadable where
    the rest of the file cannot be trusted; the rows before it are good.
    """

    kind: str
    # The names of the columns; for JSONL the keys of the first row.
    columns: tuple[str, ...] = ()
    # After a row or fault was given: where the next one begins.  Opaque, 0 is the beginning, fits
    # a signed 64-bit column, and never falls.  `position / end` is the share that is done.
    position: int = 0
    end: int = 0

    @abstractmethod
    def __iter__(self) -> Iterator[Row | Fault]: ...

    @abstractmethod
    def seek(self, position: int) -> None:
        """Go to a `position` this file once gave.  Raises ValueError for any other."""

    @abstractmethod
    def close(self) -> None:
        """Free the file; a second call does nothing."""

    def picture(self, name: str) -> CheckedImage:
        """Return the picture a cell names.  Raises Unreadable: only a ZIP brings pictures."""
        raise Unreadable(
            Fault(
                N_("A table alone brings no pictures. Send it in a ZIP together with them."),
                field=name,
            )
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def checked_header(cells: Sequence[str], line: int) -> tuple[str, ...]:
    """Return the names of the columns without outer spaces and without empty ones at the end.

    Raises Unreadable for a header that is empty, too wide, has a gap or says a name twice.
    """
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise Unreadable(Fault(N_("The first row must name the columns, and it is empty."), line=line))
    if len(names) > limits.MAX_COLUMNS:
        raise Unreadable(
            Fault(
                N_("The table has %(count)s columns; at most %(limit)s are taken."),
                {"count": len(names), "limit": limits.MAX_COLUMNS},
                line=line,
            )
        )
    seen: set[str] = set()
    for number, name in enumerate(names, start=1):
        if not name:
            text = N_("Column %(number)s has no name in the first row. Name it or remove it.")
            raise Unreadable(Fault(text, {"number": number}, line=line))
        if not name.isprintable() or len(name) > 100:
            text = N_("The name of column %(number)s is too long or cannot be printed.")
            raise Unreadable(Fault(text, {"number": number}, line=line))
        if name in seen:
            text = N_("Two columns have the name “%(name)s”. Give each its own.")
            raise Unreadable(Fault(text, {"name": name}, line=line, field=name))
        seen.add(name)
    return tuple(names)


def wrong_width(cells: Sequence[str], columns: Sequence[str], line: int) -> Fault | None:
    """Return the fault of a row with too few or too many cells; empty ones at the end are fine."""
    if len(cells) >= len(columns) and not any(cells[len(columns) :]):
        return None
    return Fault(
        N_("The row has %(found)s cells, the first row of the file has %(expected)s."),
        {"found": len(cells), "expected": len(columns)},
        line=line,
    )


def too_long_field(values: dict[str, Value], line: int) -> Fault | None:
    """Return the fault of the first text that passes MAX_FIELD_BYTES."""
    for name, value in values.items():
        if isinstance(value, str) and (
            len(value) > limits.MAX_FIELD_BYTES
            or len(value.encode(errors="replace")) > limits.MAX_FIELD_BYTES
        ):
            return Fault(
                N_("The text is longer than %(limit)s kB."),
                {"limit": limits.MAX_FIELD_BYTES // 1024},
                line=line,
                field=name,
            )
    return None


def too_long_row(line: int) -> Fault:
    """Return the fault of a row that passes MAX_ROW_BYTES."""
    return Fault(
        N_("The row is longer than %(limit)s kB."),
        {"limit": limits.MAX_ROW_BYTES // 1024},
        line=line,
    )
