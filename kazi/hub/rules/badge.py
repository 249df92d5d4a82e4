"""The badge that a provider puts on its own pages: a small picture in SVG, drawn anew at each request."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 240, 72
ALIVE, GREY = "#0b6660", "#6b6b6b"
LONGEST = 32


def badge_svg(standard: str, provider: str, line: str, *, is_valid: bool) -> str:
    """Return the badge as SVG: a tick and colour while valid, a stroke and grey else.

    The words say what it is, and the sign differs too, so that it does not hang on colour alone.
    """
    colour = ALIVE if is_valid else GREY
    sign = "M20 37 l9 9 l17 -20" if is_valid else "M21 36 h24"
    said = quoteattr(f"{standard}, {provider}: {line}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={said}>'
        f"<title>{escape(f'{standard}, {provider}: {line}')}</title>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fffdf8" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="33" cy="36" r="22" fill="{colour}"/>'
        f'<path d="{sign}" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round"/>'
        f'<g font-family="system-ui, sans-serif" fill="#1f1d1a">'
        f'<text x="66" y="25" font-size="15" font-weight="700">{escape(_short(standard))}</text>'
        f'<text x="66" y="43" font-size="11">{escape(_short(provider))}</text>'
        f'<text x="66" y="60" font-size="11" fill="{colour}">{escape(_short(line))}</text></g></svg>'
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
