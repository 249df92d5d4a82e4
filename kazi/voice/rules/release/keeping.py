"""The state of a poll's releases as JSON, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kazi.voice.rules.release.choosing import Counts, Visible
from kazi.voice.rules.release.lattice import Group
from kazi.voice.rules.release.stepping import State, Told


def state_to_json(state: State) -> dict[str, Any]:
    """Return it as plain JSON values; equal states give equal values."""
    return {
        "groups": None if state.groups is None else visible_to_json(state.groups),
        "people": [[list(cell), n] for cell, n in sorted(state.people.items())],
        "staged": {code: _counts_to_json(counts) for code, counts in sorted(state.staged.items())},
        "told": {
            code: {"visible": visible_to_json(told.visible), "counts": _counts_to_json(told.counts)}
            for code, told in sorted(state.told.items())
        },
    }


def state_from_json(data: Mapping[str, Any]) -> State:
    """Return what `state_to_json` wrote; the first state for nothing."""
    if not data:
        return State()
    return State(
        None if data["groups"] is None else visible_from_json(data["groups"]),
        {tuple(cell): n for cell, n in data["people"]},
        {code: _counts_from_json(counts) for code, counts in data["staged"].items()},
        {
            code: Told(visible_from_json(told["visible"]), _counts_from_json(told["counts"]))
            for code, told in data["told"].items()
        },
    )


def group_to_json(group: Group) -> list[list[str]]:
    return [list(pair) for pair in group]


def group_from_json(data: list[list[str]]) -> Group:
    return tuple((code, value) for code, value in data)


def visible_to_json(visible: Visible) -> dict[str, Any]:
    return {
        "groups": [group_to_json(group) for group in visible.groups],
        "blocks": [list(block) for block in visible.blocks],
    }


def visible_from_json(data: Mapping[str, Any]) -> Visible:
    return Visible(
        tuple(group_from_json(group) for group in data["groups"]),
        tuple(tuple(block) for block in data["blocks"]),
    )


def _counts_to_json(counts: Counts) -> list[Any]:
    return [[list(cell), dict(sorted(values.items()))] for cell, values in sorted(counts.items())]


def _counts_from_json(data: list[Any]) -> Counts:
    return {tuple(cell): dict(values) for cell, values in data}
