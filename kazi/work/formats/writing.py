"""Results out as CSV, JSONL and Parquet (XLSX: sheets.py): rows come one by one, memory flat.

CSV and JSONL are given as pieces of bytes for a streaming response; XLSX and Parquet need a file,
because their end is written last.  A row is a mapping; a name it lacks is an empty cell.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Final

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats.columns import Cell, Column, Kind, ResultRow, as_text, guarded
from kazi.work.formats.sheets import too_many_for_xlsx, write_xlsx

__all__ = ["csv_pieces", "jsonl_pieces", "too_many_for_xlsx", "write_parquet", "write_xlsx"]

MIME: Final = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
# Rows in one piece of a stream: some 100 kB, far more than a packet and far less than memory.
ROWS_IN_PIECE: Final = 500
# Rows in one group of a Parquet file: 20,000 rows of 10 kB would still be 200 MB.
ROWS_IN_GROUP: Final = 20_000
# Semicolons, tabs and bars are quoted too: in half of the world they part the cells of a CSV, and
# an unquoted `x;=1+1` would become a formula there, past the guard.
_needs_quotes = re.compile(r'[",;\t|\r\n]').search
# One look that lets most texts through: nothing to quote and nothing to guard.
_needs_care = re.compile(r"""^['=+\-@\t\r\n＝＋－＠]|[",;\t|\r\n]""").search


def csv_pieces(
    columns: Sequence[Column], rows: Iterable[ResultRow], *, guard: bool = True, mark: bool = False
) -> Iterator[bytes]:
    """Yield a CSV in UTF-8 with CRLF, as RFC 4180 says, heading first.

    `guard` puts an apostrophe before what a spreadsheet would run as a formula; `mark` writes the
    byte order mark by which Excel knows UTF-8.
    """
    names = [column.name for column in columns]
    lone = len(names) == 1

    def cell(value: Cell) -> str:
        text = value if type(value) is str else as_text(value)
        if not _needs_care(text):
            return text
        if guard:
            text = guarded(text)
        return '"' + text.replace('"', '""') + '"' if _needs_quotes(text) else text

    def line(values: Iterable[Cell]) -> str:
        text = ",".join(map(cell, values))
        # An empty line would be no row at all.
        return (text or '""') if lone else text

    yield (("\ufeff" if mark else "") + line(names) + "\r\n").encode()
    for portion in _portions(rows, ROWS_IN_PIECE):
        lines = [line(map(row.get, names)) for row in portion]
        yield ("\r\n".join(lines) + "\r\n").encode()


def jsonl_pieces(columns: Sequence[Column], rows: Iterable[ResultRow]) -> Iterator[bytes]:
    """Yield JSONL in UTF-8: numbers as numbers with all their digits, lists and tables as such."""
    heads = [(column.name, f"{encode_basestring(column.name)}:") for column in columns]
    for portion in _portions(rows, ROWS_IN_PIECE):
        lines = []
        for row in portion:
            get = row.get
            parts = [f"{head}{_json_text(get(name))}" for name, head in heads]
            lines.append("{" + ",".join(parts) + "}\n")
        yield "".join(lines).encode()


def write_parquet(path: Path, columns: Sequence[Column], rows: Iterable[ResultRow]) -> int:
    """Write a Parquet file with typed columns (zstd) and return how many rows it got.

    Raises Unreadable when the server has no pyarrow, and leaves no file when `rows` raises.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 -- an optional extra of 100 MB.
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        text = N_("This server cannot write Parquet (its extra “parquet” is missing). Choose CSV.")
        raise Unreadable(Fault(text)) from error

    types: dict[Kind, Callable[[Column], Any]] = {
        Kind.TEXT: lambda _: pa.string(),
        Kind.WHOLE: lambda _: pa.int64(),
        Kind.DECIMAL: lambda column: pa.decimal128(38, column.places),
        Kind.MOMENT: lambda _: pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema([(column.name, types[column.kind](column)) for column in columns])
    count = 0
    try:
        with pq.ParquetWriter(str(path), schema, compression="zstd") as writer:
            for portion in _portions(rows, ROWS_IN_GROUP):
                arrays = [
                    pa.array(_typed(column, portion), type=field.type)
                    for column, field in zip(columns, schema, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                count += len(portion)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return count


def _portions(rows: Iterable[ResultRow], size: int) -> Iterator[list[ResultRow]]:
    iterator = iter(rows)
    while portion := list(itertools.islice(iterator, size)):
        yield portion


def _json_text(value: Cell) -> str:
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool | int | float | list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=as_text, allow_nan=False)
    return encode_basestring(as_text(value))


def _typed(column: Column, rows: list[ResultRow]) -> list[Cell]:
    """Return the column's values in the Python type that its kind asks for."""
    name = column.name
    values = [row.get(name) for row in rows]
    change = _CHANGES.get(column.kind)
    if change is None:
        return [value if value is None or type(value) is str else as_text(value) for value in values]
    if column.kind is Kind.DECIMAL:
        unit = Decimal(1).scaleb(-column.places)
        return [None if value is None else change(value).quantize(unit) for value in values]
    return [None if value is None else change(value) for value in values]


_CHANGES: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.WHOLE: int,
    Kind.DECIMAL: lambda value: Decimal(str(value)),
    Kind.MOMENT: lambda value: value,
}
