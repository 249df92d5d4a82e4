from __future__ import annotations

from kazi.kernel.rooms import Room


class VoiceConfig(Room):
    name = "kazi.voice"
