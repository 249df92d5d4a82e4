"""Majority of several people's labels, one vote each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

L = TypeVar("L", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Vote(Generic[L]):
    """The outcome for one field: the winner (None on a tie), its share 0 to 1, and the counts."""

    winner: L | None
    share: float
    counts: Mapping[L, int]


def majority(labels: Iterable[L]) -> tuple[L | None, float]:
    """Return the most frequent label and its share of all labels, 0 to 1.

    The winner needs more votes than any other label, not more than half.  On a tie the winner
    is None and the share is that of each of the tied.  Raises ValueError without labels.
    """
    outcome = _outcome(Counter(labels))
    return outcome.winner, outcome.share


def _outcome(counts: Counter[L]) -> Vote[L]:
    if not counts:
        raise ValueError("A majority needs at least one label.")
    first, *rest = counts.most_common(2)
    tied = bool(rest) and rest[0][1] == first[1]
    return Vote(None if tied else first[0], first[1] / counts.total(), dict(counts))


def vote(answers: Sequence[Mapping[str, L | None]], fields: Iterable[str]) -> dict[str, Vote[L]]:
    """Return the outcome of each field over several answers to one task.

    An answer that lacks a field (or has None there) does not vote on it; a field that nobody
    answered is left out.  Values must be hashable: give lists of choices as sorted tuples.
    """
    outcomes: dict[str, Vote[L]] = {}
    for field in fields:
        labels = Counter(label for answer in answers if (label := answer.get(field)) is not None)
        if labels:
            outcomes[field] = _outcome(labels)
    return outcomes
