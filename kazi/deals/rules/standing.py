"""How far a provider's record is believed: little evidence is drawn to the mean of all, never to zero."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.kernel.words import N_

PRIOR = 5  # So many deliveries at the mean are added to everybody's own.
STANDING = {"credential": 1.0, "deal": 0.8, "claim": 0.5}
TERMS = {
    "skill": N_("Skill"),
    "quality": N_("Quality"),
    "capacity": N_("Capacity"),
    "price": N_("Price"),
    "impact": N_("Impact"),
    "response": N_("Response"),
}
SMALL_BELOW, MEDIUM_BELOW = 20, 100


@dataclass(frozen=True, slots=True)
class Means:
    """Means of all providers, fixed for a month so that nobody's arrival moves anybody else.

    The values here are where everybody starts while nothing is recorded.
    """

    on_time: float = 0.5
    accepted: float = 0.5
    answer_hours: float = 38.0


def shrunk(record: tuple[int, float], mean: float) -> float:
    """Return (n x own mean + 5 x mean of all) / (n + 5)."""
    count, own = record
    return (count * own + PRIOR * mean) / (count + PRIOR)


def usual_hours(record: tuple[int, float], mean: float) -> float:
    return shrunk(record, mean)


def size_of(capacity: int | None) -> str:
    """Return the size class in which exposure is published: small, medium, large or unknown."""
    if capacity is None:
        return "unknown"
    if capacity < SMALL_BELOW:
        return "small"
    return "medium" if capacity < MEDIUM_BELOW else "large"
