from __future__ import annotations

from kazi.kernel.rooms import Room


class WebConfig(Room):
    name = "kazi.web"
