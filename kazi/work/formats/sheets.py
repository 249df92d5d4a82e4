"""Write a workbook of one sheet, row by row, straight into its ZIP: no copy on disk or in memory.

Our own, because the ready library was too slow for what it is needed for: docs/decisions/xlsx.md.
Format: ECMA-376 part 1, SpreadsheetML; texts stand in their cells (inlineStr), never as formulas.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats.columns import Cell, Column, ResultRow, as_text

MAX_XLSX_ROWS: Final = limits.MAX_SHEET_ROWS - 1  # The heading takes one.
MAX_XLSX_TEXT: Final = 32_767
# Excel keeps 15 digits; a longer number is written as text, or its end would become zeros.
MAX_DIGITS: Final = 15
DAY_ZERO: Final = dt.datetime(1899, 12, 30, tzinfo=dt.UTC)
# Before this day Excel counts a 29 February 1900 that never was.
FIRST_DAY: Final = dt.datetime(1900, 3, 1, tzinfo=dt.UTC)
A_DAY: Final = dt.timedelta(days=1)
ROWS_IN_PIECE: Final = 500

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEETS: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="results" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    # Three looks of a cell: 0 plain, 1 a moment, 2 a heading in bold.
    "xl/styles.xml": f'<styleSheet xmlns="{_SHEETS}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}
_SHEET: Final = "xl/worksheets/sheet1.xml"
_OPENING: Final = (
    f'{_XML}<worksheet xmlns="{_SHEETS}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_CLOSING: Final = "</sheetData></worksheet>"

# What XML cannot hold, and what the format reads as an escape, is written as _xHHHH_.
_unsafe = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def write_xlsx(path: Path, columns: Sequence[Column], rows: Iterable[ResultRow]) -> int:
    """Write the workbook and return how many rows it got.

    Texts stay texts: no formulas, no links.  Moments are dates in UTC.  Raises Unreadable, and
    leaves no file, for more than MAX_XLSX_ROWS rows or a text longer than a cell can be.
    """
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, content in _PARTS.items():
                archive.writestr(name, _XML + content)
            with archive.open(_SHEET, "w", force_zip64=True) as sheet:
                return _write_rows(sheet.write, columns, rows)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def too_many_for_xlsx() -> Fault:
    """Return what to say, best before the export begins, of more than MAX_XLSX_ROWS rows."""
    return Fault(
        N_("A spreadsheet holds at most %(limit)s rows. Choose CSV or Parquet."),
        {"limit": MAX_XLSX_ROWS},
    )


def _write_rows(
    write: Callable[[bytes], object], columns: Sequence[Column], rows: Iterable[ResultRow]
) -> int:
    places = [(column.name, _letters(place)) for place, column in enumerate(columns)]
    heading = [_text_cell(f"{letters}1", name, 1, name, 2) for name, letters in places]
    write(f'{_OPENING}<row r="1">{"".join(heading)}</row>'.encode())
    iterator, number = iter(rows), 1
    while portion := list(itertools.islice(iterator, ROWS_IN_PIECE)):
        if number - 1 + len(portion) > MAX_XLSX_ROWS:
            raise Unreadable(too_many_for_xlsx())
        lines = []
        for row in portion:
            number += 1
            cells = [
                _cell(f"{letters}{number}", value, number, name)
                for name, letters in places
                if (value := row.get(name)) is not None and value != ""
            ]
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        write("".join(lines).encode())
    write(_CLOSING.encode())
    return number - 1


def _cell(place: str, value: Cell, line: int, name: str) -> str:
    if type(value) is str:
        return _text_cell(place, value, line, name)
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float | Decimal):
        shown = as_text(value)
        short = isinstance(value, float) or sum(map(str.isdigit, shown)) <= MAX_DIGITS
        if short and math.isfinite(value):
            return f'<c r="{place}"><v>{shown}</v></c>'
    elif isinstance(value, dt.datetime) and value >= FIRST_DAY:
        return f'<c r="{place}" s="1"><v>{(value - DAY_ZERO) / A_DAY!r}</v></c>'
    return _text_cell(place, as_text(value), line, name)


def _text_cell(place: str, text: str, line: int, name: str, style: int = 0) -> str:
    # Excel counts in UTF-16, in which rare letters are two.
    if len(text) * 2 > MAX_XLSX_TEXT and len(text.encode("utf-16-le")) > MAX_XLSX_TEXT * 2:
        words = N_("This text is longer than the %(limit)s signs of a cell. Choose CSV.")
        raise Unreadable(Fault(words, {"limit": MAX_XLSX_TEXT}, line=line, field=name))
    safe = _unsafe.sub(_escaped, text) if _unsafe.search(text) else text
    look = f' s="{style}"' if style else ""
    return f'<c r="{place}"{look} t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def _escaped(match: re.Match[str]) -> str:
    sign = match[0]
    return _ENTITIES.get(sign) or f"_x{ord(sign):04X}_"


def _letters(place: int) -> str:
    """Return the letters of a column counted from 0: A, B, ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
