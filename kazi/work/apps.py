from __future__ import annotations

from kazi.kernel.rooms import Room


class WorkConfig(Room):
    name = "kazi.work"
