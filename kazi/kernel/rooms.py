"""A room of the house, as Django sees it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Room(AppConfig):
    """Django's AppConfig, which also imports the room's `jobs.py`, so that its timed jobs are known."""

    default = False  # A room's apps.py imports this class; Django must choose the room's own.

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        if find_spec(f"{self.name}.jobs"):
            import_module(f"{self.name}.jobs")
