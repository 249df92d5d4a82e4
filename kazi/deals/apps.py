from __future__ import annotations

from kazi.kernel.rooms import Room


class DealsConfig(Room):
    name = "kazi.deals"
