"""Find out what an uploaded file is, by its content, and open it as rows."""

from __future__ import annotations

import math
from pathlib import Path, PurePosixPath
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats.delimited import DelimitedReader
from kazi.work.formats.jsonlines import JsonLinesReader
from kazi.work.formats.lines import BYTE_ORDER_MARKS
from kazi.work.formats.rows import Reader
from kazi.work.formats.workbook import WorkbookReader, is_workbook
from kazi.work.formats.zipped import ZipReader

OFFICE: Final = frozenset({".docx", ".pptx", ".odt", ".ods", ".odp"})
# What a file begins with, and what to say of it.
REFUSED_STARTS: Final = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        N_("This is an old Excel file (.xls) or one with a password. Save it as .xlsx or CSV."),
    ),
    (b"\x1f\x8b", N_("This is a compressed file (gzip). Unpack it and send what is in it.")),
    (b"7z\xbc\xaf\x27\x1c", N_("This is a 7z archive. Make a ZIP instead.")),
    (b"Rar!", N_("This is a RAR archive. Make a ZIP instead.")),
    (b"PAR1", N_("This is a Parquet file. Save it as CSV or JSONL.")),
    (b"%PDF", N_("This is a single PDF. Put it in a ZIP; each page becomes a task.")),
    (b"\xff\xd8\xff", N_("This is a single picture. Put the pictures in a ZIP.")),
    (b"\x89PNG", N_("This is a single picture. Put the pictures in a ZIP.")),
    (b"{\\rtf", N_("This is a text document. Save the table as CSV or .xlsx.")),
)


def open_rows(path: Path, name: str, *, encoding: str | None = None, picture_column: str = "image") -> Reader:
    """Open the file as rows; `name` is what its sender calls it and decides only in doubt.

    `encoding` is for a CSV or JSONL that is neither UTF-8 nor marked UTF-16, such as cp1252.
    `picture_column` is the input that takes the picture when a ZIP brings no table.
    Raises Unreadable, with one sentence to show, when nothing can be read from it.
    """
    size = path.stat().st_size
    if size > limits.MAX_UPLOAD_BYTES:
        raise Unreadable(too_large(size))
    if size == 0:
        raise Unreadable(Fault(N_("The file is empty.")))
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_packed(path, name, encoding, picture_column)
    for begin, words in REFUSED_STARTS:
        if start.startswith(begin):
            raise Unreadable(Fault(words))
    return _open_text(path, name, start, encoding)


def too_large(size: int) -> Fault:
    """Return what to say of an upload of `size` bytes above MAX_UPLOAD_BYTES."""
    return Fault(
        N_("The file has %(size)s MB; at most %(limit)s MB are taken at once. Split it."),
        {
            "size": math.ceil(size / limits.MB),
            "limit": limits.MAX_UPLOAD_BYTES // limits.MB,
        },
    )


def _open_packed(path: Path, name: str, encoding: str | None, picture_column: str) -> Reader:
    if is_workbook(path):
        return WorkbookReader(path)
    if PurePosixPath(name).suffix.lower() in OFFICE:
        raise Unreadable(Fault(N_("This is a document. Save the table in it as CSV or .xlsx.")))

    def open_table(table: Path, table_name: str) -> Reader:
        return open_rows(table, table_name, encoding=encoding)

    return ZipReader(path, picture_column, open_table)


def _open_text(path: Path, name: str, start: bytes, encoding: str | None) -> Reader:
    marked = next((mark for mark in BYTE_ORDER_MARKS if start.startswith(mark[0])), None)
    if marked:
        text = start[len(marked[0]) :].decode(marked[1], errors="ignore")
    elif start.count(0) > len(start) // 8:
        raise Unreadable(
            Fault(
                N_(
                    "This is not a text file, or UTF-16 without its mark. "
                    "Send CSV UTF-8, JSONL, .xlsx or a ZIP of pictures."
                )
            )
        )
    else:
        text = start.decode("latin-1")
    text = text.lstrip()
    if text[:9].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise Unreadable(Fault(N_("This is a web page or XML, not a table. Save it as CSV UTF-8 or .xlsx.")))
    ending = PurePosixPath(name).suffix.lower()
    if ending in {".jsonl", ".ndjson", ".json"} or (text.startswith("{") and ending not in {".csv", ".tsv"}):
        return JsonLinesReader(path, encoding)
    return DelimitedReader(path, encoding)
