"""The count of a plain list's answers, kept in the transaction that stores each."""

from __future__ import annotations

from kazi.conversations.rules.scripts import Run, Step, Value

_COUNT = """
    INSERT INTO conversations_tally (org_id, subject, question, value, count) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (org_id, subject, question, value)
    DO UPDATE SET count = conversations_tally.count + excluded.count
"""
_LONGEST = 80  # What is longer is somebody's own words: not counted.


def count(run: Run, step: Step) -> None:
    """Count each answer once; one that was given before, or is erased, counts no more."""
    for kept in step.answers:
        if kept.before == kept.value:
            continue
        for value, change in ((kept.before, -1), (kept.value, 1)):
            for one in _counted(value):
                run(_COUNT, (step.org_id, step.subject, kept.question, one, change))


def _counted(value: Value) -> list[str]:
    if value is None:
        return []
    return [one for one in ([value] if isinstance(value, str) else value) if len(one) <= _LONGEST]
