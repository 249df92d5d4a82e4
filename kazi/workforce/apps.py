from __future__ import annotations

from kazi.kernel.rooms import Room


class WorkforceConfig(Room):
    name = "kazi.workforce"
