"""One poll asked again: what may be said of a change, and of how many took part.

Between two waves people join and leave.  If exact counts of both were published, one joiner's answer
would be their difference.  So a later wave is told in rounded shares, and only where at least `k`
more or fewer people gave an answer than in the wave it is compared with; else the earlier share stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kazi.voice.rules.release.choosing import K_EMPLOYER, Block

STEP_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Level:
    """What stands for an answer of a group: its share in steps, and the counts it was read from.

    The counts are never published; the next wave is compared with them.
    """

    percent: int
    people: int
    of: int


@dataclass(frozen=True, slots=True)
class Change:
    """An answer in a later wave.  `from_percent` is None where no change may be told."""

    level: Level
    from_percent: int | None = None


def rounded_percent(people: int, of: int) -> int:
    """Return the share in whole steps of 5 %, halves up; 0 of nobody."""
    return 0 if of == 0 else (200 * people + STEP_PERCENT * of) // (2 * STEP_PERCENT * of) * STEP_PERCENT


def first_levels(counts: Mapping[Block, int]) -> dict[Block, Level]:
    """Return the levels of the wave with which all later ones begin to be compared."""
    of = sum(counts.values())
    return {block: Level(rounded_percent(n, of), n, of) for block, n in counts.items()}


def next_levels(
    before: Mapping[Block, Level], counts: Mapping[Block, int], k: int = K_EMPLOYER
) -> dict[Block, Change]:
    """Return what a later wave says of each answer of a group that both waves may show.

    A level moves only when the answer's count and the count of all others have both changed by nobody
    or by `k`, and at least one of them by `k`; it is then the new base.  A slow drift therefore shows
    once it adds up to `k` people.
    """
    of = sum(counts.values())
    found = {}
    for block, n in counts.items():
        old = before.get(block)
        if old is None:
            continue
        if not any(steps_from(old, n, of)) or not is_apart(old, n, of, k):
            found[block] = Change(old)
            continue
        level = Level(rounded_percent(n, of), n, of)
        found[block] = Change(level, old.percent if level.percent != old.percent else None)
    return found


def steps_from(old: Level, people: int, of: int) -> tuple[int, int]:
    """Return by how many the answer's count, and that of all others, differ from those of a level."""
    return abs(people - old.people), abs((of - people) - (old.of - old.people))


def is_apart(old: Level, people: int, of: int, k: int = K_EMPLOYER) -> bool:
    """Say whether these counts may be told beside a level: each of both steps is nobody or at least `k`."""
    return not any(0 < step < k for step in steps_from(old, people, of))


def response_percent(replied: int, invited: int, k: int = K_EMPLOYER) -> int | None:
    """Return the response rate of a site in steps of 5 %, rounded down; None below `k` invited.

    Only released replies are given to it, so it moves with the steps.  It is never 100: that would say
    of everybody that they took part.
    """
    if invited < k or replied < k:
        return None
    percent = min(100, 100 * replied // invited) // STEP_PERCENT * STEP_PERCENT
    return min(percent, 100 - STEP_PERCENT)
