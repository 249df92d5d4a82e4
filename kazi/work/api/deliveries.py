"""Deliveries over HTTP, for clients and their programs."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["deliveries"])
