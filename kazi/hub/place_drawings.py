"""Places inside the outline of their country, as SVG without script or inline style.

The map says nothing that the table beside it does not say in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kazi.hub.drawings import map_source
from kazi.hub.rules.equal_earth import Box, on_the_map, parts_of
from kazi.hub.rules.territories import TWO_OF_NUMBER

STEPS = 5
LEAST = 10.0  # Of the map's units: a smaller piece of it would show nothing but its coarseness.


@dataclass(frozen=True, slots=True)
class Mark:
    """A place: degrees north and east, what is said of it, its size from 1 to 5.

    `path` is where it leads, "" for nowhere.
    """

    name: str
    words: str
    latitude: float
    longitude: float
    step: int
    path: str = ""


def size_of(count: int, most: int) -> int:
    """Return the size of a mark from 1 to 5, by its share of the largest."""
    return max(1, min(STEPS, -(-STEPS * count // most))) if most > 0 else 1


def country(code: str, marks: Sequence[Mark], title: str) -> SafeString:
    """Return the country with these places in it, the largest drawn first; empty without places.

    Of a country of several lands those are shown in which places lie, and all places wherever they are.
    """
    if not marks:
        return SafeString("")
    ordered = sorted(marks, key=lambda mark: (-mark.step, mark.name))
    spots = [on_the_map(mark.latitude, mark.longitude) for mark in ordered]
    line = _outlines().get(code, "")
    seen = _seen(parts_of(line), spots)
    width, height = seen.right - seen.left, seen.bottom - seen.top
    letter = max(width, height) / 24
    drawn = format_html_join("", "{}", ((_mark(m, *s, letter),) for m, s in zip(ordered, spots, strict=True)))
    names = format_html_join(
        "", '<text x="{}" y="{}" font-size="{}" text-anchor="{}">{}</text>',
        _names(ordered, spots, seen, letter),
    )  # fmt: skip
    is_link = any(mark.path for mark in marks)
    return format_html(
        '<svg class="places" role="{}" aria-label="{}" direction="ltr" viewBox="{} {} {} {}">'
        '<path class="land" d="{}"/>{}<g aria-hidden="true">{}</g></svg>',
        *("group" if is_link else "img", title),
        *(f"{one:.1f}" for one in (seen.left, seen.top, width, height)),
        *(line, drawn, names),
    )


def _outlines() -> dict[str, str]:
    return {TWO_OF_NUMBER[number]: line for number, line in map_source()["paths"].items()}


def _seen(lands: list[Box], spots: Sequence[tuple[float, float]]) -> Box:
    """Return the part of the map that is shown."""
    around = [Box(x, y, x, y) for x, y in spots]
    held = [land for land in lands if any(land.has(x, y, spare=1) for x, y in spots)]
    box = reduce(Box.joined, [*around, *held])
    short = LEAST - min(box.right - box.left, box.bottom - box.top)
    return box.widened(max(short / 2, 0) + max(box.right - box.left, box.bottom - box.top, LEAST) / 16)


def _mark(mark: Mark, x: float, y: float, letter: float) -> SafeString:
    radius = letter * (0.25 + 0.15 * mark.step)
    spot = format_html(
        '<circle cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        *(f"{x:.2f}", f"{y:.2f}", f"{radius:.2f}", mark.words),
    )
    if not mark.path:
        return spot
    return format_html('<a href="{}" aria-label="{}">{}</a>', mark.path, mark.words, spot)


def _names(
    marks: Sequence[Mark], spots: Sequence[tuple[float, float]], seen: Box, letter: float
) -> list[tuple[str, str, str, str, str]]:
    """Choose the names that fit: inside the picture, none over another."""
    taken: list[Box] = []
    found = []
    for mark, (x, y) in zip(marks, spots, strict=True):
        long, away = 0.56 * letter * len(mark.name), letter * (0.5 + 0.15 * mark.step)
        is_left = x + away + long > seen.right
        start = x - away - long if is_left else x + away
        box = Box(start, y - 0.6 * letter, start + long, y + 0.6 * letter)
        crowded = any(
            box.left < one.right and one.left < box.right and box.top < one.bottom and one.top < box.bottom
            for one in taken
        )
        if crowded or box.left < seen.left:
            continue
        taken.append(box)
        at = x - away if is_left else x + away
        found.append(
            (f"{at:.2f}", f"{y + letter / 3:.2f}", f"{letter:.2f}", "end" if is_left else "start", mark.name)
        )
    return found
