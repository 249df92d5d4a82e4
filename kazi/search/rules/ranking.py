"""Ranking and counting with sets kept as whole numbers: bit N says whether the thing at place N is in.

Places go from the oldest thing to the newest, so the highest bit is the newest.  For 20,000 things a
set is 2.5 kB, and what is in two of them is one operation of a few hundred nanoseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

# How much a word counts, by where it stands; a word that was misspelt counts less than a right one.
TITLE, TITLE_BEGINS, KEYWORDS, BODY = 12, 9, 5, 2
MISSPELT = 1

_ONE = ord("1")
Term = Sequence[tuple[int, int]]  # (points, those who get them); in the first that fits, the others not.


def as_set(places: Iterable[int], size: int) -> int:
    """Return the set of these places, each below `size`."""
    if not size:
        return 0
    digits = bytearray(b"0") * size  # Written out in binary: a third of the time of setting each bit.
    for place in places:
        digits[place] = _ONE
    digits.reverse()
    return int(digits, 2)


def any_of(term: Term) -> int:
    """Return those who have the word of a term anywhere."""
    found = 0
    for _points, those in term:
        found |= those
    return found


def ranked(terms: Sequence[Term], among: int) -> list[int]:
    """Return those of `among`, parted by the sum of their points, the most points first.

    A thing gets points for each term once: those of the first level of the term that it is in.
    """
    scores = {0: among} if among else {}
    for term in terms:
        after: dict[int, int] = {}
        for score, those in scores.items():
            left = those
            for points, level in term:
                if here := left & level:
                    after[score + points] = after.get(score + points, 0) | here
                    left &= ~here
            if left:
                after[score] = after.get(score, 0) | left
        scores = after
    return [scores[score] for score in sorted(scores, reverse=True)]


def having_most(sets: Sequence[int], least: int) -> int:
    """Return those who are in as many of the sets as anybody is, but in `least` at the fewest."""
    counted = [0] * (len(sets) + 1)  # counted[n]: those in at least n of the sets looked at so far.
    for number, those in enumerate(sets, 1):
        for n in range(number, 0, -1):
            counted[n] |= those & (counted[n - 1] if n > 1 else -1)
    return next((counted[n] for n in range(len(sets), max(1, least) - 1, -1) if counted[n]), 0)


def part(groups: Iterable[int], start: int, count: int) -> list[int]:
    """Return places `start` to `start + count` of the groups in order, the newest first in each."""
    found: list[int] = []
    for group in groups:
        size = group.bit_count()
        if start >= size:
            start -= size
            continue
        for number, place in enumerate(_from_the_top(group)):
            if len(found) == count:
                return found
            if number >= start:
                found.append(place)
        start = 0
    return found


def counts(
    filters: Mapping[str, Sequence[str]], values: Mapping[str, Mapping[str, int]], found: int
) -> dict[str, dict[str, int]]:
    """Count `found` by the codes of each facet, under the filters of all the other facets.

    A code that was chosen is counted even when nothing has it, so that it can be taken off again.
    """
    chosen = {name: chosen_of(values.get(name, {}), codes) for name, codes in filters.items()}
    counted: dict[str, dict[str, int]] = {}
    for name, codes in values.items():
        base = found
        for other, those in chosen.items():
            if other != name:
                base &= those
        numbers = {code: (base & those).bit_count() for code, those in codes.items()}
        wanted = filters.get(name, ())
        if left := {code: number for code, number in numbers.items() if number or code in wanted}:
            counted[name] = left
    return counted


def chosen_of(codes: Mapping[str, int], wanted: Iterable[str]) -> int:
    """Return those who have any of the wanted codes."""
    those = 0
    for code in wanted:
        those |= codes.get(code, 0)
    return those


def _from_the_top(bits: int) -> Iterator[int]:
    written = f"{bits:b}"
    last, at = len(written) - 1, written.find("1")
    while at >= 0:
        yield last - at
        at = written.find("1", at + 1)
