"""CSV and its sisters with semicolons, tabs or bars: the first row names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats import rows
from kazi.work.formats.lines import Lines, checked_encoding
from kazi.work.formats.rows import Reader, Row, Value

DELIMITERS: Final = (",", ";", "\t", "|")


class DelimitedReader(Reader):
    """Rows of a CSV.  `position` is a place in bytes, always between two rows."""

    kind = "csv"

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Read the header.  Raises Unreadable for a wrong encoding or header."""
        self._lines = Lines(path, checked_encoding(path, encoding))
        try:
            self._delimiter = ","
            self._delimiter = _delimiter_of(next(iter(self._lines), ""))
            self._lines.seek(0)
            self.columns = self._header()
        except BaseException:
            self._lines.close()
            raise
        self._first = self.position = self._lines.position
        self.end = self._lines.end

    def seek(self, position: int) -> None:
        self._lines.seek(max(position, self._first))
        self.position = self._lines.position

    def close(self) -> None:
        self._lines.close()

    def __iter__(self) -> Iterator[Row | Fault]:
        lines, columns, width = self._lines, self.columns, len(self.columns)
        lines.seek(self.position)
        has_nul, long = lines.has_nul, limits.MAX_FIELD_BYTES
        read_row = self._cells().__next__
        while True:
            lines.begin_row()
            line, start = lines.first_line, lines.start
            fault: Fault | None = None
            cells: list[str] = []
            values: dict[str, Value] = {}
            try:
                cells = read_row()
            except StopIteration:
                return
            except csv.Error as error:
                # csv gives up a text at 128 kB and forgets that it stood inside quotation marks.
                if lines.line > line and "field larger" in str(error):
                    raise lines.lost_quotation_mark() from error
                fault = _mistake(error, line)
            self.position = lines.position
            if lines.overlong:
                fault = rows.too_long_row(line)
            if not cells and fault is None:
                continue
            if fault is None and len(cells) != width:
                fault = rows.wrong_width(cells, columns, line)
            if fault is None:
                values = dict(zip(columns, cells, strict=False))  # Empty cells may follow.
                if has_nul and any("\0" in cell for cell in cells):
                    fault = Fault(N_("The row holds a NUL character. Remove it."), line=line)
                elif self.position - start > long:
                    fault = rows.too_long_field(values, line)
            yield fault or Row(line, values)

    def _cells(self) -> Iterator[list[str]]:
        # Strict: half-quoted texts are told to the sender instead of being guessed at.
        return csv.reader(self._lines, delimiter=self._delimiter, strict=True)

    def _header(self) -> tuple[str, ...]:
        lines = self._lines
        cells = self._cells()
        while True:
            lines.begin_row()
            try:
                names = next(cells)
            except StopIteration:
                raise Unreadable(Fault(N_("The file is empty."))) from None
            except csv.Error as error:
                raise Unreadable(_mistake(error, lines.first_line)) from error
            if lines.overlong:
                raise Unreadable(rows.too_long_row(lines.first_line))
            if names:
                return rows.checked_header(names, lines.first_line)


def _delimiter_of(header: str) -> str:
    """Return the sign that occurs most outside of quotation marks, a comma when none does."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def _mistake(error: csv.Error, line: int) -> Fault:
    said = str(error)
    if "field larger" in said:
        return rows.too_long_row(line)
    if "new-line character" in said:
        text = N_("The row holds a bare carriage return. Save the file as “CSV UTF-8” again.")
    elif "unexpected end" in said:
        text = N_(
            "A quotation mark is opened here and never closed. "
            "Close it, and double each quotation mark inside a text."
        )
    else:
        text = N_(
            "A quotation mark stands in the middle of a quoted text. "
            "Double each quotation mark inside a text."
        )
    return Fault(text, line=line)
