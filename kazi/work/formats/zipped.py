"""A ZIP of pictures and PDFs as rows, with or without a table that says what belongs to each.

Without a table each picture and each PDF page is a row: `key` is its name without the ending
(`form-p003` for page 3 of form.pdf) and the picture column names it (`form.pdf#page=3`).  With one
CSV, XLSX or JSONL beside the pictures its rows are the rows, and their cells name the pictures.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.archives import Archive
from kazi.files.rules.images import CheckedImage, check_image
from kazi.files.rules.pdfs import Pdf
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats.rows import Reader, Row, Value

PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"})
# Refused later with words of their own, better than “neither a picture nor a PDF”.
FOREIGN_PICTURES: Final = frozenset({".heic", ".heif", ".avif", ".bmp", ".svg"})
TABLES: Final = frozenset({".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson"})
PDF: Final = ".pdf"
PAGE: Final = re.compile(r"(?P<name>.+)#page=(?P<page>[0-9]{1,6})")
# `position` is entry * STRIDE + page; more than the pages a PDF may have.
STRIDE: Final = 10_000


class PictureShelf:
    """Pictures by name, from an archive or a folder; a PDF is kept open while its pages are asked.

    A name may leave out the folder where that is clear, and page 3 of a PDF is `form.pdf#page=3`.
    """

    def __init__(self, names: list[str], read: Callable[[str, int], bytes]) -> None:
        """Take all names there are and the function that reads one, at most so many bytes."""
        self._read = read
        self._by_name = {name: name for name in names}
        short: dict[str, list[str]] = {}
        for name in names:
            for end in _endings(name):
                short.setdefault(end, []).append(name)
        for end, meant in short.items():
            if len(meant) == 1:
                self._by_name.setdefault(end, meant[0])
        self._pdf: Pdf | None = None
        self._pdf_name = ""

    def close(self) -> None:
        """Close an open PDF; a second call does nothing."""
        if self._pdf is not None:
            self._pdf.close()
        self._pdf, self._pdf_name = None, ""

    def pdf(self, name: str) -> Pdf:
        """Return the document, open until another is asked for.  Raises Unreadable."""
        if self._pdf is None or self._pdf_name != name:
            self.close()
            self._pdf = Pdf(self._read(name, limits.MAX_PDF_BYTES), name)
            self._pdf_name = name
        return self._pdf

    def picture(self, asked: str) -> CheckedImage:
        """Return the checked picture.  Raises Unreadable: no such name, not a picture, broken."""
        wanted = unicodedata.normalize("NFC", asked.strip()).removeprefix("./")
        page = 0
        if wanted not in self._by_name and (match := PAGE.fullmatch(wanted)):
            wanted, page = match["name"], int(match["page"])
        name = self._by_name.get(wanted)
        if name is None:
            text = N_("There is no file of this name, or several folders have one.")
            raise Unreadable(Fault(text, field=asked))
        if PurePosixPath(name).suffix.lower() != PDF:
            return check_image(self._read(name, limits.MAX_PICTURE_BYTES), name)
        pdf = self.pdf(name)
        if not page and len(pdf) > 1:
            text = N_("The PDF has %(pages)s pages. Name one, such as %(name)s#page=2.")
            raise Unreadable(Fault(text, {"pages": len(pdf), "name": name}, field=asked))
        return pdf.page(page or 1)


class FolderShelf(PictureShelf):
    """The pictures of a folder on this computer, also in folders below; links are not followed."""

    def __init__(self, folder: Path) -> None:
        found = sorted(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.suffix.lower() in PICTURES | FOREIGN_PICTURES | {PDF}
            and path.is_file()
            and path.resolve().is_relative_to(folder.resolve())
        )
        self._paths = {unicodedata.normalize("NFC", name): folder / name for name in found}
        super().__init__(list(self._paths), self._bytes)

    def _bytes(self, name: str, limit: int) -> bytes:
        # One byte more than allowed is enough for the check behind this to refuse it.
        with self._paths[name].open("rb") as file:
            return file.read(limit + 1)


class ZipReader(Reader):
    """Rows of a ZIP.  Files that cannot be used are faults among the rows."""

    kind = "zip"

    def __init__(
        self,
        path: Path,
        picture_column: str,
        open_table: Callable[[Path, str], Reader],
    ) -> None:
        """Look at the list of entries and open the table, if there is one.

        `open_table` opens the table inside.  Raises Unreadable when the archive is broken or a
        bomb, holds two tables, or nothing that can be used.
        """
        self._picture_column = picture_column
        self._table: Reader | None = None
        with contextlib.ExitStack() as undo:
            self._archive = undo.enter_context(Archive(path))
            entries = [_judged(entry) for entry in self._archive]
            names = [name for name in entries if isinstance(name, str)]
            tables = [name for name in names if _ending(name) in TABLES]
            pictures = [name for name in names if _ending(name) not in TABLES]
            if len(tables) > 1:
                text = N_("The ZIP holds %(count)s tables (%(names)s). Leave one in it.")
                shown = ", ".join(tables[:3])
                raise Unreadable(Fault(text, {"count": len(tables), "names": shown}))
            self._shelf = PictureShelf(pictures, self._archive.read)
            undo.callback(self._shelf.close)
            if tables:
                folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="kazi-table-"))
                self._table = self._opened(tables[0], Path(folder), open_table)
                undo.callback(self._table.close)
                # What is wrong among the pictures is told before the first row.
                entries = [entry for entry in entries if isinstance(entry, Fault)]
            elif not pictures:
                raise Unreadable(_nothing_usable(entries))
            self._entries = entries
            self._folder = _common_folder(pictures)
            self._undo = undo.pop_all()
        self.columns = self._table.columns if self._table else ("key", picture_column)
        self.end = self._table.end if self._table else len(entries) * STRIDE

    def _opened(self, name: str, folder: Path, open_table: Callable[[Path, str], Reader]) -> Reader:
        copy = folder / "table"
        with copy.open("wb") as file:
            self._archive.copy(name, file, limits.MAX_UPLOAD_BYTES)
        try:
            return open_table(copy, name)
        except Unreadable as refusal:
            raise Unreadable(_within(refusal.fault, name)) from refusal

    def seek(self, position: int) -> None:
        if self._table:
            self._table.seek(position)
        elif not 0 <= position <= self.end:
            raise ValueError(position)
        self.position = position

    def close(self) -> None:
        self._undo.close()

    def picture(self, name: str) -> CheckedImage:
        return self._shelf.picture(name)

    def __iter__(self) -> Iterator[Row | Fault]:
        return self._rows_of_table(self._table) if self._table else self._rows_of_pictures()

    def _rows_of_table(self, table: Reader) -> Iterator[Row | Fault]:
        if self.position == 0:
            yield from (entry for entry in self._entries if isinstance(entry, Fault))
        for row in table:
            self.position, self.end = table.position, table.end
            yield row

    def _rows_of_pictures(self) -> Iterator[Row | Fault]:
        first, done = divmod(self.position, STRIDE)
        for index, entry in enumerate(self._entries[first:], start=first):
            following = (index + 1) * STRIDE
            if isinstance(entry, Fault) or _ending(entry) != PDF:
                self.position = following
                yield entry if isinstance(entry, Fault) else self._row(entry)
                continue
            try:
                pages = len(self._shelf.pdf(entry))
            except Unreadable as refusal:
                self.position = following
                yield refusal.fault
                continue
            begin = done if index == first else 0
            for page in range(begin + 1, pages + 1):
                self.position = index * STRIDE + page if page < pages else following
                yield self._row(entry, page)

    def _row(self, name: str, page: int = 0) -> Row:
        key = str(PurePosixPath(name).with_suffix("")).removeprefix(self._folder)
        values: dict[str, Value] = {
            "key": f"{key}-p{page:03}" if page else key,
            self._picture_column: f"{name}#page={page}" if page else name,
        }
        return Row(0, values)


def _judged(entry: object) -> str | Fault:
    """Return the name of an entry that may be used, or what is wrong with it."""
    if isinstance(entry, Fault):
        return entry
    name: str = getattr(entry, "name", "")
    if _ending(name) in PICTURES | FOREIGN_PICTURES | TABLES | {PDF}:
        return name
    return Fault(N_("This is neither a picture nor a PDF nor a table."), field=name)


def _within(fault: Fault, name: str) -> Fault:
    field = f"{name}, {fault.field}" if fault.field else name
    return Fault(fault.text, fault.values, fault.line, field)


def _nothing_usable(entries: list[str | Fault]) -> Fault:
    for entry in entries:
        if isinstance(entry, Fault):
            text = N_("The ZIP holds nothing that can be used. Put pictures or PDFs in it.")
            return Fault(text, field=entry.field)
    return Fault(N_("The ZIP is empty."))


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _endings(name: str) -> Iterator[str]:
    """Yield the name without its first folder, without its first two, and so on."""
    parts = PurePosixPath(name).parts
    return ("/".join(parts[first:]) for first in range(1, len(parts)))


def _common_folder(names: list[str]) -> str:
    """Return the folder, with its slash, in which all lie, as when a folder was zipped; or ""."""
    tops = {name.split("/")[0] for name in names if "/" in name}
    if len(tops) != 1 or not all("/" in name for name in names):
        return ""
    return f"{tops.pop()}/"
