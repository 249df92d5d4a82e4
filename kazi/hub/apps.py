from __future__ import annotations

from importlib import import_module

from kazi.kernel.rooms import Room


class HubConfig(Room):
    name = "kazi.hub"

    def ready(self) -> None:
        super().ready()
        # What may be reported is known from the start.
        import_module("kazi.hub.services.moderated")
        import_module("kazi.hub.services.moderated_talk")
