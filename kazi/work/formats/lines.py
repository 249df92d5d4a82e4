"""Lines of a text file with their place in bytes, so that a reader can stop and go on later."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault

BLOCK: Final = 1 << 20
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDE: Final = frozenset({"utf-16-le", "utf-16-be"})
# In all others one byte is one letter, so a newline is always the byte 10.
ALLOWED: Final = frozenset(
    {"utf-8", *WIDE, "iso8859-1", "iso8859-15", "mac-roman"} | {f"cp{number}" for number in range(1250, 1259)}
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the text is written, how many bytes of mark come first, and whether it holds NULs."""

    name: str
    mark: int
    has_nul: bool


def checked_encoding(path: Path, encoding: str | None = None) -> Encoding:
    """Return the encoding of the whole file, so that nothing is imported from one we misread.

    UTF-8, or UTF-16 with its mark; another only when `encoding` says so.  Raises Unreadable that
    names line and byte.  Reads the file once, about 1 GB a second.
    """
    with path.open("rb") as file:
        start = file.read(4)
        name, mark = encoding or "utf-8", 0
        for bytes_of_mark, marked in BYTE_ORDER_MARKS:
            if start.startswith(bytes_of_mark):
                name, mark = marked, len(bytes_of_mark)
        if _plain_name(name) not in ALLOWED:
            unknown = N_("The encoding “%(name)s” is not read here. Leave it out or say cp1252.")
            raise Unreadable(Fault(unknown, {"name": name}))
        decoder = codecs.getincrementaldecoder(name)()
        file.seek(mark)
        newlines, done, has_nul = 0, mark, False
        while True:
            block = file.read(BLOCK)
            held = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise Unreadable(_wrong_byte(name, error, newlines, done - held)) from error
            if not block:
                return Encoding(name, mark, has_nul)
            newlines += text.count("\n")
            has_nul = has_nul or "\0" in text
            done += len(block)


def _plain_name(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return ""


def _wrong_byte(name: str, error: UnicodeDecodeError, newlines: int, start: int) -> Fault:
    before = error.object[: error.start].decode(name, errors="replace")
    line = newlines + before.count("\n") + 1
    byte = error.object[error.start] if error.start < len(error.object) else 0
    values: dict[str, str | int] = {"byte": f"{byte:02X}", "place": start + error.start + 1}
    if name == "utf-8":
        text = N_(
            "The file is not UTF-8: byte %(byte)s at place %(place)s. "
            "In the spreadsheet program, save it as “CSV UTF-8”."
        )
    else:
        text = N_("The file is not %(name)s: byte %(byte)s at place %(place)s. Save it as “CSV UTF-8”.")
        values["name"] = name
    return Fault(text, values, line=line)


class Lines:
    """The lines of a checked file.  Iterating goes on from `position`, also after a seek.

    The reader above sets `start` to `position` when a row of its own begins.  A first line longer
    than MAX_ROW_BYTES is skipped, given as an empty line and told by `overlong`; a row that
    reaches MAX_ROW_BYTES over several lines raises Unreadable, because its quotation mark is lost.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._file = path.open("rb")
        self.encoding = encoding.name
        self.has_nul = encoding.has_nul
        self._mark = encoding.mark
        self.end = path.stat().st_size
        self.seek(encoding.mark)

    def close(self) -> None:
        """Free the file; a second call does nothing."""
        self._file.close()

    def seek(self, position: int) -> None:
        """Go to the start of a line.  Raises ValueError when no line starts there."""
        position = max(position, self._mark)
        unit = 2 if self.encoding in WIDE else 1
        newline = "\n".encode(self.encoding)
        if position > self.end or (position - self._mark) % unit:
            raise ValueError(position)
        if self._mark < position < self.end:
            self._file.seek(position - unit)
            if self._file.read(unit) != newline:
                raise ValueError(position)
        self.line = self._newlines_before(position)
        self._file.seek(position)
        self.position = self.start = position
        self.first_line = self.line + 1
        self.overlong = False

    def _newlines_before(self, position: int) -> int:
        self._file.seek(self._mark)
        left, newlines = position - self._mark, 0
        while left:
            block = self._file.read(min(BLOCK, left))
            left -= len(block)
            # In UTF-16 the two bytes of a newline may also be halves of two other letters.
            newlines += (
                block.count(b"\n")
                if self.encoding not in WIDE
                else block.decode(self.encoding, errors="replace").count("\n")
            )
        return newlines

    def __iter__(self) -> Iterator[str]:
        return self._wide() if self.encoding in WIDE else self._narrow()

    def _narrow(self) -> Iterator[str]:
        limit, encoding = limits.MAX_ROW_BYTES, self.encoding
        readline = self._file.readline
        while raw := readline(limit):
            self.position += len(raw)
            self.line += 1
            if self.position - self.start >= limit:
                self._skip_rest(raw, b"\n")
                yield "\n"
                continue
            yield raw.decode(encoding)

    def _wide(self) -> Iterator[str]:
        limit, encoding = limits.MAX_ROW_BYTES, self.encoding
        # newline="\n" neither translates nor splits at a lonely CR, so lengths stay true.
        wrapper = io.TextIOWrapper(self._file, encoding, newline="\n")
        try:
            while text := wrapper.readline(limit // 2):
                raw = text.encode(encoding)
                self.position += len(raw)
                self.line += 1
                if self.position - self.start >= limit or len(text) == limit // 2:
                    self._skip_rest(text, "\n", wrapper)
                    yield "\n"
                    continue
                yield text
        finally:
            if not self._file.closed:
                wrapper.detach()

    def _skip_rest(
        self, piece: bytes | str, newline: bytes | str, source: io.TextIOWrapper | None = None
    ) -> None:
        """Pass over the rest of a line that is too long; memory stays at one piece."""
        if self.line > self.first_line:
            raise self.lost_quotation_mark()
        self.overlong = True
        while piece and piece[-1:] != newline:
            if source is None:
                raw = self._file.readline(BLOCK)
                self.position += len(raw)
                piece = raw
            else:
                text = source.readline(BLOCK)
                self.position += len(text.encode(self.encoding))
                piece = text

    def lost_quotation_mark(self) -> Unreadable:
        """Return the refusal of all from this row on: what follows could be misread as rows."""
        return Unreadable(
            Fault(
                N_(
                    "A quotation mark is opened here and not closed within %(limit)s kB. "
                    "Close it, and double each quotation mark inside a text. "
                    "The rows from this line on were not read."
                ),
                {"limit": limits.MAX_ROW_BYTES // 2 // 1024},
                line=self.first_line,
            )
        )

    def begin_row(self) -> None:
        """Say that the next line begins a row."""
        self.start = self.position
        self.first_line = self.line + 1
        self.overlong = False
