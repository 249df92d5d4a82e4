from __future__ import annotations

from kazi.kernel.rooms import Room


class VoiceConfig(Room):
    name = "kazi.voice"

    def ready(self) -> None:
        super().ready()
        # Here, not at the top: it needs the tables of this room.
        from kazi.voice.talking import register_own  # noqa: PLC0415

        register_own()
