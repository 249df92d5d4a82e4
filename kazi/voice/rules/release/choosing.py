"""Which groups and which answers of one question may stand side by side.

Groups that are published cut the people into classes: all that anybody can work out, by any number of
differences, complements and overlaps, is a union of classes.  So a group is added only while every
class, and in it every answer that is shown, holds 0 or at least `k` people.  What is hidden then lies
inside a class of at least `k`, about the inside of which nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from kazi.voice.rules.release.lattice import EVERYBODY, Cell, Group, Lattice

K_EMPLOYER = 10  # For employers, sponsors and everybody else.
K_HELPLINE = 5  # Only for the helpline, which is independent of the employer.
NO_ANSWER = ""

Values = Mapping[str, int]
"""People by the answer they gave; `NO_ANSWER` are those who took part and did not answer this."""
Counts = Mapping[Cell, Values]
Block = tuple[str, ...]
"""Answers that are told as one, because some of them are too few to be told alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one question is protected.

    `least` people must be in every class (200 for garbled answers).  On a `sensitive` question no class
    may have an answer that all or none of it gave.
    """

    k: int = K_EMPLOYER
    least: int = 0
    sensitive: bool = False

    def fits(self, blocks: Mapping[Block, int]) -> bool:
        """Say whether a class with these counts may stand in what is published."""
        people = sum(blocks.values())
        if people == 0:
            return True
        if people < max(self.k, self.least) or any(0 < n < self.k for n in blocks.values()):
            return False
        return not self.sensitive or all(n for block, n in blocks.items() if block != (NO_ANSWER,))


@dataclass(frozen=True, slots=True)
class Visible:
    """What of one question is published: these groups, and for each of them these blocks of answers."""

    groups: tuple[Group, ...]
    blocks: tuple[Block, ...]


def choose(
    lattice: Lattice, counts: Counts, rule: Rule, answers: Sequence[str], *,
    keep: Visible | None = None, among: Iterable[Group] | None = None,
) -> Visible | None:  # fmt: skip
    """Return what may be published of these counts, None when nothing may; of nobody, `keep`.

    `answers` are all that the question takes, as the poll lists them.  What is in `keep` was published
    before and stays; only groups of `among` are added.  The result has passed `faults`.
    """
    kept = keep.groups if keep else ()
    if not any(any(values.values()) for values in counts.values()):
        return keep
    classes = _Classes(lattice, counts)
    for group in kept:
        classes.split(group)
    before = keep.blocks if keep else ((*answers, NO_ANSWER),)
    for blocks in dict.fromkeys((_finer(before, rule, classes), before)):
        if not _are_told(blocks, rule) or not classes.fit(blocks, rule):
            continue
        groups = _grown(lattice, counts, rule, blocks, classes, kept, among)
        while groups and faults(lattice, counts, Visible(groups, blocks), rule):
            groups = groups[:-1] if len(groups) > len(kept) else ()
        if groups:
            return Visible(groups, blocks)
    return None


def _grown(
    lattice: Lattice, counts: Counts, rule: Rule, blocks: Sequence[Block], classes: _Classes,
    kept: tuple[Group, ...], among: Iterable[Group] | None,
) -> tuple[Group, ...]:  # fmt: skip
    """Return `kept` and every further group that may stand beside those before it.

    It goes round until nothing is added, because a group may have come to be the sum of later ones.
    """
    groups = list(kept)
    cut = classes.copy()
    allowed = set(lattice.groups if among is None else among) | {EVERYBODY}
    waiting = [one for one in _best_first(lattice, counts) if one in allowed and one not in groups]
    while waiting:
        left = []
        for group in waiting:
            if cut.may_split(group, blocks, rule):
                cut.split(group)
                groups.append(group)
            else:
                left.append(group)
        if len(left) == len(waiting):
            break
        waiting = left
    return tuple(groups)


def faults(lattice: Lattice, counts: Counts, visible: Visible, rule: Rule) -> list[str]:
    """Return what could be worked out from `visible` and may not be; nothing when it is sound.

    This looks at the result alone and shares no step with how it was found: classes are read off the
    groups each cell is in.  Two things are checked: each class fits the rule; and each permitted group
    that is hidden lies across classes in which its size and each of its answers can still be anything
    within at least `k`.
    """
    inside = [lattice.members[group] for group in visible.groups]
    classes: dict[tuple[bool, ...], Counter[str]] = {}
    signs: dict[Cell, tuple[bool, ...]] = {}
    for cell in lattice.cells:
        signs[cell] = tuple(cell in cells for cells in inside)
        classes.setdefault(signs[cell], Counter()).update(counts.get(cell, {}))
    found = []
    sizes: Counter[tuple[bool, ...]] = Counter(signs.values())
    told = {sign: _in_blocks(values, visible.blocks) for sign, values in classes.items()}
    for sign, blocks in told.items():
        if any(sign) and not rule.fits(blocks):
            found.append(f"a class of {sum(blocks.values())}")
    shown = set(visible.groups)
    everybody = _in_blocks(_totals(counts), visible.blocks)
    for group in lattice.groups:
        if group in shown:
            continue
        parts = Counter(signs[cell] for cell in lattice.members[group])
        across = [told[sign] for sign, number in parts.items() if number < sizes[sign]]
        free = Counter[Block]()
        for one in across:
            free.update(one)
        if any(free[block] < rule.k for block, n in everybody.items() if n):
            found.append(f"{group} can be worked out")
    return found


def _totals(counts: Counts) -> Counter[str]:
    totals = Counter[str]()
    for values in counts.values():
        totals.update(values)
    return totals


def _in_blocks(values: Values, blocks: Sequence[Block]) -> dict[Block, int]:
    return {block: sum(values.get(value, 0) for value in block) for block in blocks}


def _best_first(lattice: Lattice, counts: Counts) -> list[Group]:
    """Return the permitted groups by breakdown, in each the largest first: the small ones are hidden."""
    sizes = {
        group: sum(sum(counts.get(cell, {}).values()) for cell in cells)
        for group, cells in lattice.members.items()
    }
    found = [EVERYBODY]
    for names in lattice.breakdowns:
        found += sorted(lattice.parts(names), key=lambda group: -sizes[group])
    return found


def _finer(before: Sequence[Block], rule: Rule, classes: _Classes) -> tuple[Block, ...]:
    """Return the blocks with each one divided where every class allows it; none is ever joined."""
    totals = Counter[str]()
    for values in classes.counts.values():
        totals.update(values)
    blocks = tuple(before)
    for block in before:
        parts = fold({value: totals[value] for value in block}, rule)
        trial = tuple(one for old in blocks for one in (parts if old == block else [old]))
        if classes.fit(trial, rule):
            blocks = trial
    return blocks


def _are_told(blocks: Sequence[Block], rule: Rule) -> bool:
    """Say whether a sensitive question still has two things that people may have answered."""
    return not rule.sensitive or sum(block != (NO_ANSWER,) for block in blocks) >= 2


def fold(totals: Values, rule: Rule) -> list[Block]:
    """Put answers of 1 to k-1 people together, with the most frequent one if they are still too few.

    The most frequent one, because its share is then the least wrong.  On a sensitive question an answer
    that nobody gave is put with the few as well.
    """
    few = [
        value for value, n in totals.items()
        if 0 < n < rule.k or (n == 0 and rule.sensitive and value != NO_ANSWER)
    ]  # fmt: skip
    many = [value for value, n in totals.items() if n >= rule.k]
    if few and sum(totals[value] for value in few) < rule.k and many:
        few.append(max(many, key=lambda value: totals[value]))
    folded = tuple(value for value in totals if value in few)
    return [(value,) for value in totals if value not in few] + ([folded] if folded else [])


class _Classes:
    """The people cut by the groups that are published so far."""

    def __init__(self, lattice: Lattice, counts: Counts) -> None:
        self._lattice = lattice
        self._counts_of = counts
        self._of: dict[Cell, int] = dict.fromkeys(lattice.cells, 0)
        self._cells_of: dict[int, frozenset[Cell]] = {0: frozenset(lattice.cells)}
        self.counts: dict[int, Counter[str]] = {0: _totals(counts)}
        self._people = self.counts[0].total()

    def copy(self) -> _Classes:
        """Return the same classes, to be cut further without touching these."""
        twin = copy(self)
        twin._of, twin._cells_of, twin.counts = dict(self._of), dict(self._cells_of), dict(self.counts)
        return twin

    def fit(self, blocks: Sequence[Block], rule: Rule) -> bool:
        """Say whether every class fits the rule with these blocks."""
        return all(rule.fits(_in_blocks(values, blocks)) for values in self.counts.values())

    def may_split(self, group: Group, blocks: Sequence[Block], rule: Rule) -> bool:
        """Say whether every class is, on both sides of the group, one that fits the rule.

        A group that nobody is in, or everybody, is added only when that can be worked out already: what
        is shown stays, and whoever comes later would have to wait for nine others.
        """
        cut, inside, cells = False, 0, self._lattice.members[group]
        for number, values in self._parts(group).items():
            rest = self.counts[number] - values
            if not (rule.fits(_in_blocks(values, blocks)) and rule.fits(_in_blocks(rest, blocks))):
                return False
            inside += values.total()
            cut = cut or (self.counts[number].total() > 0 and not self._cells_of[number] <= cells)
        return not cut or 0 < inside < self._people

    def split(self, group: Group) -> None:
        """Cut every class in two: who is in the group, and who is not."""
        cells = self._lattice.members[group]
        for number, values in self._parts(group).items():
            if self._cells_of[number] <= cells:
                continue
            new = len(self.counts)
            self._cells_of[new] = self._cells_of[number] & cells
            self._cells_of[number] -= cells
            self.counts[number] = self.counts[number] - values
            self.counts[new] = values
            self._of.update(dict.fromkeys(self._cells_of[new], new))

    def _parts(self, group: Group) -> dict[int, Counter[str]]:
        """Return, for each class that has cells of the group, the people of it who are in the group."""
        found: dict[int, Counter[str]] = {}
        for cell in self._lattice.members[group]:
            found.setdefault(self._of[cell], Counter()).update(self._counts_of.get(cell, {}))
        return found
