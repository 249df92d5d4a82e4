"""What somebody does who has every released figure and wants to know about one person.

An attack gets published tables only: for each group and each told answer a count.  It returns what it
could find out, so that a test can say that it found nothing, and that against a careless publisher it
does find something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np
from scipy.optimize import linprog

from kazi.voice.rules.release.choosing import NO_ANSWER, Block, Counts
from kazi.voice.rules.release.lattice import Cell, Group, Lattice

Table = Mapping[Group, Mapping[Block, int]]
Set = frozenset[Cell]
Person = tuple[Cell, str]


def careless(lattice: Lattice, counts: Counts, answers: Sequence[str], k: int) -> Table:
    """Publish each group of k or more with its exact counts, as most dashboards do."""
    found: dict[Group, dict[Block, int]] = {}
    for group, cells in lattice.members.items():
        table: dict[Block, int] = {
            (value,): sum(counts.get(cell, {}).get(value, 0) for cell in cells)
            for value in (*answers, NO_ANSWER)
        }
        if sum(table.values()) >= k:
            found[group] = table
    return found


_known: dict[tuple[int, tuple[Group, ...]], dict[Set, tuple[tuple[int, Group], ...]]] = {}


def sets_worked_out(lattice: Lattice, groups: Sequence[Group]) -> dict[Set, tuple[tuple[int, Group], ...]]:
    """Return each set of cells that adding and taking away up to three of the groups gives, and how."""
    key = (id(lattice), tuple(groups))
    if key not in _known:
        _known[key] = _work_out(lattice, groups)
    return _known[key]


def _work_out(lattice: Lattice, groups: Sequence[Group]) -> dict[Set, tuple[tuple[int, Group], ...]]:
    inside = {group: lattice.members[group] for group in groups}
    found: dict[Set, tuple[tuple[int, Group], ...]] = {}
    for size in (1, 2, 3):
        for chosen in combinations(groups, size):
            for signs in product((1, -1), repeat=size):
                times: dict[Cell, int] = {}
                for sign, group in zip(signs, chosen, strict=True):
                    for cell in inside[group]:
                        times[cell] = times.get(cell, 0) + sign
                if all(0 <= n <= 1 for n in times.values()):
                    cells = frozenset(cell for cell, n in times.items() if n)
                    found.setdefault(cells, tuple(zip(signs, chosen, strict=True)))
    return found


def small_by_filters(lattice: Lattice, table: Table, k: int) -> list[tuple[Set, Block, int]]:
    """Return every count from 1 to k-1 that pairs and triples of published groups give away."""
    return [
        (cells, block, n)
        for cells, block, n in _worked_out(lattice, table)
        if 0 < n < k
    ]  # fmt: skip


def all_or_none(lattice: Lattice, table: Table) -> list[Set]:
    """Return every set of people of which the table says that all, or none, gave an answer."""
    by_set: dict[Set, dict[Block, int]] = {}
    for cells, block, n in _worked_out(lattice, table):
        by_set.setdefault(cells, {})[block] = n
    return [
        cells for cells, told in by_set.items()
        if sum(told.values()) and any(n == 0 for block, n in told.items() if block != (NO_ANSWER,))
    ]  # fmt: skip


def small_by_time(lattice: Lattice, releases: Sequence[Table], k: int) -> list[tuple[Set, Block, int]]:
    """Return every difference of 1 to k-1 between any two releases of a set and of an answer."""
    found = []
    for earlier, later in combinations(releases, 2):
        both = [group for group in earlier if group in later]
        for cells, how in sets_worked_out(lattice, both).items():
            for block in next(iter(earlier.values()), {}):
                grown = sum(
                    sign * (_count(later[group], block) - _count(earlier[group], block))
                    for sign, group in how
                )
                if 0 < abs(grown) < k:
                    found.append((cells, block, grown))
    return found


def bounds(
    lattice: Lattice, releases: Sequence[Table], wanted: Iterable[tuple[int, Group, Block]]
) -> Iterator[tuple[int, Group, Block, int, int]]:
    """Return between which numbers each wanted count lies, by linear programming over all releases.

    A wanted count is (part, group, block): the people of the group who gave an answer of the block and
    whose reply came in after release `part` - 1 and is in release `part`.  Variables are people by part,
    cell and answer; each released count is an equation.  Only for streams in which people answer once.
    """
    values = sorted({value for table in releases for told in table.values() for b in told for value in b})
    names = {
        key: place for place, key in enumerate(product(range(len(releases)), lattice.cells, values))
    }  # fmt: skip
    rows, sums = [], []
    for number, table in enumerate(releases):
        for group, told in table.items():
            for block, n in told.items():
                rows.append(_row(names, range(number + 1), lattice.members[group], block))
                sums.append(n)
    for part, group, block in wanted:
        goal = _row(names, [part], lattice.members[group], block)
        ends = []
        for sign in (1, -1):
            done = linprog(sign * goal, A_eq=np.array(rows), b_eq=np.array(sums), method="highs")
            assert done.status in {0, 3}, done.message
            ends.append(10**9 if done.status == 3 else round(sign * done.fun, 6))
        # Counts are whole: what lies between is no help.
        yield part, group, block, int(np.ceil(ends[0] - 1e-6)), int(np.floor(ends[1] + 1e-6))


def _worked_out(lattice: Lattice, table: Table) -> Iterator[tuple[Set, Block, int]]:
    blocks = next(iter(table.values()), {})
    for cells, how in sets_worked_out(lattice, list(table)).items():
        for block in blocks:
            yield cells, block, sum(sign * table[group][block] for sign, group in how)


def _count(told: Mapping[Block, int], block: Block) -> int:
    """Return the count of a block in a later table, in which it may be told in finer ones."""
    return sum(n for finer, n in told.items() if set(finer) <= set(block))


def _row(
    names: Mapping[tuple[int, Cell, str], int], parts: Iterable[int], cells: Iterable[Cell], block: Block
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    row = np.zeros(len(names))
    for key in product(parts, cells, block):
        row[names[key]] = 1
    return row
