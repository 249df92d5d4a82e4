"""Samples that anybody with the list and the seed can draw again, and how large they should be."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Hashable, Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

Stratum = TypeVar("Stratum", bound=Hashable)
Z_95: Final = 1.96


class How(StrEnum):
    """How people are chosen."""

    ALL = "all"
    SIMPLE = "simple"
    PROPORTIONAL = "proportional"
    EQUAL = "equal"


def sample_size(people: int, margin: float = 0.05, share: float = 0.5) -> int:
    """Return how many answers give a share within ± `margin` at 95 %, out of so many people.

    `share` is the share expected; one half is the worst case.  500 people need 218 answers, 1,000 need 278.
    Source: Cochran 1977, Sampling Techniques, 3rd edition, section 4.4, with its correction for a finite
    population.
    """
    if people <= 0:
        return 0
    unlimited = Z_95**2 * share * (1 - share) / margin**2
    return min(people, math.ceil(unlimited / (1 + (unlimited - 1) / people)))


def invitations_for(answers: int, people: int, response_percent: int) -> int:
    """Return how many to ask so that about `answers` come back; never more than there are."""
    return min(people, math.ceil(answers * 100 / max(1, response_percent)))


def allocate(sizes: Mapping[Stratum, int], wanted: int, how: How) -> dict[Stratum, int]:
    """Return how many to take from each stratum: in all `wanted`, or everybody where there are fewer.

    Proportional: by largest remainder (Hamilton).  Equal: the same from each; what a small stratum lacks is
    spread over the others.  Ties go to the stratum that comes first in the mapping.
    """
    total = sum(sizes.values())
    wanted = min(max(0, wanted), total)
    if how is How.EQUAL:
        return _equal(sizes, wanted)
    if total == 0:
        return dict.fromkeys(sizes, 0)
    taken = {name: wanted * size // total for name, size in sizes.items()}
    rest = wanted - sum(taken.values())
    by_remainder = sorted(sizes, key=lambda name: -(wanted * sizes[name] % total))
    for name in by_remainder[:rest]:
        taken[name] += 1
    return taken


def _equal(sizes: Mapping[Stratum, int], wanted: int) -> dict[Stratum, int]:
    taken = dict.fromkeys(sizes, 0)
    left = wanted
    # The smallest first: what it cannot give is asked of those that come after it.
    for place, name in enumerate(sorted(sizes, key=lambda one: sizes[one])):
        taken[name] = min(sizes[name], left // (len(sizes) - place))
        left -= taken[name]
    return taken


def rank(seed: str, person: int) -> bytes:
    """Return a person's place in a draw: the smallest are taken first.

    It hangs on the seed and on this person alone, so a list that grows or shrinks meanwhile moves nobody
    else; whoever has the seed can draw again and compare.
    Source: Ohlsson 1995, permanent random numbers, in Business Survey Methods, chapter 9.
    """
    return hashlib.blake2b(f"{seed}:{person}".encode(), digest_size=8).digest()


def draw(seed: str, strata: Mapping[Stratum, Iterable[int]], wanted: int, how: How) -> list[int]:
    """Return who is drawn, in the order in which they are asked.

    `strata` has the numbers of people by stratum; `wanted` counts for all but ALL.  Each person stands in
    one stratum.  The same seed and people give the same draw, in whatever order they are given.
    """
    lists = {name: sorted(people, key=lambda one: rank(seed, one)) for name, people in strata.items()}
    if how in {How.ALL, How.SIMPLE}:
        chosen = sorted((one for people in lists.values() for one in people), key=lambda one: rank(seed, one))
        return chosen if how is How.ALL else chosen[: max(0, wanted)]
    names = sorted(lists, key=repr)
    share = allocate({name: len(lists[name]) for name in names}, wanted, how)
    return sorted(
        (one for name in names for one in lists[name][: share[name]]), key=lambda one: rank(seed, one)
    )
