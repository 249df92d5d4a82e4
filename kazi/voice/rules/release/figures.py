"""Released figures of one question as plain JSON values: nothing finer than this is kept of a release.

    {"hidden": 3, "groups": [{"group": [["site", "kisumu"]], "n": 40,
                              "lines": [{"answers": ["yes"], "people": 25}, ...]}, ...]}

`answers` has "" for who did not answer.  `hidden` counts permitted groups that are not shown.  Of a
garbled question a group has, instead of lines, "estimate": {"share", "low", "high", "raw"}.
"""

from __future__ import annotations

from typing import Any

from kazi.voice.rules.garbling import estimate
from kazi.voice.rules.release.choosing import NO_ANSWER
from kazi.voice.rules.release.keeping import group_to_json
from kazi.voice.rules.release.lattice import Lattice
from kazi.voice.rules.release.showing import Shown, hidden_groups, shown_groups
from kazi.voice.rules.release.stepping import Told

DIGITS = 4


def figures_of(lattice: Lattice, told: Told, *, garbled_yes: str = "", g: float = 0.0) -> dict[str, Any]:
    """Return what is released of a question."""
    shown = shown_groups(lattice, told)
    garbled = {"g": g, "yes": garbled_yes} if garbled_yes else {}
    return {
        **garbled,
        "hidden": len(hidden_groups(lattice, told)),
        "groups": [
            {
                "group": group_to_json(one.group),
                "n": one.people,
                **(_estimated(one, garbled_yes, g) if garbled_yes else _counted(one)),
            }
            for one in shown
        ],
    }


def _counted(one: Shown) -> dict[str, Any]:
    return {"lines": [{"answers": list(line.answers), "people": line.people} for line in one.lines]}


def _estimated(one: Shown, yes: str, g: float) -> dict[str, Any]:
    """Estimate from who answered; where silence is told together with "no", it counts as "no"."""
    recorded = sum(line.people for line in one.lines if yes in line.answers)
    silent = sum(line.people for line in one.lines if line.answers == (NO_ANSWER,))
    found = estimate(recorded, one.people - silent, g)
    return {
        "estimate": {
            "share": round(found.share, DIGITS), "low": round(found.low, DIGITS),
            "high": round(found.high, DIGITS), "raw": round(found.raw, DIGITS), "n": found.n,
        }
    }  # fmt: skip
