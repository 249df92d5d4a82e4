"""Released counts as plain values: what a page, a file or a letter may say, and nothing besides."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.voice.rules.release.choosing import Block, Rule
from kazi.voice.rules.release.lattice import Group, Lattice
from kazi.voice.rules.release.stepping import Told


@dataclass(frozen=True, slots=True)
class Line:
    """Some answers of a group, told as one, and how many people gave one of them."""

    answers: Block
    people: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A group that may be shown, with how many of it took part."""

    group: Group
    people: int
    lines: tuple[Line, ...]


def shown_groups(lattice: Lattice, told: Told) -> list[Shown]:
    """Return what is released of a question, by permitted group in the declared order."""
    found = []
    for group in lattice.groups:
        if group not in told.visible.groups:
            continue
        cells = [told.counts.get(cell, {}) for cell in lattice.members[group]]
        lines = tuple(
            Line(block, sum(values.get(value, 0) for values in cells for value in block))
            for block in told.visible.blocks
        )
        found.append(Shown(group, sum(line.people for line in lines), lines))
    return found


def hidden_groups(lattice: Lattice, told: Told) -> list[Group]:
    """Return the permitted groups that are not shown; whether anybody is in them is not said."""
    return [group for group in lattice.groups if group not in told.visible.groups]


def step_of(rule: Rule) -> int:
    """Return how many new replies a group needs at least before anything about it changes."""
    return rule.k
