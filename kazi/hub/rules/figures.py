"""A provider's figures: which there are, which values can be true, and when two are the same claim."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from kazi.kernel.words import N_, Fault

OTHER: Final = "other"
EARLIEST: Final = date(1990, 1, 1)  # Nobody sourced digital work before.
MOST: Final = Decimal(999999999999)


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One figure that providers tell: its words, its unit, and the largest value it can have."""

    label: str
    unit: str
    is_whole: bool = False
    most: Decimal = MOST


PERCENT: Final = N_("%")
PEOPLE: Final = N_("people")
HUNDRED: Final = Decimal(100)

FIGURES: Final[Mapping[str, FigureKind]] = {
    "people": FigureKind(N_("People employed"), PEOPLE, is_whole=True),
    "impact-people": FigureKind(
        N_("Impact workers: people hired from the groups named above"), PEOPLE, is_whole=True
    ),
    "jobs-to-date": FigureKind(N_("Jobs given since the start"), PEOPLE, is_whole=True),
    "impact-share": FigureKind(N_("Share of impact workers"), PERCENT, most=HUNDRED),
    "women-share": FigureKind(N_("Share of women"), PERCENT, most=HUNDRED),
    "youth-share": FigureKind(N_("Share of people under 25 years"), PERCENT, most=HUNDRED),
    "disability-share": FigureKind(N_("Share of people with disabilities"), PERCENT, most=HUNDRED),
    "living-wage-share": FigureKind(N_("Share of people paid a living wage"), PERCENT, most=HUNDRED),
    "retention": FigureKind(N_("Still employed a year after joining"), PERCENT, most=HUNDRED),
    "promoted": FigureKind(N_("Team leads who began as workers"), PERCENT, most=HUNDRED),
    "training-hours": FigureKind(N_("Training for each person in a year"), N_("hours"), most=Decimal(2000)),
    "income-change": FigureKind(N_("Change of income since joining, the middle person"), PERCENT),
    "dependants": FigureKind(
        N_("People who live on one worker's income, on average"), PEOPLE, most=Decimal(50)
    ),
    "accuracy": FigureKind(N_("Right fields in checked work"), PERCENT, most=HUNDRED),
    "on-time": FigureKind(N_("Deliveries on time"), PERCENT, most=HUNDRED),
    "clients": FigureKind(N_("Clients in the last twelve months"), N_("clients"), is_whole=True),
    "repeat-clients": FigureKind(N_("Clients who came back"), PERCENT, most=HUNDRED),
    OTHER: FigureKind(N_("Another figure"), ""),
}
MAY_BE_NEGATIVE: Final = frozenset({"income-change"})


def figure_faults(
    *, code: str, label: str, unit: str, value: Decimal, n: int | None, as_of: date, today: date
) -> list[Fault]:
    """Return what cannot be true of a figure; nothing when it may stand.

    `value` is in the unit of its kind (percent: 0 to 100), `n` is of how many people or things it
    was found (None: not said).
    """
    kind = FIGURES.get(code)
    if kind is None:
        return [Fault(N_("Choose one of the figures of the list."), field="code")]
    faults = []
    if code == OTHER and not (label.strip() and unit.strip()):
        faults.append(Fault(N_("Say what the figure is and in which unit."), field="label"))
    if value < 0 and code not in MAY_BE_NEGATIVE:
        faults.append(Fault(N_("A figure of this kind is not below zero."), field="value"))
    if value > kind.most or value < -MOST:
        text = N_("A figure of this kind is at most %(most)s.")
        faults.append(Fault(text, {"most": str(kind.most)}, field="value"))
    if kind.is_whole and value != value.to_integral_value():
        faults.append(Fault(N_("People and clients are counted in whole numbers."), field="value"))
    if n is not None and n < 1:
        faults.append(Fault(N_("The number it was found from is at least 1."), field="n"))
    if as_of > today:
        faults.append(Fault(N_("The date of a figure is not in the future."), field="as_of"))
    if as_of < EARLIEST:
        faults.append(Fault(N_("The date of a figure is 1990 or later."), field="as_of"))
    return faults


def fingerprint(said: Mapping[str, Any]) -> str:
    """Return a digest of everything a figure says: two are the same claim when theirs are equal.

    65 and 65.0 are the same value.  What a third person confirmed is bound to this digest.
    """
    plain = {
        name: format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
        for name, value in said.items()
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
