"""What is known of a message after several reports, in whatever order and however often they came.

A number stands for each fate and the highest wins, so folding is `max`: it forgets order and repeats.
Proof that a message arrived outranks a report that it failed.
"""

from __future__ import annotations

from typing import Final

from kazi.channels.rules.wire import Fate

RANK: Final = {Fate.SENT: 1, Fate.FAILED: 2, Fate.STOPPED: 3, Fate.DELIVERED: 4, Fate.READ: 5}
FATE_OF: Final = {rank: fate for fate, rank in RANK.items()}


def best(ranks: list[int]) -> int:
    """Return the rank that holds after all of these; 0 after none."""
    return max(ranks, default=0)
