"""The well-being index of a group of workers, 0 to 100, from what was released of five questions.

The questions are our own, not a clinical instrument, and say nothing of a person:

    score of an answer    most days 2, some days 1, few or no days 0
    score of a question   100 × sum of the scores of those who answered / (2 × their number)
    index                 the plain mean of the five questions' scores

It reads released figures alone, so it says nothing that these do not.  Where answers are told together,
their scores are not known and the index is a range.  It is told in steps of 5, and a later wave moves only
when in some answer at least `k` people changed; else the earlier one stands, as for shares of waves
(docs/decisions/release-steps.md, 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kazi.voice.rules.questionnaire import Kind, Questionnaire
from kazi.voice.rules.release.choosing import K_EMPLOYER, NO_ANSWER

SITE: Final = "site"
ITEMS: Final = ("wb_rested", "wb_calm", "wb_safe", "wb_respect", "wb_hope")
SCORES: Final = {"most": 2, "some": 1, "few": 0}
STEP: Final = 5
_BEST = max(SCORES.values())

Lines = Mapping[tuple[str, ...], int]
"""People of one group by the answers that are told as one, "" among them for who did not answer."""


@dataclass(frozen=True, slots=True)
class Range:
    """What an index is at least and at most, 0 to 100; both alike where all answers are told apart."""

    low: float
    high: float

    def in_steps(self) -> Range:
        """Return it in steps of 5: each end to the nearest, halves up."""
        return Range(*((int((2 * end + STEP) // (2 * STEP)) * STEP) for end in (self.low, self.high)))


@dataclass(frozen=True, slots=True)
class Wave:
    """One asking: what was released of each of the five questions for one group."""

    key: int
    items: Mapping[str, Lines]


@dataclass(frozen=True, slots=True)
class Point:
    """What is told of a wave.  `people`: so many are in the figures of each question, at least.

    `stands`: too few have changed since the wave before, so its index stands.
    """

    key: int
    index: Range
    people: int
    stands: bool = False


def asks_wellbeing(asks: Questionnaire) -> bool:
    """Say whether a poll has the five questions with our answers, and tells people apart by site."""
    site = asks.question(SITE)
    if site is None or site.kind != Kind.ONE or not site.breakdown:
        return False
    found = [asks.question(name) for name in ITEMS]
    return all(
        one is not None
        and one.kind == Kind.ONE
        and not one.garbled
        and {option.name for option in asks.options_of(one)} == set(SCORES)
        for one in found
    )


def score(lines: Lines) -> Range | None:
    """Return the score of one question, None where nobody is known to have answered it."""
    known = [(block, people) for block, people in lines.items() if people and block != (NO_ANSWER,)]
    if not known:
        return None
    return Range(_mean(known, highest=False), _mean(known, highest=True))


def index(items: Mapping[str, Lines]) -> Range | None:
    """Return the index of a group, None unless each of the five questions is told of it."""
    scores = [score(items.get(name, {})) for name in ITEMS]
    told = [one for one in scores if one is not None]
    if len(told) < len(ITEMS):
        return None
    return Range(sum(one.low for one in told) / len(told), sum(one.high for one in told) / len(told))


def points(waves: Iterable[Wave], k: int = K_EMPLOYER) -> list[Point]:
    """Return what is told of each wave of one group, in their order; waves that show nothing are left out.

    Groups below `k` are left out here too, though no release has any.
    """
    found: list[Point] = []
    base: Wave | None = None
    for wave in waves:
        exact = index(wave.items)
        people = min((sum(wave.items.get(name, {}).values()) for name in ITEMS), default=0)
        if exact is None or people < k:
            continue
        if base is not None and not _moved(base, wave, k):
            found.append(Point(wave.key, found[-1].index, people, stands=True))
            continue
        base = wave
        found.append(Point(wave.key, exact.in_steps(), people))
    return found


def _mean(known: Sequence[tuple[tuple[str, ...], int]], *, highest: bool) -> float:
    """Return the mean if everybody of each block had its lowest (or highest) score, in percent of the best.

    Who is told together with "no answer" may not have answered: both cases are looked at.
    """
    choose = max if highest else min
    total = people = 0
    unsure: list[tuple[int, int]] = []
    for block, n in known:
        worth = choose(SCORES[answer] for answer in block if answer != NO_ANSWER)
        if NO_ANSWER in block:
            unsure.append((worth, n))
        else:
            total, people = total + worth * n, people + n
    means = [(total + sum(w * n for w, n in unsure)) / (people + sum(n for _w, n in unsure))]
    if people:
        means.append(total / people)
    return 100 * choose(means) / _BEST


def _moved(before: Wave, now: Wave, k: int) -> bool:
    """Say whether an answer, or several told as one in either wave, has `k` people more or fewer."""
    for name in ITEMS:
        old, new = before.items[name], now.items[name]
        for together in _joined([*old, *new]):
            counts = [
                sum(n for block, n in lines.items() if together.issuperset(block)) for lines in (old, new)
            ]
            if abs(counts[0] - counts[1]) >= k:
                return True
    return False


def _joined(blocks: Iterable[tuple[str, ...]]) -> list[set[str]]:
    """Return the smallest sets of answers of which no block lies in two."""
    found: list[set[str]] = []
    for block in blocks:
        touched = [one for one in found if one & set(block)]
        found = [one for one in found if one not in touched] + [set(block).union(*touched)]
    return found
