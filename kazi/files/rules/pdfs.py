"""PDF documents from strangers: each page becomes a picture, one page in memory at a time."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

import pypdfium2
import pypdfium2.raw as pdfium

from kazi.files.rules import limits
from kazi.files.rules.images import CheckedImage, clean_copies
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault

POINTS_PER_INCH: Final = 72
# PDFium may not be entered by two threads at once, not even for two documents.
_one_at_a_time = threading.Lock()


class Pdf:
    """An open document: `len()` counts its pages, `page(1)` draws the first.  Close after use.

    Raises Unreadable when it is broken, locked by a password, too large, empty or too long.
    """

    def __init__(
        self, source: bytes | Path, name: str = "", *, max_pages: int = limits.MAX_PDF_PAGES
    ) -> None:
        self.name = name
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > limits.MAX_PDF_BYTES:
            raise self._refusal(
                N_("The PDF has %(size)s MB; at most %(limit)s MB are taken. Split it."),
                size=math.ceil(size / limits.MB),
                limit=limits.MAX_PDF_BYTES // limits.MB,
            )
        with _one_at_a_time:
            try:
                self._document = pypdfium2.PdfDocument(source)
            except pypdfium2.PdfiumError as error:
                locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
                text = (
                    N_("The PDF is locked by a password. Save it without one.")
                    if locked or "password" in str(error).lower()
                    else N_("This is not a PDF we can read; it may be cut off. Send it again.")
                )
                raise self._refusal(text) from error
            self._pages = len(self._document)
        if not 0 < self._pages <= max_pages:
            self.close()
            raise self._refusal(
                N_("The PDF has %(pages)s pages; 1 to %(limit)s are taken. Split it."),
                pages=self._pages,
                limit=max_pages,
            )

    def __len__(self) -> int:
        return self._pages

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the document; a second call does nothing."""
        with _one_at_a_time:
            self._document.close()

    def page(self, number: int, *, dpi: int = limits.PDF_DPI) -> CheckedImage:
        """Return page `number`, from 1, as a picture.  Raises Unreadable when it is broken."""
        if not 1 <= number <= self._pages:
            raise self._refusal(
                N_("There is no page %(number)s; the PDF has %(pages)s."),
                number=number,
                pages=self._pages,
            )
        with _one_at_a_time:
            try:
                page = self._document[number - 1]
                with contextlib.closing(page):
                    scale = self._scale(page, number, dpi)
                    with contextlib.closing(page.render(scale=scale)) as bitmap:
                        image = bitmap.to_pil().convert("RGB")
            except pypdfium2.PdfiumError as error:
                text = N_("Page %(number)s is broken. Save the PDF again and send it.")
                raise self._refusal(text, number=number) from error
        return clean_copies(image)

    def _scale(self, page: Any, number: int, dpi: int) -> float:
        """Return the factor from points to pixels, smaller for posters; refuse forged sizes."""
        width: float
        height: float
        width, height = page.get_size()
        if not (0 < width <= limits.MAX_PDF_POINTS and 0 < height <= limits.MAX_PDF_POINTS):
            text = N_("Page %(number)s is larger than 200 inches, or has no size at all.")
            raise self._refusal(text, number=number)
        # A scan of 30,000 x 30,000 packs into a few kB; PDFium would unpack it to draw the page.
        for scan in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=5):
            across, down = scan.get_px_size()
            if across * down > limits.MAX_PICTURE_PIXELS:
                raise self._refusal(
                    N_(
                        "Page %(number)s holds a scan of more than %(limit)s million pixels. "
                        "Scan it with fewer dots per inch."
                    ),
                    number=number,
                    limit=limits.MAX_PICTURE_PIXELS // limits.MB,
                )
        return min(
            dpi / POINTS_PER_INCH,
            math.sqrt(limits.FULL_PIXELS / (width * height)),
            limits.MAX_SIDE / max(width, height),
        )

    def _refusal(self, text: str, **values: str | int) -> Unreadable:
        return Unreadable(Fault(text, values, field=self.name))


def pages_of_pdf(
    path: Path,
    max_pages: int = limits.MAX_PDF_PAGES,
    dpi: int = limits.PDF_DPI,
    name: str = "",
) -> Iterator[CheckedImage | Fault]:
    """Yield each page in turn, or the fault of a page that cannot be drawn.

    Raises Unreadable when the document as a whole cannot be used.
    """
    with Pdf(path, name, max_pages=max_pages) as pdf:
        for number in range(1, len(pdf) + 1):
            try:
                yield pdf.page(number, dpi=dpi)
            except Unreadable as refusal:
                yield refusal.fault
