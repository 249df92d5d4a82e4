"""Jobs to date as published figures: counted, parted, and with small groups hidden.

A job is one person at one provider who has answered at least one task that was not practice.  Cells
of 1 to k-1 people are hidden, and then more of them, so that no total gives them away: at least two
cells are hidden and together they hold at least k people.  Nothing finer than what is returned here is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kazi.kernel.words import N_

METHOD = 1
LEAST = 10  # People in a cell that everybody may see.
STEP = (
    5  # Counts are rounded down to fives: two releases, laid side by side, tell of nobody who came or went.
)
PARTS = ("country", "kind", "sex", "age")
# Where all people share one of these, saying so would tell it of each of them.
_PERSONAL = {"sex", "age"}
NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Job:
    """One person at one provider.  `kind` is what they answered most; None is not recorded (yet)."""

    country: str
    kind: str
    sex: str | None = None
    age: str | None = None


@dataclass(frozen=True, slots=True)
class Earned:
    """Wages paid: to how many people, in smallest units of a currency."""

    currency: str
    minor: int
    people: int


def release_of(jobs: Iterable[Job], providers: int, wages: Iterable[Earned] | None = None) -> dict[str, Any]:
    """Return what may be published, as plain values.

    `jobs`: n, or None below `LEAST`.  `by` has for each of `PARTS` a state: "published" with rows
    (key, n) and how many cells are hidden; "hidden" where no part can be shown; "not_recorded" where
    no row has it.  Every n is rounded down to a multiple of `STEP`.
    `wages`: None for not recorded, else rows by currency.
    """
    listed = list(jobs)
    total = len(listed)
    told = {part: [getattr(job, part) for job in listed] for part in PARTS}
    return {
        "jobs": rounded(total) if total >= LEAST else None,
        "state": "published" if total >= LEAST else "too_few" if total else "none",
        "providers": providers,
        "least": LEAST,
        "by": {part: _parted(part, values) for part, values in told.items()},
        "wages": None if wages is None else _wages(wages),
    }


def _parted(part: str, values: list[str | None]) -> dict[str, Any]:
    if all(value is None for value in values):
        return {"state": "not_recorded"}
    counts = Counter(value if value is not None else NOT_STATED for value in values)
    if len(values) < LEAST or (part in _PERSONAL and len(counts) == 1):
        return {"state": "hidden"}
    shown = shown_cells(counts)
    if not shown:
        return {"state": "hidden"}
    return {
        "state": "published",
        "rows": [
            {"key": key, "n": rounded(n)}
            for key, n in sorted(shown.items(), key=lambda one: (-one[1], one[0]))
        ],
        "hidden_cells": len(counts) - len(shown),
    }


def rounded(n: int) -> int:
    return n - n % STEP


def shown_cells(counts: Mapping[str, int], least: int = LEAST) -> dict[str, int]:
    """Return the cells that may stand beside their total.

    Hidden are those of 1 to `least`-1, and the smallest others until at least two cells and at
    least `least` people are hidden.  Where nothing is small, nothing is hidden.
    """
    filled = {key: n for key, n in counts.items() if n > 0}
    smallest_first = sorted(filled, key=lambda key: (filled[key], key))
    hidden = [key for key in smallest_first if filled[key] < least]
    rest = [key for key in smallest_first if filled[key] >= least]
    while hidden and rest and (len(hidden) < 2 or sum(filled[key] for key in hidden) < least):
        hidden.append(rest.pop(0))
    return {key: filled[key] for key in rest}


def _wages(wages: Iterable[Earned]) -> list[dict[str, Any]]:
    return [
        {"currency": one.currency, "minor": one.minor, "n": one.people}
        for one in sorted(wages, key=lambda one: one.currency)
        if one.people >= LEAST
    ]


METHODS = {
    1: (
        N_(
            "A job recorded here is one person at one provider who has answered at least one task "
            "that was not practice, from the first day to the day of the release. Who works for "
            "two providers is two jobs; who has left is still one."
        ),
        N_(
            "Counted are providers with a published profile who agreed that the number of their "
            "people is shown. Inventions of the demo are never counted."
        ),
        N_(
            "The kind of work is the task type that a person answered most; types that a provider "
            "wrote itself are “other”."
        ),
        N_(
            "Groups of 1 to 9 people are hidden, and with them the smallest others, so that no "
            "total gives them away. Counts are rounded down to fives, so rows need not add up. "
            "Where everybody is of one sex or age group, that is not shown."
        ),
        N_("A release is a copy of one day. Later changes of the records do not change it."),
    )
}  # fmt: skip
