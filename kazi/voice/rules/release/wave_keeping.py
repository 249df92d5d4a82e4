"""What waves were read from as JSON, and back; and what a wave tells as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kazi.voice.rules.release.choosing import Block
from kazi.voice.rules.release.keeping import group_from_json, group_to_json
from kazi.voice.rules.release.repeating import Base, Bases, Repeated


def bases_to_json(bases: Bases) -> list[Any]:
    return [
        {
            "group": group_to_json(group),
            "counts": [[list(block), n] for block, n in base.counts.items()],
            "told": sorted(list(block) for block in base.told),
        }
        for group, base in bases.items()
    ]


def bases_from_json(data: list[Any]) -> dict[tuple[tuple[str, str], ...], Base]:
    return {
        group_from_json(one["group"]): Base(
            {tuple(block): n for block, n in one["counts"]}, frozenset(tuple(block) for block in one["told"])
        )
        for one in data
    }


def wave_to_json(
    repeated: Repeated, same: Mapping[Block, tuple[int, int]], only: Sequence[Block] | None = None
) -> dict[str, Any]:
    """Return what a wave tells of one question: shares in steps of 5 %, and no count.

    {"groups": [{"group": [["site", "kisumu"]], "lines": [{"answers": ["yes"], "percent": 60,
    "before": 45}, ...]}], "same": [{"answers": ["yes"], "percent": 60, "before": 40}]}.  `before` is None
    where no change may be told.  `same` is of those who answered both times.  `only` leaves out all blocks
    but these.
    """
    return {
        "groups": [
            {
                "group": group_to_json(group),
                "lines": [
                    {"answers": list(block), "percent": line.percent, "before": line.before}
                    for block, line in lines.items()
                    if only is None or block in only
                ],
            }
            for group, lines in repeated.lines.items()
        ],
        "same": [
            {"answers": list(block), "percent": now, "before": before}
            for block, (before, now) in same.items()
        ],
    }
