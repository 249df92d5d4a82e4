"""Two drawings for stories of the demo: nobody's photograph, because nobody in it exists."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 600)


def desk() -> bytes:
    """Draw a desk with a lamp beside a window, as PNG."""
    image = Image.new("RGB", SIZE, "#f3e6cf")
    pen = ImageDraw.Draw(image)
    pen.rectangle((90, 70, 430, 360), fill="#9fd0d6", outline="#7a5b3a", width=14)
    pen.line((260, 70, 260, 360), fill="#7a5b3a", width=10)
    pen.ellipse((120, 110, 200, 190), fill="#f6c453")
    pen.rectangle((60, 430, 900, 462), fill="#a86a3d")
    for leg in (100, 840):
        pen.rectangle((leg, 462, leg + 26, 600), fill="#8a5530")
    pen.rectangle((540, 270, 800, 420), fill="#2b3440")
    pen.rectangle((556, 286, 784, 404), fill="#dfeef0")
    for row in range(5):
        pen.rectangle((576, 304 + 19 * row, 700 - 14 * (row % 3), 312 + 19 * row), fill="#0b6660")
    pen.rectangle((640, 420, 700, 432), fill="#2b3440")
    pen.polygon(((840, 200), (900, 300), (800, 300)), fill="#a24a17")
    pen.line((850, 300, 850, 430), fill="#5f5a52", width=8)
    return _png(image)


def hills() -> bytes:
    """Draw hills behind a small house with a dish, as PNG."""
    image = Image.new("RGB", SIZE, "#bfe0ea")
    pen = ImageDraw.Draw(image)
    pen.ellipse((700, 60, 800, 160), fill="#f6c453")
    pen.ellipse((-200, 240, 520, 800), fill="#7fae72")
    pen.ellipse((360, 280, 1200, 900), fill="#5f9460")
    pen.rectangle((300, 330, 560, 500), fill="#d98b5f")
    pen.polygon(((270, 340), (430, 220), (590, 340)), fill="#8a3f24")
    pen.rectangle((400, 400, 460, 500), fill="#5b3620")
    pen.rectangle((320, 370, 380, 420), fill="#f6e7b4")
    pen.pieslice((560, 230, 660, 330), 120, 300, fill="#f1ede4", outline="#5f5a52", width=4)
    pen.line((600, 290, 570, 340), fill="#5f5a52", width=6)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
