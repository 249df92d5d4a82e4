"""Releases in steps: what a next one may take in, so that two laid side by side tell of nobody.

A class of people moves on only as a whole and only when what is new in it, in every answer that is
told, is nobody or at least `k`.  Until then the released counts leave its newest replies out, in every
total too.  So each difference of two releases is a sum of steps that are each nobody or at least `k`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kazi.voice.rules.release.choosing import (
    NO_ANSWER,
    Block,
    Counts,
    Rule,
    Values,
    Visible,
    choose,
)
from kazi.voice.rules.release.lattice import Cell, Group, Lattice


@dataclass(frozen=True, slots=True)
class Question:
    """What the rules have to know of a question; an option of "choose several" is one of its own."""

    code: str
    answers: tuple[str, ...]
    rule: Rule = field(default_factory=Rule)


@dataclass(frozen=True, slots=True)
class Told:
    """What is released of one question: which groups and answers, and the counts behind them."""

    visible: Visible
    counts: Counts


@dataclass(frozen=True, slots=True)
class State:
    """Where the releases of a poll stand.

    `people` are those of each cell whose replies may be used now, `staged` their answers by question as
    they were when their class last moved on.  `groups` are all that any question may show.
    """

    groups: Visible | None = None
    people: Mapping[Cell, int] = field(default_factory=dict)
    staged: Mapping[str, Counts] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)


_PEOPLE = "took part"


def next_state(
    lattice: Lattice, questions: Iterable[Question], state: State,
    people: Mapping[Cell, int], tallies: Mapping[str, Counts], *, people_rule: Rule | None = None,
) -> State:  # fmt: skip
    """Return the state after a step; an equal one when nothing may be released now.

    `people` and `tallies` are the unreleased counts of this moment.  Whatever is new is seen first by
    class of people, so that the sizes of a group at two questions cannot be told apart by less than `k`
    either; then question by question.
    """
    rule = people_rule or Rule()
    before = {cell: {_PEOPLE: n} for cell, n in state.people.items()}
    now = {cell: {_PEOPLE: n} for cell, n in people.items()}
    held, moved = advance(lattice, before, now, state.groups, rule, (_PEOPLE,))
    groups = choose(lattice, held, rule, (_PEOPLE,), keep=state.groups)
    if groups is None:
        return state
    numbers = {cell: values.get(_PEOPLE, 0) for cell, values in held.items()}
    staged, told = {}, {}
    for question in questions:
        new = with_silent(numbers, tallies.get(question.code, {}), question.answers)
        old = state.staged.get(question.code, {})
        staged[question.code] = {**old, **{cell: new[cell] for cell in moved if cell in new}}
        one = _next_told(lattice, question, state.told.get(question.code), staged[question.code], groups)
        if one is not None:
            told[question.code] = one
    return State(groups, numbers, staged, told)


def advance(
    lattice: Lattice, before: Counts, now: Counts, visible: Visible | None, rule: Rule, answers: Sequence[str]
) -> tuple[dict[Cell, Values], set[Cell]]:
    """Return the counts in which each class that may move on has done so, and the cells of those classes.

    Without `visible` nothing was ever told, and everybody is one class.
    """
    blocks = visible.blocks if visible else ((*answers, NO_ANSWER),)
    held: dict[Cell, Values] = dict(before)
    moved: set[Cell] = set()
    for cells in classes_of(lattice, visible.groups if visible else ()):
        old, new = _sums(before, cells, blocks), _sums(now, cells, blocks)
        if old != new and rule.fits(new) and _is_a_step(old, new, rule):
            moved |= cells
            held.update((cell, now[cell]) for cell in cells if cell in now)
    return held, moved


def classes_of(lattice: Lattice, groups: Iterable[Group]) -> list[set[Cell]]:
    """Return the cells by which of the groups they are in."""
    inside = [lattice.members[group] for group in groups]
    found: dict[tuple[bool, ...], set[Cell]] = {}
    for cell in lattice.cells:
        found.setdefault(tuple(cell in cells for cells in inside), set()).add(cell)
    return list(found.values())


def _next_told(
    lattice: Lattice, question: Question, told: Told | None, staged: Counts, groups: Visible
) -> Told | None:
    rule = question.rule
    before: Counts = told.counts if told else {}
    visible = told.visible if told else None
    counts, moved = advance(lattice, before, staged, visible, rule, question.answers)
    if not moved and visible and set(visible.groups) == set(groups.groups):
        return told
    among = _timely(lattice, groups.groups, visible, counts, staged)
    chosen = choose(lattice, counts, rule, question.answers, keep=visible, among=among)
    return told if chosen is None else Told(chosen, counts)


def _timely(
    lattice: Lattice, groups: Iterable[Group], visible: Visible | None, counts: Counts, staged: Counts
) -> list[Group]:
    """Return the groups that this question may begin to show.

    A group cuts classes in two, and what is in the halves must be of a time at which the group was
    counted apart.  Otherwise the group's size here and at a question that is further on would differ by
    the few who came in between; so a class that waits for its step is not cut.
    """
    late = {cell for cell, values in staged.items() if counts.get(cell) != values}
    waiting = [cells for cells in classes_of(lattice, visible.groups if visible else ()) if cells & late]
    return [
        group for group in groups
        if all(cells <= lattice.members[group] or not cells & lattice.members[group] for cells in waiting)
    ]  # fmt: skip


def with_silent(people: Mapping[Cell, int], counts: Counts, answers: Sequence[str]) -> dict[Cell, Values]:
    """Return the answers of each cell, and as `NO_ANSWER` whoever took part and gave none of them."""
    found: dict[Cell, Values] = {}
    for cell, number in people.items():
        given = {value: n for value in answers if (n := counts.get(cell, {}).get(value, 0))}
        found[cell] = {**given, NO_ANSWER: max(0, number - sum(given.values()))}
    return found


def _sums(counts: Counts, cells: set[Cell], blocks: Sequence[Block]) -> dict[Block, int]:
    return {
        block: sum(counts.get(cell, {}).get(value, 0) for cell in cells for value in block)
        for block in blocks
    }


def _is_a_step(old: Mapping[Block, int], new: Mapping[Block, int], rule: Rule) -> bool:
    """Say whether what lies between may be seen: each answer, and the people, are as before or `k` apart.

    A count may fall too: who had not answered yet answers, and some take all their answers back.
    """
    grown = {block: new[block] - old[block] for block in new}
    if any(0 < abs(n) < rule.k for n in (*grown.values(), sum(grown.values()))):
        return False
    changed = {n != 0 for block, n in grown.items() if block != (NO_ANSWER,)}
    return not rule.sensitive or len(changed) <= 1
