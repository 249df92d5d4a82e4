"""The course of a grievance case: stages, clocks in working days, and what must have happened before an end.

Source: UN Guiding Principles on Business and Human Rights, principle 31: a known procedure with a time
frame for each stage; the reply of the employer counts once the person who complained agrees.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class Stage(StrEnum):
    HELD = "held"  # In escrow: nobody reads it before another reports the same.
    RECEIVED = "received"
    TALKING = "talking"
    WITH_EMPLOYER = "with_employer"
    REPLIED = "replied"
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    CLOSED = "closed"


# Working days that the one whose turn it is has in a stage.
WORKING_DAYS: dict[Stage, int] = {
    Stage.RECEIVED: 2,
    Stage.TALKING: 5,
    Stage.WITH_EMPLOYER: 10,
    Stage.REPLIED: 10,
    Stage.ESCALATED: 20,
}
NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.HELD: frozenset({Stage.RECEIVED, Stage.CLOSED}),
    Stage.RECEIVED: frozenset({Stage.TALKING, Stage.CLOSED}),
    Stage.TALKING: frozenset({Stage.WITH_EMPLOYER, Stage.ESCALATED, Stage.RESOLVED, Stage.CLOSED}),
    Stage.WITH_EMPLOYER: frozenset({Stage.REPLIED, Stage.ESCALATED}),
    Stage.REPLIED: frozenset({Stage.RESOLVED, Stage.WITH_EMPLOYER, Stage.ESCALATED}),
    Stage.ESCALATED: frozenset({Stage.RESOLVED, Stage.CLOSED}),
    Stage.RESOLVED: frozenset({Stage.TALKING, Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
}
WATCH_DAYS = (30, 90)  # After the employer's reply counts as resolved, or the matter left the house.
KEEP_MONTHS = 24
RELEASED_AT = 2  # Reports of the same that open escrow.
_WEEKEND: dict[str, frozenset[int]] = {
    **dict.fromkeys(
        ("BD", "EG", "JO", "DZ", "SD", "YE", "IQ", "KW", "QA", "BH", "OM", "SA"), frozenset({4, 5})
    ),
    "NP": frozenset({5}),
}


def may_go(before: str, after: str) -> bool:
    return Stage(after) in NEXT[Stage(before)]


def due_on(start: date, stage: str, country: str = "") -> date | None:
    """Return by when the stage has to be over, None for one without a clock.

    Weekends are those of the country (Saturday and Sunday where we know no other); public holidays
    are not left out, so that a promise is rather kept too early.
    """
    days = WORKING_DAYS.get(Stage(stage))
    if days is None:
        return None
    weekend = _WEEKEND.get(country.upper(), frozenset({5, 6}))
    day = start
    while days:
        day += timedelta(days=1)
        if day.weekday() not in weekend:
            days -= 1
    return day


def same_matter(words: Iterable[str]) -> str:
    """Return one text for a site and the unit or person that is meant, however it is written.

    Order, capitals, marks and doubled words do not count: "Line 3, Mr. OMONDI" is "omondi mr line 3".
    """
    said = set()
    for word in words:
        plain = "".join(sign if sign.isalnum() else " " for sign in word.casefold())
        said |= set(plain.split())
    return " ".join(sorted(said - {"mr", "mrs", "ms", "the", "bwana", "bi"}))
