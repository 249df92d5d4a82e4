"""Read where talks stand and store replies: one in a transaction of its own, or all that wait in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from kazi.conversations.hot import grouped
from kazi.conversations.hot.singly import SEEN, run_with_django, write
from kazi.conversations.hot.values import Standing, Stored

_READ = "SELECT version, place FROM conversations_talk WHERE org_id = %s AND who = %s"
NOT_THERE = Standing(0, "{}")


def read(org_id: int, who: str) -> Standing:
    """Return where the talk with this person stands; version 0 for a person never heard before."""
    return read_all([(org_id, who)]).get((org_id, who), NOT_THERE)


def read_all(talks: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Standing]:
    """Return where these talks stand, by organisation and pseudonym; one that is not there is left out."""
    if connection.vendor == "postgresql":
        return grouped.read(run_with_django, talks)
    run = _bare()
    return {talk: Standing(*rows[0]) for talk in talks if (rows := run(_READ, talk))}


def seen(org_id: int, key: str) -> str | None:
    """Return what was answered to this key before, None where it is new."""
    run = run_with_django if connection.vendor == "postgresql" else _bare()
    rows = run(SEEN, (key, org_id))
    return rows[0][0] if rows else None


def store(reply: Stored) -> tuple[str, bool]:
    """Store a reply and return what to say, and whether it is new: else it is what was stored before.

    Raises Moved, and stores nothing, when the talk no longer stands where the reply was worked out.
    """
    if connection.vendor == "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            return write(run_with_django, reply)
    with connection.short_transaction() as bare:  # type: ignore[attr-defined]
        return write(_runner(bare), reply)


def store_all(replies: Sequence[Stored]) -> list[bool]:
    """Store replies to different people in one transaction; say of each whether it is stored, as a new one.

    One that was heard before, or whose talk has moved on, leaves nothing behind; `store` then tells which.
    Raises what the database raises, with nothing stored.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            return grouped.write(run_with_django, replies)
    with connection.short_transaction() as bare:  # type: ignore[attr-defined]
        run, stored = _runner(bare), []
        for one in replies:
            bare.execute("SAVEPOINT reply")
            try:
                is_new = write(run, one)[1]
            except Exception:  # The others' statements stay; whoever sent this one hears of it from `store`.
                bare.execute("ROLLBACK TO reply")
                is_new = False
            bare.execute("RELEASE reply")
            stored.append(is_new)
        return stored


def _bare() -> Callable[[str, Sequence[Any]], list[Any]]:
    """SQLite without Django's cursor, which costs more than the question."""
    connection.ensure_connection()
    return _runner(connection.connection)


def _runner(bare: Any) -> Callable[[str, Sequence[Any]], list[Any]]:
    def run(sql: str, values: Sequence[Any]) -> list[Any]:
        found: list[Any] = bare.execute(sql.replace("%s", "?"), values).fetchall()
        return found

    return run
