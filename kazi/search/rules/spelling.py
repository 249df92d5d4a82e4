"""Words that are nearly right: found by how few letters have to change."""

from __future__ import annotations

from collections.abc import Iterable

MOST_NEAR = 8


def slips_allowed(word: str) -> int:
    """Return how many wrong letters are forgiven: none in 3 letters, one in 4 to 6, two in more."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters differ, are missing, too many or swapped with a neighbour.

    Anything above `most` is returned as `most + 1`.  Source: optimal string alignment, Damerau 1964,
    Communications of the ACM 7(3).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not before or min(before) > most):
            return most + 1
    return min(row[-1], most + 1)


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
        letters, found = _letters(word), []
        for length in range(len(word) - most, len(word) + most + 1):
            for theirs, other in self._by_length.get(length, ()):
                # A wrong letter takes one letter out of the set at most, and puts one in.
                if (letters ^ theirs).bit_count() <= 2 * most and other != word:
                    slips = distance(word, other, most)
                    if slips <= most:
                        # The first letter is the least often wrong one.
                        found.append((slips, other[0] != word[0], other))
        return [(slips, other) for slips, _first, other in sorted(found)]


def _letters(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) % 61)
    return mask
