from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from kazi.files.rules import limits
from kazi.files.rules.images import CheckedImage
from kazi.files.rules.pdfs import Pdf, pages_of_pdf
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from tests.files.rules.makers import pdf, raw_pdf

A4 = (595.0, 842.0)


def page_with_scan(width: int, height: int) -> bytes:
    """Return a PDF whose only page draws a scan of this size, packed to almost nothing."""
    scan = zlib.compress(bytes(1_000))
    drawing = b"q 500 0 0 500 0 0 cm /S Do Q"
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R"
            b" /Resources << /XObject << /S 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8"
            b" /ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (width, height, len(scan), scan),
        ]
    )


def test_each_page_becomes_a_picture(tmp_path: Path) -> None:
    pages = list(pages_of_pdf(pdf(tmp_path / "a.pdf", [A4, (842.0, 595.0)])))
    assert all(isinstance(page, CheckedImage) for page in pages)
    sizes = [(page.full.width, page.full.height) for page in pages if not isinstance(page, Fault)]
    assert sizes == [(1240, 1755), (1755, 1240)]  # 150 dots per inch.


def test_a_poster_is_drawn_smaller(tmp_path: Path) -> None:
    (page,) = pages_of_pdf(pdf(tmp_path / "a.pdf", [(14_000.0, 10_000.0)]))
    assert isinstance(page, CheckedImage)
    assert page.full.width * page.full.height <= limits.FULL_PIXELS * 1.01


def test_a_page_of_forged_size_is_a_fault_and_the_others_go_on(tmp_path: Path) -> None:
    first, second = pages_of_pdf(pdf(tmp_path / "a.pdf", [(90_000.0, 90_000.0), A4]), name="a.pdf")
    assert str(first).startswith("a.pdf: Page 1 is larger than 200 inches")
    assert isinstance(second, CheckedImage)


def test_a_scan_that_unpacks_to_gigabytes_is_not_drawn() -> None:
    with Pdf(page_with_scan(90, 90), "a.pdf") as honest:
        assert honest.page(1).full.width > 500
    with (
        Pdf(page_with_scan(30_000, 30_000), "a.pdf") as bomb,
        pytest.raises(Unreadable, match="Page 1 holds a scan of more than 50 million pixels"),
    ):
        bomb.page(1)


def test_too_many_pages_are_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [A4] * 4)
    with pytest.raises(Unreadable, match="4 pages; 1 to 3 are taken"):
        next(pages_of_pdf(path, max_pages=3))


def test_a_locked_pdf_is_refused() -> None:
    locked = raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [] /Count 0 >>",
            b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32),
        ],
        b"/Encrypt 3 0 R /ID [<00> <00>]",
    )
    with pytest.raises(Unreadable, match="locked by a password"):
        Pdf(locked, "a.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7 and then nothing", b"", b"key,text"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not a PDF we can read"):
        Pdf(data, "a.pdf")


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with Pdf(pdf(tmp_path / "a.pdf", [A4])) as document:
        with pytest.raises(Unreadable, match="no page 2; the PDF has 1"):
            document.page(2)
        with pytest.raises(Unreadable, match="no page 0"):
            document.page(0)
