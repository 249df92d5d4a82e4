"""Projects, batches and results over HTTP, for managers and their programs."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["projects"])
