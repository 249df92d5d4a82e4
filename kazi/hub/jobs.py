"""What the hub gives to the search when its index is mended."""

from __future__ import annotations

from kazi.hub.services import indexing

__all__ = ["indexing"]
