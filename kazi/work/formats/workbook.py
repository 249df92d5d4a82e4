"""XLSX: the first sheet of a workbook, row by row, each cell as the text a person would see."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl

from kazi.files.rules import limits
from kazi.files.rules.archives import Archive
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats import rows
from kazi.work.formats.rows import Reader, Row, Value

if not openpyxl.DEFUSEDXML:
    raise ImportError("defusedxml is missing: workbooks could hold entity bombs")

BROKEN: Final = N_("The workbook cannot be read. Open it, save it as .xlsx again, and send that.")
# What a cell shows when its formula failed.
ERRORS: Final = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
)
# How the format writes what XML cannot hold, which openpyxl leaves as it is; 5F is `_` itself.
ESCAPED: Final = re.compile(r"_x(00[01][0-9A-F]|005F|FFF[EF])_", re.IGNORECASE)
# Rows taken from openpyxl at once: its warnings are silenced for each such portion.
PORTION: Final = 200


class WorkbookReader(Reader):
    """Rows of the first sheet.  `position` is the number of the last row that was given."""

    kind = "xlsx"

    def __init__(self, path: Path) -> None:
        """Check that it is no bomb, open it and read the header; raises Unreadable."""
        _check_size(path)
        # An open file, because openpyxl goes by the ending of a name and uploads have none.
        self._file = path.open("rb")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
        except Exception as error:
            # openpyxl fails on forged or broken parts in many ways: KeyError, ValueError,
            # zlib.error, ParseError, EntitiesForbidden.
            self._file.close()
            raise Unreadable(Fault(BROKEN)) from error
        try:
            if not self._book.worksheets:
                raise Unreadable(Fault(N_("The workbook has no sheet with cells.")))
            self._sheet: Any = self._book.worksheets[0]
            self.end = min(self._sheet.max_row or 0, limits.MAX_SHEET_ROWS)
            # What the file says of its own size is often wrong and would cut off rows.
            self._sheet.reset_dimensions()
            self._first = 0
            for line, cells in self._filled_rows():
                self.columns = rows.checked_header([_text(cell) for cell in cells], line)
                self._first = self.position = line
                break
            else:
                raise Unreadable(Fault(N_("The first sheet of the workbook is empty.")))
        except BaseException:
            self.close()
            raise

    def seek(self, position: int) -> None:
        if not 0 <= position <= limits.MAX_SHEET_ROWS:
            raise ValueError(position)
        self.position = max(position, self._first)

    def close(self) -> None:
        self._book.close()
        self._file.close()

    def __iter__(self) -> Iterator[Row | Fault]:
        columns, width = self.columns, len(self.columns)
        for line, raw in self._filled_rows():
            self.position = line
            self.end = max(self.end, line)
            # The sheet stores no cells after the last one that was filled.
            cells = [_text(cell) for cell in raw]
            cells += [""] * (width - len(cells))
            fault = rows.wrong_width(cells, columns, line)
            if fault is None:
                values: dict[str, Value] = dict(zip(columns, cells, strict=False))
                fault = _cell_fault(values, cells, line)
            yield fault or Row(line, values)

    def _filled_rows(self) -> Iterator[tuple[int, tuple[object, ...]]]:
        """Yield the rows after `position` in which anything stands, with their number."""
        try:
            # Without the largest row number a forged one would give empty rows without end.
            sheet_rows = self._sheet.iter_rows(
                min_row=self.position + 1, max_row=limits.MAX_SHEET_ROWS, values_only=True
            )
            numbered = enumerate(sheet_rows, start=self.position + 1)
            while True:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    portion = list(itertools.islice(numbered, PORTION))
                if not portion:
                    return
                for line, cells in portion:
                    if any(cell is not None and cell != "" for cell in cells):
                        yield line, cells
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(Fault(BROKEN, line=self.position + 1)) from error


def _check_size(path: Path) -> None:
    with Archive(path, max_unpacked=limits.MAX_WORKBOOK_BYTES) as archive:
        for entry in archive:
            if isinstance(entry, Fault):
                raise Unreadable(Fault(BROKEN))
            if entry.name.endswith("sharedStrings.xml") and entry.size > limits.MAX_SHARED_TEXTS_BYTES:
                text = N_("The workbook holds more than %(limit)s MB of texts. Save it as CSV UTF-8.")
                limit = limits.MAX_SHARED_TEXTS_BYTES // limits.MB
                raise Unreadable(Fault(text, {"limit": limit}))


def _text(cell: object) -> str:  # noqa: PLR0911 -- one line for each type of cell.
    """Return what the cell says: dates as ISO 8601, whole numbers without “.0”."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return ESCAPED.sub(_sign, cell) if "_x" in cell else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        # A spreadsheet keeps 15 digits; the 16th and 17th are noise of binary numbers.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        midnight = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return cell.date().isoformat() if midnight else cell.isoformat()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _sign(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _cell_fault(values: dict[str, Value], cells: list[str], line: int) -> Fault | None:
    if sum(map(len, cells)) > limits.MAX_ROW_BYTES:
        return rows.too_long_row(line)
    for name, text in zip(values, cells, strict=False):
        if text.startswith("#") and text in ERRORS:
            return Fault(
                N_("The formula of this cell failed (%(error)s). Mend it or put in its value."),
                {"error": text},
                line=line,
                field=name,
            )
        if "\0" in text:
            return Fault(N_("The row holds a NUL character. Remove it."), line=line, field=name)
        if len(text) * 4 > limits.MAX_FIELD_BYTES:
            return rows.too_long_field(values, line)
    return None


def is_workbook(path: Path) -> bool:
    """Say whether a ZIP archive is a workbook; False when it is broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
