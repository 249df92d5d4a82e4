"""The replies of one moment in a handful of statements, for PostgreSQL, where each costs a way to the server.

`unnest` of one array for each column keeps a statement's text the same for any number of rows, so it is
planned once.  Each person and each key stands in a group once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kazi.conversations.hot.singly import DECIDE, encoded, replace, step_of
from kazi.conversations.hot.values import Given, Standing, Stored, Taken
from kazi.conversations.rules import scripts
from kazi.conversations.rules.scripts import KeepsAll, Kept, Run, Step

_READ = """
    SELECT t.org_id, t.who, t.version, t.place FROM conversations_talk t
      JOIN unnest(%s::bigint[], %s::uuid[]) AS w (org_id, who) ON t.org_id = w.org_id AND t.who = w.who
"""
_RECEIVE = """
    INSERT INTO conversations_received (key, org_id, said, day)
    SELECT * FROM unnest(%s::varchar[], %s::bigint[], %s::text[], %s::date[])
    ON CONFLICT (key) DO NOTHING RETURNING key
"""
_MOVE = """
    UPDATE conversations_talk t SET place = m.place, version = t.version + 1, heard_on = m.day
      FROM unnest(%s::bigint[], %s::uuid[], %s::int[], %s::text[], %s::date[])
           AS m (org_id, who, version, place, day)
     WHERE t.org_id = m.org_id AND t.who = m.who AND t.version = m.version
    RETURNING t.org_id, t.who
"""
_BEGIN = """
    INSERT INTO conversations_talk (org_id, who, version, place, heard_on)
    SELECT org_id, who, 1, place, day
      FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::date[]) AS n (org_id, who, place, day)
    ON CONFLICT (org_id, who) DO NOTHING RETURNING org_id, who
"""
_FORGET = "DELETE FROM conversations_received WHERE key = ANY(%s::varchar[])"
_TAKE = """
    INSERT INTO conversations_taking (org_id, who, subject, script, state, day)
    SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::varchar[], %s::varchar[], %s::varchar[], %s::date[])
    ON CONFLICT (org_id, who, subject) DO UPDATE SET state = excluded.state, day = excluded.day
     WHERE conversations_taking.state <> 'done'
"""
_ANSWER = """
    INSERT INTO conversations_answer (org_id, subject, who, question, value, medium, language, day)
    SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::uuid[], %s::varchar[], %s::text[], %s::varchar[],
                         %s::varchar[], %s::date[])
    ON CONFLICT (org_id, subject, who, question) DO NOTHING RETURNING org_id, subject, who, question
"""


def read(run: Run, talks: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Standing]:
    rows = run(_READ, _columns(talks, 2))
    return {(org_id, who.hex): Standing(version, place) for org_id, who, version, place in rows}


def write(run: Run, replies: Sequence[Stored]) -> list[bool]:
    """Store replies in the running transaction; say of each whether it is new and its talk stood there.

    Everybody writes the rows of a table in one order, so that two groups do not wait in a circle.
    """
    rows = sorted((one.key, one.org_id, one.said, one.day) for one in replies)
    new = {key for (key,) in run(_RECEIVE, _columns(rows, 4))}
    moved = _move(run, sorted((one for one in replies if one.key in new), key=lambda one: one.who))
    stored = [one.key in new and (one.org_id, one.who) in moved for one in replies]
    if undone := [one.key for one, is_done in zip(replies, stored, strict=True) if not is_done]:
        run(_FORGET, ([key for key in undone if key in new],))
    done = [one for one, is_done in zip(replies, stored, strict=True) if is_done]
    _take(run, done)
    kept = _answers(run, done)
    for one in done:
        if one.decided:
            run(DECIDE, (one.org_id, one.who, *one.decided, one.day))
    _keep(run, done, kept)
    return stored


def _move(run: Run, replies: Sequence[Stored]) -> set[tuple[int, str]]:
    """Move talks on and begin new ones; return those that stood where they were read."""
    found: list[Any] = []
    on = [(one.org_id, one.who, one.version, one.place, one.day) for one in replies if one.version]
    first = [(one.org_id, one.who, one.place, one.day) for one in replies if not one.version]
    if on:
        found += run(_MOVE, _columns(on, 5))
    if first:
        found += run(_BEGIN, _columns(first, 4))
    return {(org_id, who.hex) for org_id, who in found}


def _take(run: Run, replies: Sequence[Stored]) -> None:
    rows = [
        (one.org_id, one.who, taken.subject, taken.script, taken.ended or "begun", one.day)
        for one in replies
        for taken in one.taken
        if taken.began or taken.ended
    ]
    if rows:
        run(_TAKE, _columns(rows, 6))


def _answers(run: Run, replies: Sequence[Stored]) -> dict[tuple[int, str, str, str], Kept]:
    """Write the answers; return each as its script is told of it."""
    given: dict[tuple[int, str, str, str], tuple[Stored, Taken, Given]] = {}
    again: list[tuple[Stored, Taken, Given]] = []
    for one in replies:
        for taken in one.taken:
            for answer in taken.answers:
                given[one.org_id, taken.subject, taken.who, answer.question] = (one, taken, answer)
    rows = [
        (*place, encoded(answer.value), one.medium, one.language, one.day)
        for place, (one, _taken, answer) in sorted(given.items(), key=lambda item: item[0])
    ]
    if not rows:
        return {}
    new = {
        (org_id, subject, who.hex, question)
        for org_id, subject, who, question in run(_ANSWER, _columns(rows, 8))
    }
    kept = {}
    for place, (one, taken, answer) in given.items():
        if place in new:
            kept[place] = Kept(answer.question, answer.value)
        else:
            again.append((one, taken, answer))
    for one, taken, answer in again:
        place = (one.org_id, taken.subject, taken.who, answer.question)
        kept[place] = replace(run, one, taken, answer, one.day)
    return kept


def _keep(run: Run, replies: Sequence[Stored], kept: dict[tuple[int, str, str, str], Kept]) -> None:
    """Tell each script its steps, all at once where it can hear them so."""
    steps: dict[str, list[Step]] = defaultdict(list)
    for one in replies:
        for taken in one.taken:
            answers = tuple(
                kept[one.org_id, taken.subject, taken.who, answer.question] for answer in taken.answers
            )
            steps[taken.script].append(step_of(one, taken, answers))
    for name in sorted(steps):
        script = scripts.find(name)
        if isinstance(script, KeepsAll):
            script.keep_all(run, steps[name])
        elif script is not None:
            for step in steps[name]:
                script.keep(run, step)


def _columns(rows: Sequence[tuple[Any, ...]], count: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]
