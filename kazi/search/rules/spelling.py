"""Words that are nearly right: found by how few letters have to change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MOST_NEAR = 8


def slips_allowed(word: str) -> int:
    """Return how many wrong letters are forgiven: none in 3 letters, one in 4 to 6, two in more."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters differ, are missing, too many or swapped with a neighbour.

    Anything above `most` is returned as `most + 1`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    return min(_slips(_columns(one), len(one), other), most + 1)


def _columns(word: str) -> dict[str, int]:
    """Return for each letter where it stands in `word`: bit N is the Nth letter."""
    columns: dict[str, int] = {}
    for place, letter in enumerate(word):
        columns[letter] = columns.get(letter, 0) | 1 << place
    return columns


def _slips(columns: Mapping[str, int], length: int, other: str) -> int:
    """Return the optimal string alignment of a word of `length` letters and another.

    `rises` and `falls` say by bits where a column of the table goes up and down by one.  Source: Hyyrö
    2003, A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances, figure 9.
    """
    every = (1 << length) - 1
    last = 1 << length >> 1
    rises, falls, equal, same_before, slips = every, 0, 0, 0, length
    for letter in other:
        same = columns.get(letter, 0)
        swapped = ((~equal & same) << 1) & same_before
        equal = (((same & rises) + rises) ^ rises) | same | falls | swapped
        across_up = falls | ~(equal | rises)
        across_down = equal & rises
        if across_up & last:
            slips += 1
        elif across_down & last:
            slips -= 1
        across_up = (across_up << 1) | 1
        rises = ((across_down << 1) | ~(equal | across_up)) & every
        falls = across_up & equal & every
        equal &= every
        same_before = same
    return slips if length else len(other)


class Vocabulary:
    """Words by length, each with a mask of its letters, which rules most of them out quickly."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        self._known: set[str] = set()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, words: Iterable[str]) -> None:
        for word in words:
            if word not in self._known:
                self._known.add(word)
                self._by_length.setdefault(len(word), []).append((_letters(word), word))

    def near(self, word: str) -> list[tuple[int, str]]:
        """Return (wrong letters, word) of what `word` may have been meant to be, the nearest first."""
        most = slips_allowed(word)
        if not most:
            return []
        letters, columns, found = _letters(word), _columns(word), []
        for length in range(len(word) - most, len(word) + most + 1):
            # A wrong letter takes one letter out of the set at most, and puts one in.
            same = self._by_length.get(length, ())
            likely = [other for theirs, other in same if (letters ^ theirs).bit_count() <= 2 * most]
            for other in likely:
                slips = _slips(columns, len(word), other)
                if slips <= most and other != word:
                    # The first letter is the least often wrong one.
                    found.append((slips, other[0] != word[0], other))
        return [(slips, other) for slips, _first, other in sorted(found)]


def _letters(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) % 61)
    return mask
