"""Pictures, PDFs and ZIPs, honest and hostile, drawn on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw


def picture(size: tuple[int, int] = (80, 60), kind: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    """Return an encoded picture: white, with a red square in its upper left corner."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, kind, **how)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that only says how large it is; 33 bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checked = name + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"")


def pdf(path: Path, sizes: list[tuple[float, float]]) -> Path:
    """Write a PDF of empty pages, sizes in points of 1/72 inch."""
    document = pypdfium2.PdfDocument.new()
    for width, height in sizes:
        document.new_page(width, height).close()
    document.save(path)
    document.close()
    return path


def raw_pdf(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % count
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (count, trailer)
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )


def archive(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Write a ZIP with these entries, under exactly these names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries:
            packed.writestr(name, content)
    return path
