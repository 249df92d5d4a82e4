"""Timed jobs of the hub."""

from __future__ import annotations

from kazi.hub.services import indexing, saved_searches
from kazi.journal.clock import every

__all__ = ["indexing"]  # Its source of docs has to be known before the index is mended.


@every(seconds=1800)
def write_about_saved_searches() -> int:
    return saved_searches.write_about_new()
