"""The picture into which a credential is baked: an emblem, and where to look it up.

The PNG has no letters, because no font of ours has those of every script; its QR code leads to the
credential's own page.  The SVG leaves letters to the reader's own fonts.
"""

from __future__ import annotations

import io
import textwrap
from typing import Final
from xml.sax.saxutils import escape

SIDE: Final = 640
_DARK, _LIGHT, _LINE = "#0b4f4a", "#ffffff", "#f2b134"


def badge_png(address: str) -> bytes:
    """Return a square PNG, 640 px wide, with a QR code of `address`."""
    import segno  # noqa: PLC0415 -- with Pillow too heavy for the server's start.
    from PIL import Image, ImageDraw  # noqa: PLC0415

    picture = Image.new("RGB", (SIDE, SIDE), _DARK)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((16, 16, SIDE - 16, SIDE - 16), fill=_LIGHT, outline=_LINE, width=14)
    code = segno.make(address, error="m", micro=False)
    modules = code.symbol_size(border=2)[0]
    scale = (SIDE * 6 // 10) // modules
    written = io.BytesIO()
    code.save(written, kind="png", scale=scale, border=2, dark=_DARK, light=_LIGHT)
    written.seek(0)
    with Image.open(written) as small:
        at = (SIDE - small.width) // 2
        picture.paste(small.convert("RGB"), (at, at))
    saved = io.BytesIO()
    picture.save(saved, "PNG")
    return saved.getvalue()


def badge_svg(name: str, subject: str, issuer: str) -> str:
    """Return an SVG, 640 wide, with the name of the credential, whose it is, and who issued it."""
    lines = textwrap.wrap(name, 22)[:3] or [""]
    middle = 300 - 24 * (len(lines) - 1)
    title = "".join(
        f'<tspan x="320" y="{middle + 48 * number}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    below = middle + 48 * len(lines) + 16
    whose, by = (escape(textwrap.shorten(text, 34, placeholder="…")) for text in (subject, issuer))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        'role="img" font-family="system-ui, sans-serif" text-anchor="middle">'
        f"<title>{escape(f'{name}: {subject}')}</title>"
        f'<rect width="{SIDE}" height="{SIDE}" fill="{_DARK}"/>'
        f'<circle cx="320" cy="320" r="297" fill="{_LIGHT}" stroke="{_LINE}" stroke-width="14"/>'
        f'<text font-size="40" font-weight="700" fill="{_DARK}">{title}</text>'
        f'<text x="320" y="{below}" font-size="28" fill="#222222">{whose}</text>'
        f'<text x="320" y="520" font-size="22" fill="#444444">{by}</text>'
        "</svg>"
    )
