"""The map of the world and the field of need against readiness, as SVG without script or inline style.

Neither says anything that the table beside it does not say in words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kazi.hub.rules.territories import TWO_OF_NUMBER

STEPS = 5
_HIGH = 420
_MAP = Path(__file__).with_name("world_map.json")


@dataclass(frozen=True, slots=True)
class Land:
    """A country on the map: where its page is, what is said of it, and its step from 1 to 5; 0 is unknown."""

    code: str
    path: str
    words: str
    step: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A country in the field; `is_marked` ones (with providers here) are named first."""

    name: str
    need: float
    readiness: float
    is_marked: bool


@lru_cache(maxsize=1)
def map_source() -> dict[str, Any]:
    """Return what `world_map.json` holds, in units of a picture `width` by `height`."""
    source: dict[str, Any] = json.loads(_MAP.read_text(encoding="utf-8"))
    return source


@lru_cache(maxsize=1)
def _outlines() -> tuple[int, int, dict[str, SafeString], SafeString]:
    """Return width, height, the shape of each country, and the areas that have no code."""
    source = map_source()
    shapes = {
        TWO_OF_NUMBER[number]: format_html('<path d="{}"/>', line) for number, line in source["paths"].items()
    }
    shapes |= {
        TWO_OF_NUMBER[number]: format_html('<circle cx="{}" cy="{}" r="4"/>', *place)
        for number, place in source["dots"].items()
    }
    plain = format_html_join("", '<path d="{}"/>', ((line,) for line in source["plain"]))
    return source["width"], source["height"], shapes, plain


def world(lands: Sequence[Land], title: str) -> SafeString:
    """Return the map: each country of `lands` a link with its words, the others plain."""
    width, height, shapes, plain = _outlines()
    told = {land.code for land in lands}
    rest = mark_safe("".join(shape for code, shape in shapes.items() if code not in told))  # noqa: S308 -- our own file.
    links = format_html_join(
        "",
        '<a href="{}" class="step{}"><title>{}</title>{}</a>',
        ((land.path, land.step, land.words, shapes[land.code]) for land in lands if land.code in shapes),
    )
    return format_html(
        '<svg class="world" role="group" aria-label="{}" direction="ltr" viewBox="0 0 {} {}">'
        '<g class="plain" aria-hidden="true">{}{}</g>{}</svg>',
        *(title, width, height, rest, plain, links),
    )


def field(spots: Sequence[Spot], title: str, most_names: int = 14) -> SafeString:
    """Return need (across) against readiness (upward), both 0 to 100; names where there is room.

    Spots are named in the order given, marked ones first.  Without spots the result is empty.
    """
    if not spots:
        return SafeString("")
    circles = format_html_join(
        "",
        '<circle class="{}" cx="{}%" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                "marked" if spot.is_marked else "spot", f"{spot.need:.1f}", _down(spot.readiness),
                6 if spot.is_marked else 4, _words(spot),
            )
            for spot in spots
        ),
    )  # fmt: skip
    names = format_html_join(
        "",
        '<text x="{}%" y="{}" dx="{}" text-anchor="{}">{}</text>',
        _names(sorted(spots, key=lambda spot: not spot.is_marked), most_names),
    )
    corners = format_html(
        '<text class="corner" x="0" dx="8" y="20">{}</text>'
        '<text class="corner" x="100%" dx="-8" y="20" text-anchor="end">{}</text>'
        '<text class="corner" x="0" dx="8" y="{}">{}</text>'
        '<text class="corner" x="100%" dx="-8" y="{}" text-anchor="end">{}</text>',
        *(_("ready, less need"), _("ready, much need")),
        *(_HIGH - 8, _("less ready, less need"), _HIGH - 8, _("less ready, much need")),
    )
    return format_html(
        '<svg class="chart field-of-need" role="img" aria-label="{}" direction="ltr" height="{}">'
        "<title>{}</title>"
        '<rect class="frame" x="0" y="0" width="100%" height="{}"/>'
        '<line class="axis" x1="50%" x2="50%" y1="0" y2="{}"/>'
        '<line class="axis" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '{}{}{}<text x="0" y="{}">0</text><text x="50%" y="{}" text-anchor="middle">{}</text>'
        '<text x="100%" y="{}" text-anchor="end">100</text></svg>',
        *(title, _HIGH + 24, title, _HIGH, _HIGH, _HIGH // 2, _HIGH // 2, corners, circles, names),
        *(_HIGH + 18, _HIGH + 18, _("need, from left to right; readiness, upward"), _HIGH + 18),
    )


def _down(readiness: float) -> int:
    return round(_HIGH * (1 - readiness / 100))


def _words(spot: Spot) -> str:
    said = _("%(name)s: need %(need)s, readiness %(readiness)s")
    return said % {"name": spot.name, "need": round(spot.need), "readiness": round(spot.readiness)}


def _names(spots: Sequence[Spot], most: int) -> list[tuple[str, int, int, str, str]]:
    """Choose the names that fit: none over another, none where a corner is described."""
    taken: list[tuple[float, int]] = []
    found = []
    for spot in spots:
        place = (spot.need, _down(spot.readiness) + 4)
        crowded = any(abs(place[0] - x) < 22 and abs(place[1] - y) < 16 for x, y in taken)
        if crowded or not 28 < place[1] < _HIGH - 24:
            continue
        taken.append(place)
        to_the_end = spot.need > 60
        found.append(
            (
                f"{spot.need:.1f}",
                place[1],
                -9 if to_the_end else 9,
                "end" if to_the_end else "start",
                spot.name,
            )
        )
        if len(found) == most:
            break
    return found
