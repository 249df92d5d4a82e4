from __future__ import annotations

from kazi.kernel.rooms import Room


class HubConfig(Room):
    name = "kazi.hub"
