from __future__ import annotations

from kazi.kernel.rooms import Room


class CareConfig(Room):
    name = "kazi.care"
