from __future__ import annotations

from kazi.kernel.rooms import Room


class JournalConfig(Room):
    name = "kazi.journal"
