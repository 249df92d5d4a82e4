from __future__ import annotations

from kazi.kernel.rooms import Room


class ConfigConfig(Room):
    name = "kazi.config"
