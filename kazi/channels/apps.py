from __future__ import annotations

from kazi.kernel.rooms import Room


class ChannelsConfig(Room):
    name = "kazi.channels"
