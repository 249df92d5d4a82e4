"""The fixed lattice of a poll: by what its results may be broken down, declared before the first reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from kazi.kernel.words import N_, Fault

Cell = tuple[str, ...]
"""One code for each dimension, in the order of the lattice; "" is not stated.  The finest that is counted."""
Group = tuple[tuple[str, str], ...]
"""(dimension, code) pairs in the order of the lattice: the people who share them.  () is everybody."""

EVERYBODY: Group = ()
NOT_STATED = ""
MOST_DIMENSIONS = 4
MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something people are told apart by, such as the site, with its codes; "" need not be listed."""

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Lattice:
    """The permitted breakdowns, the most important first: names of one dimension, or of two.

    Raises ValueError, with a sentence for the author, for what `fault` finds.
    """

    dimensions: tuple[Dimension, ...] = ()
    breakdowns: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        if found := fault(self.dimensions, self.breakdowns):
            raise ValueError(str(found))

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Return every cell there can be, whether or not anybody is in it."""
        return tuple(product(*((*one.values, NOT_STATED) for one in self.dimensions)))

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Return every permitted group: everybody, then breakdown by breakdown in the declared order."""
        return (EVERYBODY, *(group for names in self.breakdowns for group in self.parts(names)))

    @cached_property
    def members(self) -> dict[Group, frozenset[Cell]]:
        """Return the cells of each permitted group."""
        found: dict[Group, set[Cell]] = {group: set() for group in self.groups}
        for cell in self.cells:
            stated = dict(zip((one.code for one in self.dimensions), cell, strict=True))
            found[EVERYBODY].add(cell)
            for names in self.breakdowns:
                found[self._group(names, stated)].add(cell)
        return {group: frozenset(cells) for group, cells in found.items()}

    def parts(self, names: Sequence[str]) -> Iterator[Group]:
        """Return the groups of one breakdown, in the declared order of its codes."""
        chosen = [one for one in self.dimensions if one.code in names]
        for codes in product(*((*one.values, NOT_STATED) for one in chosen)):
            yield tuple(zip((one.code for one in chosen), codes, strict=True))

    def cell(self, stated: dict[str, str]) -> Cell:
        """Return the cell of somebody; what is not stated, or not a declared code, is ""."""
        return tuple(
            code if (code := stated.get(one.code, NOT_STATED)) in one.values else NOT_STATED
            for one in self.dimensions
        )

    def _group(self, names: Sequence[str], stated: dict[str, str]) -> Group:
        return tuple((one.code, stated[one.code]) for one in self.dimensions if one.code in names)


def fault(dimensions: Sequence[Dimension], breakdowns: Sequence[tuple[str, ...]]) -> Fault | None:
    """Return what is wrong with these as a lattice, None when they are one."""
    return _fault_of_dimensions(dimensions) or _fault_of_breakdowns(
        [one.code for one in dimensions], breakdowns
    )


def _fault_of_dimensions(dimensions: Sequence[Dimension]) -> Fault | None:
    if len({one.code for one in dimensions}) < len(dimensions) or len(dimensions) > MOST_DIMENSIONS:
        return Fault(N_("Name at most %(most)s dimensions, each once."), {"most": MOST_DIMENSIONS})
    for one in dimensions:
        if not one.code or NOT_STATED in one.values or len(set(one.values)) < len(one.values):
            return Fault(N_("Each code of a dimension is listed once and is not empty."), field=one.code)
    if prod(len(one.values) + 1 for one in dimensions) > MOST_CELLS:
        return Fault(N_("These dimensions make more than %(most)s cells."), {"most": MOST_CELLS})
    return None


def _fault_of_breakdowns(known: Sequence[str], breakdowns: Sequence[tuple[str, ...]]) -> Fault | None:
    if len({frozenset(names) for names in breakdowns}) < len(breakdowns):
        return Fault(N_("A breakdown is permitted once."))
    for names in breakdowns:
        where = " x ".join(names)
        if not 1 <= len(set(names)) == len(names) <= 2 or not set(names) <= set(known):
            return Fault(N_("A breakdown names one or two of the declared dimensions."), field=where)
        if len(names) == 2 and not all((name,) in breakdowns for name in names):
            return Fault(N_("Before a pair, each of the two is permitted alone."), field=where)
    return None
