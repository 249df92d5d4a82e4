"""Write XLSX and Parquet in a process of its own, so that the web server stays small and quick.

The rows travel to it as JSONL on standard input, under one line with the columns.  It needs no
database and no settings, only the rows it is given.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from kazi.work.formats.columns import Column, Kind, ResultRow
from kazi.work.formats.writing import jsonl_pieces, write_parquet, write_xlsx

WRITERS = {"xlsx": write_xlsx, "parquet": write_parquet}


def write_apart(kind: str, path: Path, columns: Sequence[Column], rows: Iterable[ResultRow]) -> int:
    """Write the file and return how many rows it got.  Raises Unreadable, and leaves no file."""
    root = str(Path(__file__).resolve().parents[3])
    process = subprocess.Popen(  # noqa: S603 -- our own module, and a path of our own.
        [sys.executable, "-m", "kazi.work.formats.apart", kind, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": root},
    )
    try:
        _send(process, columns, rows)
        said, _ = process.communicate()
    except BaseException:
        process.kill()
        process.communicate()
        path.unlink(missing_ok=True)
        raise
    outcome = json.loads(said) if process.returncode == 0 else {}
    if "rows" in outcome:
        return int(outcome["rows"])
    path.unlink(missing_ok=True)
    if "text" in outcome:
        raise Unreadable(Fault(**outcome))
    raise RuntimeError(f"The writer of {kind} ended with {process.returncode}.")


def _send(process: subprocess.Popen[bytes], columns: Sequence[Column], rows: Iterable[ResultRow]) -> None:
    assert process.stdin is not None  # noqa: S101 -- it was asked for above.
    heads = [[column.name, column.kind.value, column.places] for column in columns]
    try:
        process.stdin.write(json.dumps(heads).encode() + b"\n")
        for piece in jsonl_pieces(columns, rows):
            process.stdin.write(piece)
    except BrokenPipeError:
        return  # It gave up, and says why on its standard output.


def _received(columns: Sequence[Column], source: IO[bytes]) -> Iterator[ResultRow]:
    moments = [column.name for column in columns if column.kind is Kind.MOMENT]
    for line in source:
        row: dict[str, Any] = json.loads(line, parse_float=Decimal)
        for name in moments:
            if row[name]:
                row[name] = dt.datetime.fromisoformat(row[name])
        yield row


def main() -> None:
    kind, path = sys.argv[1:3]
    source = sys.stdin.buffer
    columns = [Column(name, Kind(of), places) for name, of, places in json.loads(source.readline())]
    outcome: dict[str, Any]
    try:
        outcome = {"rows": WRITERS[kind](Path(path), columns, _received(columns, source))}
    except Unreadable as refusal:
        fault = refusal.fault
        outcome = {"text": fault.text, "values": fault.values, "line": fault.line, "field": fault.field}
    sys.stdout.write(json.dumps(outcome))


if __name__ == "__main__":
    main()
