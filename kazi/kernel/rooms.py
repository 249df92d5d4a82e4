"""A room of the house, as Django sees it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Room(AppConfig):
    """Django's AppConfig, which also imports the room's `jobs.py`, so that its timed jobs are known."""

    def ready(self) -> None:
        if find_spec(f"{self.name}.jobs"):
            import_module(f"{self.name}.jobs")
