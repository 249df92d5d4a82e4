from __future__ import annotations

from kazi.kernel.rooms import Room


class SearchConfig(Room):
    name = "kazi.search"
