from __future__ import annotations

from kazi.kernel.rooms import Room


class KindsConfig(Room):
    name = "kazi.kinds"
