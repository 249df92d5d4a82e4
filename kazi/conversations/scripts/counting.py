"""The count of a plain list's answers, kept in the transaction that stores each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kazi.conversations.rules.scripts import Run, Step, Value

_COUNT = """
    INSERT INTO conversations_tally (org_id, subject, question, value, count) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (org_id, subject, question, value)
    DO UPDATE SET count = conversations_tally.count + excluded.count
"""
_COUNT_ALL = """
    INSERT INTO conversations_tally (org_id, subject, question, value, count)
    SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::varchar[], %s::varchar[], %s::int[])
    ON CONFLICT (org_id, subject, question, value)
    DO UPDATE SET count = conversations_tally.count + excluded.count
"""
_LONGEST = 80  # What is longer is somebody's own words: not counted.


Place = tuple[int, str, str, str]  # Organisation, subject, question, value.


def count(run: Run, step: Step) -> None:
    """Count each answer once; one that was given before, or is erased, counts no more."""
    for place, change in _changes([step]):
        run(_COUNT, (*place, change))


def count_all(run: Run, steps: Sequence[Step]) -> None:
    """Come to the same for all of these steps in one statement of PostgreSQL."""
    rows = [(*place, change) for place, change in _changes(steps)]
    if rows:
        run(_COUNT_ALL, [list(column) for column in zip(*rows, strict=True)])


def _changes(steps: Sequence[Step]) -> list[tuple[Place, int]]:
    """Return by how much each count moves; in one order, so that nobody waits for each other in a circle."""
    changes: Counter[Place] = Counter()
    for step in steps:
        for kept in step.answers:
            for value, change in ((kept.before, -1), (kept.value, 1)):
                for one in _counted(value):
                    changes[step.org_id, step.subject, kept.question, one] += change
    return sorted((place, change) for place, change in changes.items() if change)


def _counted(value: Value) -> list[str]:
    if value is None:
        return []
    return [one for one in ([value] if isinstance(value, str) else value) if len(one) <= _LONGEST]
