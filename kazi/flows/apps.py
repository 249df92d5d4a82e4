from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from kazi.kernel.rooms import Room


class FlowsConfig(Room):
    name = "kazi.flows"

    def ready(self) -> None:
        """Import every flow, so that its handlers are registered."""
        super().ready()
        for module in iter_modules(import_module(self.name).__path__):
            import_module(f"{self.name}.{module.name}")
