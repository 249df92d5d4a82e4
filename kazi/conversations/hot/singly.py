"""The statements of one reply, the same on both databases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from kazi.conversations.hot.values import Given, Moved, Stored, Taken
from kazi.conversations.rules import scripts
from kazi.conversations.rules.scripts import Kept, Run, Step, Value

encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SEEN = "SELECT said FROM conversations_received WHERE key = %s AND org_id = %s"
_RECEIVE = """
    INSERT INTO conversations_received (key, org_id, said, day) VALUES (%s, %s, %s, %s)
    ON CONFLICT (key) DO NOTHING RETURNING key
"""
_MOVE = """
    UPDATE conversations_talk SET place = %s, version = version + 1, heard_on = %s
     WHERE org_id = %s AND who = %s AND version = %s RETURNING id
"""
_BEGIN = """
    INSERT INTO conversations_talk (org_id, who, version, place, heard_on) VALUES (%s, %s, 1, %s, %s)
    ON CONFLICT (org_id, who) DO NOTHING RETURNING id
"""
_ANSWER = """
    INSERT INTO conversations_answer (org_id, subject, who, question, value, medium, language, day)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (org_id, subject, who, question) DO NOTHING RETURNING id
"""
_BEFORE = """
    SELECT value FROM conversations_answer
     WHERE org_id = %s AND subject = %s AND who = %s AND question = %s
"""
_REPLACE = """
    UPDATE conversations_answer SET value = %s, medium = %s, language = %s, day = %s
     WHERE org_id = %s AND subject = %s AND who = %s AND question = %s
"""
_TAKE = """
    INSERT INTO conversations_taking (org_id, who, subject, script, state, day)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (org_id, who, subject) DO UPDATE SET state = excluded.state, day = excluded.day
     WHERE conversations_taking.state <> 'done'
"""
DECIDE = """
    INSERT INTO conversations_decision (org_id, who, purpose, version, agreed, day)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (org_id, who, purpose, version) DO UPDATE SET agreed = excluded.agreed, day = excluded.day
"""
_WITHDRAW = """
    UPDATE conversations_decision SET agreed = %s, day = %s WHERE org_id = %s AND who = %s AND agreed = %s
"""


def write(run: Run, reply: Stored) -> tuple[str, bool]:
    """Store a reply by `run`; return what to say, and whether it is new.  Raises Moved in the middle."""
    day: Any = reply.day if run is run_with_django else reply.day.isoformat()
    if not run(_RECEIVE, (reply.key, reply.org_id, reply.said, day)):
        rows = run(SEEN, (reply.key, reply.org_id))
        return (str(rows[0][0]) if rows else "null"), False
    if reply.version:
        moved = run(_MOVE, (reply.place, day, reply.org_id, reply.who, reply.version))
    else:
        moved = run(_BEGIN, (reply.org_id, reply.who, reply.place, day))
    if not moved:
        raise Moved
    for taken in reply.taken:
        _take(run, reply, taken, day)
    if reply.decided:
        run(DECIDE, (reply.org_id, reply.who, *reply.decided, day))
    if reply.withdraws:
        run(_WITHDRAW, (False, day, reply.org_id, reply.who, True))
    return reply.said, True


def _take(run: Run, reply: Stored, taken: Taken, day: Any) -> None:
    if taken.began or taken.ended:
        state = taken.ended or "begun"
        run(_TAKE, (reply.org_id, reply.who, taken.subject, taken.script, state, day))
    kept = tuple(_answer(run, reply, taken, one, day) for one in taken.answers)
    if (script := scripts.find(taken.script)) is not None:
        script.keep(run, step_of(reply, taken, kept))


def step_of(reply: Stored, taken: Taken, kept: tuple[Kept, ...]) -> Step:
    """Return what a script is told of its part of a reply."""
    return Step(
        reply.org_id, taken.who, taken.subject, reply.language, reply.medium, kept, taken.began, taken.ended,
        taken.linked, reply.decided,
    )  # fmt: skip


def _answer(run: Run, reply: Stored, taken: Taken, given: Given, day: Any) -> Kept:
    value, whose = encoded(given.value), (reply.org_id, taken.subject, taken.who, given.question)
    if run(_ANSWER, (*whose, value, reply.medium, reply.language, day)):
        return Kept(given.question, given.value)
    return replace(run, reply, taken, given, day)


def replace(run: Run, reply: Stored, taken: Taken, given: Given, day: Any) -> Kept:
    """Put an answer in the place of one that is there."""
    value, whose = encoded(given.value), (reply.org_id, taken.subject, taken.who, given.question)
    before: Value = json.loads(run(_BEFORE, whose)[0][0])
    run(_REPLACE, (value, reply.medium, reply.language, day, *whose))
    return Kept(given.question, given.value, before)


def run_with_django(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []
