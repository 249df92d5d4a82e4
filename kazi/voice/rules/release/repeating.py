"""A question asked again, in one later wave: what is told of each group, and of those who answered twice.

`waves` says when one share may be told beside an earlier one.  Here that rule is held against everything
that was ever told of the same people's question: every earlier wave, the rest of everybody that a group
leaves over, and those who answered both times.  Silence is no answer here: shares are of who answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kazi.voice.rules.release.choosing import (
    NO_ANSWER,
    Block,
    Counts,
    Rule,
    Visible,
    choose,
    fold,
)
from kazi.voice.rules.release.lattice import EVERYBODY, Group, Lattice
from kazi.voice.rules.release.waves import Level, is_apart, rounded_percent, steps_from

SILENT: Block = (NO_ANSWER,)
Share = Callable[[int, int], int]  # (people, of) -> percent in steps


@dataclass(frozen=True)
class Base:
    """Counts of a group that something was read from: never published, only compared with.

    `counts` are by block as the first wave tells them; `told` are the blocks, or unions of some, whose
    share was really told.
    """

    counts: Mapping[Block, int]
    told: frozenset[Block] = frozenset()

    def tells(self, block: Block) -> bool:
        """Say whether the share of a block can be put together from what was told."""
        inside = {value for one in self.told if set(one) <= set(block) for value in one}
        return inside == set(block)

    def level(self, block: Block, share: Share = rounded_percent) -> Level:
        people = sum(n for one, n in self.counts.items() if set(one) <= set(block))
        of = sum(self.counts.values())
        return Level(share(people, of), people, of)


Bases = Mapping[Group, Base]
"""What one wave, or one look at the same people twice, was read from."""


@dataclass(frozen=True, slots=True)
class Line:
    """An answer in a later wave: its share in steps of 5 %; `before` where a change may be told."""

    percent: int
    before: int | None = None


@dataclass(frozen=True)
class Repeated:
    """What a wave tells of a question: lines by group and block, and what all later ones keep away from."""

    lines: Mapping[Group, Mapping[Block, Line]] = field(default_factory=dict)
    bases: Bases = field(default_factory=dict)


def first_bases(lattice: Lattice, counts: Counts, visible: Visible) -> dict[Group, Base]:
    """Return what a first wave was read from; all its blocks are told, in exact counts."""
    blocks = answered(visible.blocks)
    return {group: Base(_sums(lattice, counts, group, blocks), frozenset(blocks)) for group in visible.groups}


def next_wave(
    lattice: Lattice, counts: Counts, rule: Rule, first: Visible, past: Sequence[Bases],
    share: Share = rounded_percent,
) -> Repeated:  # fmt: skip
    """Return what may be told of a later wave, nothing when too few answered.

    `first` is what the first wave shows; `past` is everything that was told since, that wave in front.
    """
    finest = answered(first.blocks)
    blocks = joined(finest, _sums(lattice, counts, EVERYBODY, finest), rule)
    groups = _fitting(lattice, counts, Visible(first.groups, blocks), rule)
    everybody = Base(_sums(lattice, counts, EVERYBODY, finest))
    lines: dict[Group, dict[Block, Line]] = {}
    bases: dict[Group, Base] = {}
    for group in groups:
        here = Base(_sums(lattice, counts, group, finest))
        rest = _rest(everybody, here)
        told = set()
        lines[group] = {}
        for block in blocks:
            earlier = [one[group] for one in past if group in one and one[group].tells(block)]
            if not earlier:
                continue
            old, now = earlier[-1].level(block, share), here.level(block, share)
            leaves = [_rest(one[EVERYBODY], one[group]) for one in past if {group, EVERYBODY} <= set(one)]
            may = any(steps_from(old, now.people, now.of)) and stands_beside(here, block, earlier, rule)
            if may and (group == EVERYBODY or stands_beside(rest, block, leaves, rule)):
                told.add(block)
                lines[group][block] = Line(now.percent, old.percent if old.percent != now.percent else None)
            else:
                lines[group][block] = Line(old.percent)
        bases[group] = Base(here.counts, frozenset(told))
    return Repeated(lines, bases)


def same_people(
    before: Mapping[Block, int], now: Mapping[Block, int], rule: Rule, blocks: Sequence[Block],
    past: Sequence[Bases],
) -> tuple[dict[Block, tuple[int, int]], list[Bases]]:  # fmt: skip
    """Return the shares (before, now) of those who answered both times, where both may be told.

    `before` and `now` count the same people by the first wave's blocks; `past` is everything told, the
    waves that are compared among it.  The second value is what it was read from.  The first count is told
    only with the second, as alone it would say nothing but who left.
    """
    then, since = Base(before), Base(now)
    told: dict[Block, tuple[int, int]] = {}
    for block in blocks:
        earlier = [one[EVERYBODY] for one in past if EVERYBODY in one and one[EVERYBODY].tells(block)]
        old, new = then.level(block), since.level(block)
        if not all(_is_enough(one, rule) for one in (old, new)):
            continue
        if stands_beside(then, block, earlier, rule) and stands_beside(
            since, block, [*earlier, Base(before, frozenset([block]))], rule
        ):
            told[block] = (old.percent, new.percent)
    kept = frozenset(told)
    return told, [{EVERYBODY: Base(before, kept)}, {EVERYBODY: Base(now, kept)}] if told else []


def answered(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks without that of those who took part and did not answer.

    It stays where only one other is told, as with an option of "choose several": not chosen is said too.
    """
    found = tuple(block for block in blocks if block != SILENT)
    return found if len(found) > 1 else tuple(blocks)


def joined(blocks: Sequence[Block], totals: Mapping[Block, int], rule: Rule) -> tuple[Block, ...]:
    """Return the blocks with those of too few people put together; () where nothing is left to compare."""
    names = {str(number): block for number, block in enumerate(blocks)}
    parts = fold({name: totals.get(block, 0) for name, block in names.items()}, rule)
    found = tuple(tuple(value for name in part for value in names[name]) for part in parts)
    return found if len(found) > 1 else ()


def stands_beside(here: Base, block: Block, earlier: Sequence[Base], rule: Rule) -> bool:
    """Say whether a share may be told beside all that was told before of the same group and block.

    On a sensitive question not only the answer, or only all others, may have changed: that would tell
    what everybody said who came.
    """
    now = here.level(block)
    for base in earlier:
        old = base.level(block)
        if not is_apart(old, now.people, now.of, rule.k):
            return False
        changed = [step > 0 for step in steps_from(old, now.people, now.of)]
        if rule.sensitive and any(changed) and not all(changed):
            return False
    return True


def _fitting(lattice: Lattice, counts: Counts, visible: Visible, rule: Rule) -> tuple[Group, ...]:
    """Return the groups of `visible` that may stand side by side with the counts of this wave."""
    if not visible.blocks:
        return ()
    # A block is one answer from here on, so that none is divided again.
    names = {str(number): block for number, block in enumerate(visible.blocks)}
    as_one = {
        cell: {name: sum(values.get(value, 0) for value in block) for name, block in names.items()}
        for cell, values in counts.items()
    }
    whole = Visible((), tuple((name,) for name in names))
    found = choose(lattice, as_one, rule, tuple(names), keep=whole, among=visible.groups)
    return found.groups if found else ()


def _sums(lattice: Lattice, counts: Counts, group: Group, blocks: Sequence[Block]) -> dict[Block, int]:
    totals = Counter[str]()
    for cell in lattice.members[group]:
        totals.update(counts.get(cell, {}))
    return {block: sum(totals[value] for value in block) for block in blocks}


def _rest(everybody: Base, group: Base) -> Base:
    """Return who is left when a group is taken from everybody."""
    return Base({block: n - group.counts.get(block, 0) for block, n in everybody.counts.items()})


def _is_enough(level: Level, rule: Rule) -> bool:
    rest = level.of - level.people
    if level.of < max(rule.k, rule.least) or any(0 < n < rule.k for n in (level.people, rest)):
        return False
    return not rule.sensitive or bool(level.people and rest)
