"""A question asked again, in one later wave: what is told of each group, and of those who answered twice.

`waves` says when one share may be told beside an earlier one.  Here that rule is held against everything
that was told of the question: every earlier wave, the rest of everybody that a group leaves over, and
those who answered both times.  Silence is no answer here: shares are of who answered.
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

    `first` is what the first wave shows, `past` are the waves told so far with that one in front.
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
    waves: Sequence[Bases], twice: Base | None = None,
) -> tuple[dict[Block, tuple[int, int]], Base]:  # fmt: skip
    """Return the shares (before, now) of those who answered both times, where both may be told.

    `before` and `now` count the same people by the first wave's blocks; `waves` are all that were told, the
    two that are compared at the end.  `twice` is what was told of the wave before, when that one was the
    later of two.  The second value is what the later share was read from.

    Each share is held against everybody in its own wave, so that who left and who came cannot be
    subtracted, and the later against the earlier.  A share that is less than `k` people away from one that
    is told is told as that one: so nobody sees whether it was none or nine.  Where some answers are near
    and others far, nothing is told.
    """
    then, since = Base(before), Base(now)
    found: dict[Block, tuple[int, int]] = {}
    own = set()
    everybody = [one.get(EVERYBODY, Base({})) for one in waves]
    for block in blocks:
        old, new = then.level(block), since.level(block)
        if not all(_is_enough(one, rule) for one in (old, new)):
            continue
        near = _standing(everybody[:-1], block)
        if twice is not None and twice.tells(block):
            near.append(twice.level(block))
        earlier = _as_told(old, near, rule)
        if earlier is None:
            continue
        near = [Level(earlier, old.people, old.of), *_standing(everybody, block)]
        later = _as_told(new, near, rule)
        if later is not None:
            found[block] = (earlier, later)
            if later == new.percent:
                own.add(block)
    return found, Base(now, frozenset(own))


def _standing(waves: Sequence[Base], block: Block) -> list[Level]:
    """Return what tells of everybody in the last of these waves: itself, or all it was too near to."""
    telling = [one.level(block) for one in reversed(waves) if one.tells(block)]
    return telling[:1] if waves and waves[-1].tells(block) else telling


def _as_told(now: Level, near: Sequence[Level], rule: Rule) -> int | None:
    """Return the share that is told for this one beside those near it, None where none may be."""
    for old in near:
        if all(step < rule.k for step in steps_from(old, now.people, now.of)):
            return old.percent
    return now.percent if all(_may_stand(old, now, rule) for old in near) else None


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
    return all(_may_stand(base.level(block), here.level(block), rule) for base in earlier)


def _may_stand(old: Level, now: Level, rule: Rule) -> bool:
    changed = [step > 0 for step in steps_from(old, now.people, now.of)]
    if rule.sensitive and any(changed) and not all(changed):
        return False
    return is_apart(old, now.people, now.of, rule.k)


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
