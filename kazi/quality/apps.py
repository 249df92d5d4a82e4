from __future__ import annotations

from kazi.kernel.rooms import Room


class QualityConfig(Room):
    name = "kazi.quality"
