"""One transaction for one reply, and, on SQLite, one for all the replies that wait at this moment."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from kazi.conversations.hot.values import Given, Moved, Standing, Stored, Taken
from kazi.conversations.rules import scripts
from kazi.conversations.rules.scripts import Kept, Run, Step, Value

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_READ = "SELECT version, place FROM conversations_talk WHERE org_id = %s AND who = %s"
_SEEN = "SELECT said FROM conversations_received WHERE key = %s AND org_id = %s"
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
_DECIDE = """
    INSERT INTO conversations_decision (org_id, who, purpose, version, agreed, day)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (org_id, who, purpose, version) DO UPDATE SET agreed = excluded.agreed, day = excluded.day
"""
_WITHDRAW = """
    UPDATE conversations_decision SET agreed = %s, day = %s WHERE org_id = %s AND who = %s AND agreed = %s
"""


def read(org_id: int, who: str) -> Standing:
    """Return where the talk with this person stands; version 0 for a person never heard before."""
    rows = _ask(_READ, (org_id, who))
    return Standing(rows[0][0], rows[0][1]) if rows else Standing(0, "{}")


def seen(org_id: int, key: str) -> str | None:
    """Return what was answered to this key before, None where it is new."""
    rows = _ask(_SEEN, (key, org_id))
    return rows[0][0] if rows else None


def store(reply: Stored) -> tuple[str, bool]:
    """Store a reply and return what to say, and whether it is new: else it is what was stored before.

    Raises Moved, and stores nothing, when the talk no longer stands where the reply was worked out.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            return _write(run_with_django, reply)
    return _together.store(reply)


def _write(run: Run, reply: Stored) -> tuple[str, bool]:
    day: Any = reply.day if run is run_with_django else reply.day.isoformat()
    if not run(_RECEIVE, (reply.key, reply.org_id, reply.said, day)):
        rows = run(_SEEN, (reply.key, reply.org_id))
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
        run(_DECIDE, (reply.org_id, reply.who, *reply.decided, day))
    if reply.withdraws:
        run(_WITHDRAW, (False, day, reply.org_id, reply.who, True))
    return reply.said, True


def _take(run: Run, reply: Stored, taken: Taken, day: Any) -> None:
    if taken.began or taken.ended:
        state = taken.ended or "begun"
        run(_TAKE, (reply.org_id, reply.who, taken.subject, taken.script, state, day))
    kept = tuple(_answer(run, reply, taken, one, day) for one in taken.answers)
    script = scripts.find(taken.script)
    if script is not None:
        script.keep(
            run,
            Step(
                reply.org_id,
                taken.who,
                taken.subject,
                reply.language,
                reply.medium,
                kept,
                taken.began,
                taken.ended,
                taken.linked,
                reply.decided,
            ),
        )


def _answer(run: Run, reply: Stored, taken: Taken, given: Given, day: Any) -> Kept:
    value, whose = _encode(given.value), (reply.org_id, taken.subject, taken.who, given.question)
    if run(_ANSWER, (*whose, value, reply.medium, reply.language, day)):
        return Kept(given.question, given.value)
    before: Value = json.loads(run(_BEFORE, whose)[0][0])
    run(_REPLACE, (value, reply.medium, reply.language, day, *whose))
    return Kept(given.question, given.value, before)


def _ask(sql: str, values: Sequence[Any]) -> list[Any]:
    """Ask one question; on SQLite without Django's cursor, which costs more than the question."""
    if connection.vendor == "postgresql":
        return run_with_django(sql, values)
    connection.ensure_connection()
    found: list[Any] = connection.connection.execute(sql.replace("%s", "?"), values).fetchall()
    return found


def run_with_django(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


class _Waiting:
    """A reply on its way into the table, and what became of it."""

    __slots__ = ("error", "is_done", "reply", "said")

    def __init__(self, reply: Stored) -> None:
        self.reply = reply
        self.said = ("", False)
        self.error: BaseException | None = None
        self.is_done = False


class _Together:
    """SQLite has one writer, who waits for the disk.  The replies that come meanwhile go with the next turn.

    Each is answered only after the commit that holds it.  One that cannot be stored takes its
    statements back and leaves the others' in place.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._waiting: deque[_Waiting] = deque()  # Either end is taken from or added to in one step.

    def store(self, reply: Stored) -> tuple[str, bool]:
        mine = _Waiting(reply)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_done:
                # Whoever adds one now waits for the turn, and finds it stored or stores it then.
                self._store_all([self._waiting.popleft() for _ in range(len(self._waiting))])
        if mine.error is not None:
            raise mine.error
        return mine.said

    def _store_all(self, group: list[_Waiting]) -> None:
        try:
            with connection.short_transaction() as bare:  # type: ignore[attr-defined]
                run = _runner(bare)
                for one in group:
                    bare.execute("SAVEPOINT reply")
                    try:
                        one.said = _write(run, one.reply)
                    except Exception as error:
                        one.error = error
                        bare.execute("ROLLBACK TO reply")
                    bare.execute("RELEASE reply")
        except BaseException as error:
            for one in group:
                one.error = one.error or error  # Nothing was stored of any of them.
            raise
        finally:
            for one in group:
                one.is_done = True


def _runner(bare: Any) -> Callable[[str, Sequence[Any]], list[Any]]:
    def run(sql: str, values: Sequence[Any]) -> list[Any]:
        found: list[Any] = bare.execute(sql.replace("%s", "?"), values).fetchall()
        return found

    return run


_together = _Together()
