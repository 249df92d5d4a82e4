"""Where a place lies on our map of the world, and how far an outline of it reaches.

The projection is Equal Earth (Šavrič, Patterson, Jenny 2019, "The Equal Earth map projection", IJGIS 33).
Its turn, scale and middle in `world_map.json` were fitted to eleven small islands and towns that the map
draws as dots: places come out within 0.8 of its 1,000 units, about 30 km at the equator.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_M: Final = math.sqrt(3) / 2
_TURN, _SCALE, _MIDDLE = 11.8, 191.171, (491.346, 249.346)
_STEP: Final = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, in its units; y grows downward."""

    left: float
    top: float
    right: float
    bottom: float

    def has(self, x: float, y: float, spare: float = 0.0) -> bool:
        is_beside = self.left - spare <= x <= self.right + spare
        return is_beside and self.top - spare <= y <= self.bottom + spare

    def joined(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left), min(self.top, other.top),
            max(self.right, other.right), max(self.bottom, other.bottom),
        )  # fmt: skip

    def widened(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def on_the_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Return x and y of a place; degrees north and east.  Raises ValueError for what is on no globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is no place: degrees are -90 to 90 and -180 to 180.")
    turned = math.radians((longitude - _TURN + 180) % 360 - 180)
    angle = math.asin(_M * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = turned * math.cos(angle) / (_M * slope)
    y = angle * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return _MIDDLE[0] + _SCALE * x, _MIDDLE[1] - _SCALE * y


def parts_of(line: str) -> list[Box]:
    """Return how far each land of an outline reaches: "M10,10l5,0 0,5z M…", a start and steps from it."""
    found = []
    for land in line.split("M")[1:]:
        numbers = [float(one) for one in _STEP.findall(land)]
        x, y = numbers[0], numbers[1]
        box = Box(x, y, x, y)
        for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + across, y + down
            box = box.joined(Box(x, y, x, y))
        found.append(box)
    return found
