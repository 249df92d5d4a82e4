"""What the hub does by the clock."""

from __future__ import annotations

from kazi.hub.services import newsletters
from kazi.journal.clock import every


@every(seconds=20)
def post_newsletters() -> int:
    return newsletters.post_waiting()
