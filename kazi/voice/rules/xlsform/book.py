"""A spreadsheet as sheets of text cells, whatever its name says: XLSX and XLS are told by their first bytes.

Bounded in every direction, because files come from anybody: bytes, unpacked bytes, rows, columns, letters.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from kazi.kernel.words import N_, Fault

MOST_BYTES: Final = 20_000_000
MOST_UNPACKED: Final = 60_000_000
MOST_PARTS: Final = 2_000
MOST_SHEETS: Final = 20
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 400
MOST_CELL: Final = 20_000
# Sheets end in hundreds of rows with nothing but a format; so many in a row are the end.
EMPTY_ROWS_END: Final = 5_000
_XLSX: Final = b"PK"
_XLS: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_XLS: Final = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
BROKEN: Final = N_("This file cannot be opened as a spreadsheet. Save it as .xlsx again and send that.")


class NoBook(Exception):
    """A file is no spreadsheet that can be read; `fault` says why in one line."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are (number from 1, cells as text) of the rows in which anything stands."""

    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    cut_off: bool = False


def open_book(data: bytes, wanted: frozenset[str] = frozenset()) -> list[Sheet]:
    """Return the sheets of a spreadsheet whose names are `wanted` (lower case), or all of them.

    Forms bring sheets of help, of thousands of rows, that nobody here reads.  Raises NoBook.
    """
    if len(data) > MOST_BYTES:
        raise NoBook(Fault(N_("The file is larger than %(most)s MB."), {"most": MOST_BYTES // 1_000_000}))
    if not data:
        raise NoBook(Fault(N_("The file is empty.")))
    if data.startswith(_XLSX):
        return _xlsx(data, wanted)
    if data.startswith(_XLS) or data[:2] in _OLD_XLS:
        return _xls(data, wanted)
    raise NoBook(Fault(N_("This file is no spreadsheet. A poll comes as .xlsx or .xls.")))


def _xlsx(data: bytes, wanted: frozenset[str]) -> list[Sheet]:
    import openpyxl  # noqa: PLC0415 -- too heavy for the server's start; only a form needs it.

    if not openpyxl.DEFUSEDXML:
        raise ImportError("defusedxml is missing: workbooks could hold entity bombs")
    _check_unpacked(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                sheets = {one.title: one for one in book.worksheets}
                return [_sheet(name, _xlsx_rows(sheets[name])) for name in _chosen(list(sheets), wanted)]
            finally:
                book.close()
    except NoBook:
        raise
    except Exception as error:
        # openpyxl fails on forged or broken parts in many ways: KeyError, ValueError, zlib.error,
        # ParseError, EntitiesForbidden.
        raise NoBook(Fault(BROKEN)) from error


def _chosen(names: list[str], wanted: frozenset[str]) -> list[str]:
    return [name for name in names if not wanted or name.strip().lower() in wanted][:MOST_SHEETS]


def _check_unpacked(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            # What a part says of its size cannot be passed: zipfile stops reading there.
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise NoBook(
                    Fault(
                        N_(
                            "The file unpacks to more than %(most)s MB. Copy the three sheets into a new one."
                        ),
                        {"most": MOST_UNPACKED // 1_000_000},
                    )
                )
            if any(one.flag_bits & 0x1 for one in parts):
                raise NoBook(Fault(N_("The file is locked with a password. Take the password off first.")))
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise NoBook(Fault(BROKEN)) from error


def _xlsx_rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # What the file says of its own size is often wrong and would cut off rows.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_row=MOST_ROWS + 1, values_only=True))


def _xls(data: bytes, wanted: frozenset[str]) -> list[Sheet]:
    import xlrd  # noqa: PLC0415

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        names = _chosen(book.sheet_names(), wanted)
        return [_sheet(name, _xls_rows(book, book.sheet_by_name(name))) for name in names]
    except NoBook:
        raise
    except Exception as error:
        # xlrd fails on broken files with its own errors, struct.error, IndexError, AssertionError and others.
        locked = "encrypted" in str(error).lower()
        text = N_("The file is locked with a password. Take the password off first.") if locked else BROKEN
        raise NoBook(Fault(text)) from error


def _xls_rows(book: Any, sheet: Any) -> Iterator[tuple[Any, ...]]:
    for number in range(min(sheet.nrows, MOST_ROWS + 1)):
        yield tuple(_xls_value(book, cell) for cell in sheet.row(number)[:MOST_COLUMNS])


def _xls_value(book: Any, cell: Any) -> object:
    import xlrd  # noqa: PLC0415

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        except (xlrd.XLDateError, ValueError, OverflowError):
            return cell.value
    return None if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY} else cell.value


def _sheet(name: str, raw: Iterator[tuple[Any, ...]]) -> Sheet:
    rows: list[tuple[int, tuple[str, ...]]] = []
    empty = 0
    for number, cells in enumerate(raw, start=1):
        if number > MOST_ROWS:
            return Sheet(name, tuple(rows), cut_off=True)
        said = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        while said and not said[-1]:
            said.pop()
        if said:
            rows.append((number, tuple(said)))
            empty = 0
        else:
            empty += 1
            if empty >= EMPTY_ROWS_END:
                break
    return Sheet(name, tuple(rows))


def _text(cell: object) -> str:  # noqa: PLR0911 -- one line for each type of cell.
    """Return what a cell says: whole numbers without “.0”, dates as ISO 8601, truths as true and false."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.replace("_x000D_", "").replace("\x00", "").strip()[:MOST_CELL]
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)[:MOST_CELL]
