"""Small charts as SVG, drawn on the server: direct labels, no script, no inline style, readable at 320 px.

Lengths across are percentages, so a chart fills its place and its letters keep their size.  A chart
is a picture with a title and a description that holds its figures; the page puts the table behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Number = int | float
_ROW, _BAR = 44, 12
_HIGH, _TOP, _FOOT = 160, 24, 24


def bars(
    rows: Sequence[tuple[str, Number]], unit: str = "", title: str = "", whole: Number = 0
) -> SafeString:
    """Return horizontal bars, one for each (label, value), in the order given; values are 0 or more.

    The longest bar fills the width, or `whole` does, which no value passes: 100 for shares.  Without rows
    the result is empty.  Raises ValueError for a negative value.
    """
    if not rows:
        return SafeString("")
    if any(value < 0 for _label, value in rows):
        raise ValueError("A bar cannot be shorter than nothing.")
    most = whole or max(value for _label, value in rows) or 1
    drawn = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><text x="100%" y="{}" text-anchor="end">{}</text>'
        '<rect class="ground" x="0" y="{}" width="100%" height="{}" rx="2"/>'
        '<rect class="bar" x="0" y="{}" width="{}%" height="{}" rx="2"/>',
        (
            (
                *(n * _ROW + 16, label, n * _ROW + 16, _said(value, unit)),
                *(n * _ROW + 22, _BAR, n * _ROW + 22, _percent(value / most), _BAR),
            )
            for n, (label, value) in enumerate(rows)
        ),
    )
    return _chart(title or _("Bars"), _in_words(rows, unit), len(rows) * _ROW, drawn)


def line(points: Sequence[tuple[str, Number]], unit: str = "", title: str = "") -> SafeString:
    """Return a line through (label, value) points at equal distances, from 0 upward.

    The highest and the last value and the first and last label are written out.  Without points
    the result is empty; one point is drawn as a level.  Raises ValueError for a negative value.
    """
    if not points:
        return SafeString("")
    values = [value for _label, value in points]
    if min(values) < 0:
        raise ValueError("This line begins at nothing and cannot go below.")
    most = max(values) or 1
    steps = max(1, len(values) - 1)
    places = [f"{n / steps * 100:.2f},{100 - value / most * 100:.2f}" for n, value in enumerate(values)]
    if len(places) == 1:
        places.append(f"100,{100 - values[0] / most * 100:.2f}")
    peak, last = max(range(len(values)), key=values.__getitem__), len(values) - 1
    foot = _TOP + _HIGH
    drawn = format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none">'
        '<polyline class="path" vector-effect="non-scaling-stroke" points="{}"/></svg>'
        '<line class="axis" x1="0" y1="{}" x2="100%" y2="{}"/>'
        '<text x="0" y="{}">{}</text><text x="100%" y="{}" text-anchor="end">{}</text>',
        *(_TOP, _HIGH, " ".join(places), foot, foot),
        *(foot + 18, points[0][0], foot + 18, points[-1][0] if last else ""),
    )
    for place in sorted({peak, last}):
        share = place / steps
        drawn += format_html(
            '<text x="{}%" y="{}" text-anchor="{}">{}</text>',
            *(_percent(share), round(_TOP - 8 + _HIGH * (1 - values[place] / most))),
            *("start" if share < 0.2 else "end" if share > 0.8 else "middle", _said(values[place], unit)),
        )
    return _chart(title or _("Line"), _in_words(points, unit), foot + _FOOT, drawn)


def meter(value: Number, of: Number, title: str = "") -> SafeString:
    """Return a bar of `value` in `of`; nothing in nothing is empty, more than all is full."""
    share = min(1.0, max(0.0, value / of)) if of > 0 else 0.0
    words = _("%(value)s of %(of)s") % {"value": localize(value), "of": localize(of)}
    drawn = format_html(
        '<rect class="ground" x="0" y="0" width="100%" height="{}" rx="2"/>'
        '<rect class="bar" x="0" y="0" width="{}%" height="{}" rx="2"/>',
        *(_BAR, _percent(share), _BAR),
    )
    return _chart(title or words, words, _BAR, drawn)


def _chart(title: str, words: str, height: int, drawn: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" direction="ltr" height="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        *(f"{title}: {words}" if words != title else title, height, title, words, drawn),
    )


def _said(value: Number, unit: str) -> str:
    return f"{localize(value)} {unit}".strip()


def _in_words(rows: Sequence[tuple[str, Number]], unit: str) -> str:
    return "; ".join(f"{label} {_said(value, unit)}" for label, value in rows)


def _percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".")
