"""Hard garbling: a share of those who say "no" is recorded as "yes", so a "yes" accuses nobody.

The flip happens in memory, before the first write; what was said is kept nowhere.  Source: Boudreau,
Chassang, Gonzalez-Torres and Heath, Monitoring Harassment in Organizations, NBER working paper 31011
(2023): with a share g of "no" recorded as "yes", the recorded share is y = p + (1 - p) g.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from kazi.kernel.words import N_

G = 0.2
LEAST = 200  # People in a group whose estimate an employer may see.
Z95 = 1.96

TOLD_TO_RESPONDENTS = N_(
    "This question is protected by chance. Of every 100 people who answer no, about %(percent)s are "
    "written down as yes, and nobody knows which. So nobody can tell from a yes what you really said."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share who would truly say "yes", 0 to 1, with bounds of about 95 %, out of `n` answers.

    `raw` is the unbiased value before it was clipped to 0..1; below 0 it means that fewer "yes" were
    recorded than garbling alone is expected to make.
    """

    share: float
    low: float
    high: float
    raw: float
    n: int

    @property
    def is_clipped(self) -> bool:
        return self.raw != self.share


def garbled(says_yes: bool, chance: Callable[[], float], g: float = G) -> bool:
    """Return what is recorded for an answer.  `chance` gives an even number of 0 to below 1.

    A "yes" is always recorded as "yes".  `chance` is asked either way, so that the time it takes tells
    nothing.  Raises ValueError unless 0 <= g < 1.
    """
    if not 0 <= g < 1:
        raise ValueError("The share to be garbled is at least 0 and below 1.")
    flips = chance() < g
    return says_yes or flips


def estimate(recorded_yes: int, n: int, g: float = G, z: float = Z95) -> Estimate:
    """Return the share of true "yes" behind `recorded_yes` in `n` answers.

    p = (y - g) / (1 - g) with y = recorded_yes / n is unbiased, because E[y] = p + (1 - p) g.  Its
    bounds are those of y by Wilson's score (1927, JASA 22(158), 209-212), taken through the same line.
    Share and bounds are clipped to 0..1, `raw` is not.  Raises ValueError without answers, or unless
    0 <= recorded_yes <= n and 0 <= g < 1.
    """
    if n < 1 or not 0 <= recorded_yes <= n or not 0 <= g < 1:
        raise ValueError("Between none and all of at least one answer are yes, and g is below 1.")
    y = recorded_yes / n
    middle = (y + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(y * (1 - y) / n + z * z / (4 * n * n)) / (1 + z * z / n)

    def true(recorded: float) -> float:
        return (recorded - g) / (1 - g)

    raw = true(y)
    return Estimate(_clipped(raw), _clipped(true(middle - half)), _clipped(true(middle + half)), raw, n)


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
