"""Which countries have a page."""

from __future__ import annotations

from kazi.hub.rules.territories import THREE_OF
from kazi.kernel.errors import NotFound


def country_code(code: str) -> str:
    """Return the two letters of a country or territory, given in any case; raise NotFound for no such one."""
    if len(code) == 2 and code.upper() in THREE_OF:
        return code.upper()
    raise NotFound
