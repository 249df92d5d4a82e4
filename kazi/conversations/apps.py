from __future__ import annotations

from kazi.kernel.rooms import Room


class ConversationsConfig(Room):
    name = "kazi.conversations"

    def ready(self) -> None:
        super().ready()
        # Here, not at the top: the room's own scripts are asked for like everybody else's.
        from kazi.conversations.scripts import register_own  # noqa: PLC0415

        register_own()
