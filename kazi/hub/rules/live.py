"""Figures from a provider's own records here: which there are, and when one may be shown to everybody.

Nothing is published of fewer than ten people, nor a share that is none or all.  A figure about
people is rounded and renewed at most every four weeks, so that two of them, laid side by side, do
not tell what one person who came or went was like.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kazi.kernel.words import N_

K: Final = 10  # People, at least, behind anything public.
STEP: Final = 5  # Counts of people are rounded down to fives, shares of people to five points.
HOLD: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class LiveKind:
    """One figure that records may give.  `of_people` says that it is about persons, not about work."""

    label: str
    unit: str
    is_share: bool
    of_people: bool


LIVE: Final = {
    "workers": LiveKind(N_("People at work here"), N_("people"), is_share=False, of_people=True),
    "accuracy": LiveKind(N_("Right fields in checked work"), N_("%"), is_share=True, of_people=False),
    "retention": LiveKind(N_("Still employed a year after joining"), N_("%"), is_share=True, of_people=True),
    "impact-share": LiveKind(N_("Share of impact workers"), N_("%"), is_share=True, of_people=True),
    "living-wage-share": LiveKind(
        N_("Share of people paid a living wage"), N_("%"), is_share=True, of_people=True
    ),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the records say now.

    A share has `cases` of `n`; a count has `cases` only (`n` equal to it).  `people` is how many
    persons are behind it.  `low` and `high` bound a share at 90 %, each 0 to 1, where that was
    reckoned.  `method` is one sentence.
    """

    cases: int
    n: int
    people: int
    as_of: date
    method: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """Why there is no figure: one sentence for the provider; the public sees nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Showable:
    """A figure fit for everybody: `value` in the unit of its kind, `n` as it may be told."""

    value: Decimal
    n: int
    low: Decimal | None
    high: Decimal | None


def showable(code: str, found: Measured) -> Showable | NotMeasured:
    """Return what everybody may see of a measurement, or why nothing of it."""
    kind = LIVE[code]
    if found.people < K:
        return NotMeasured(
            N_("Fewer than ten people are behind this figure, so it is not shown to anybody else.")
        )
    if not kind.is_share:
        rounded = found.cases - found.cases % STEP
        return Showable(Decimal(rounded), rounded, None, None)
    if found.n <= 0:
        return NotMeasured(N_("There is nothing yet to reckon a share of."))
    share = Decimal(found.cases) / Decimal(found.n) * 100
    if found.cases in {0, found.n}:
        return NotMeasured(
            N_("Everybody has the same value here, which would tell something of each; it is not shown.")
        )
    if not kind.of_people:
        return Showable(_tenth(share), found.n, _bound(found.low), _bound(found.high))
    value = (share / STEP).quantize(Decimal(1), ROUND_HALF_UP) * STEP
    # 98 % is not rounded up to "all": that would say of everybody what is not true of some.
    value = min(max(value, Decimal(STEP)), Decimal(100 - STEP))
    return Showable(value, found.n - found.n % STEP, None, None)


def may_renew(code: str, shown_since: date | None, today: date) -> bool:
    """Say whether a newer value may replace what is public since `shown_since` (None: nothing is)."""
    return shown_since is None or not LIVE[code].of_people or today - shown_since >= HOLD


def _tenth(percent: Decimal) -> Decimal:
    # 99.96 % is not rounded up to "no fault at all".
    rounded = percent.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Decimal("99.9") if rounded == 100 and percent < 100 else rounded


def _bound(share: float | None) -> Decimal | None:
    return None if share is None else _tenth(Decimal(str(share)) * 100)
