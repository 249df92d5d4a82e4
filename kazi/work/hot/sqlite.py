"""Claim and submit on SQLite: one writer at a time, so plain statements in one short transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from kazi.work.hot.values import Leased, Sent, Stored, Wanted, from_json, moment
from kazi.work.rules import worked_seconds

# Where this worker was given their last task, if the queue has not changed since.
_PLACE = """
    SELECT t.rank, t.id FROM work_seat s JOIN work_task t ON t.id = s.task_id
     WHERE s.worker_id = ? AND s.project_id = ?
       AND s.leased_at > (SELECT queue_changed_at FROM work_project WHERE id = ?)
     ORDER BY s.id DESC LIMIT 1
"""
# A seat that ran out may be taken again by the same worker; one that was answered, skipped or
# flagged may not.
_FREE = """
    SELECT t.id, t.stage, t.payload, t.files, t.hints FROM work_task t
     WHERE t.org_id = ? AND t.project_id = ? AND t.open_seats > 0 AND (t.rank, t.id) > (?, ?)
       AND NOT EXISTS (SELECT 1 FROM work_seat s WHERE s.task_id = t.id
                        AND s.worker_id = ? AND s.state <> 'expired')
     ORDER BY t.rank, t.id LIMIT ?
"""
_TOP = (-(2**31), 0)
_COUNT_DOWN = "UPDATE work_task SET open_seats = open_seats - 1 WHERE id = ?"
_SIT = """
    INSERT INTO work_seat (org_id, task_id, project_id, worker_id, state, stage, slot, version,
                           leased_at, expires_at, reason)
    VALUES (?, ?, ?, ?, 'open', ?, ?, 1, ?, ?, '')
    ON CONFLICT (task_id, worker_id) DO UPDATE
       SET state = 'open', stage = excluded.stage, slot = excluded.slot,
           leased_at = excluded.leased_at, expires_at = excluded.expires_at
     WHERE work_seat.state = 'expired'
    RETURNING id, version, reason
"""
_CLOSE = """
    UPDATE work_seat SET state = 'answered', answered_at = ?
     WHERE id = ? AND org_id = ? AND project_id = ? AND worker_id = ? AND state = 'open' AND version = ?
    RETURNING task_id, leased_at
"""
_ANSWER = """
    INSERT INTO work_answer (org_id, seat_id, task_id, worker_id, version, value, seconds, rate,
                             is_extra, submitted_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?) RETURNING id
"""
_COUNT_UP = """
    UPDATE work_task SET done = done + 1,
           state = CASE WHEN done + 1 >= needed AND state <> 'withdrawn' THEN 'answered' ELSE state END
     WHERE id = ?
"""


def rows(sql: str, values: Sequence[Any]) -> list[Any]:
    """Ask one question without Django's cursor, which costs more than the question."""
    connection.ensure_connection()
    found: list[Any] = connection.connection.execute(sql.replace("%s", "?"), values).fetchall()
    return found


def take(wanted: Wanted, slots: list[int]) -> list[Leased]:
    """Take a seat at the next task for each slot; fewer when the queue is shorter."""
    now, until = _text(wanted.now), _text(wanted.until)
    org_id, worker_id, project_id = wanted.org_id, wanted.worker_id, wanted.project_id
    found = []
    with connection.short_transaction() as bare:  # type: ignore[attr-defined]
        place = bare.execute(_PLACE, (worker_id, project_id, project_id)).fetchone()
        free = _free(bare, wanted, place or _TOP, len(slots))
        if place is not None and len(free) < len(slots):
            seen = {row[0] for row in free}
            more = _free(bare, wanted, _TOP, len(slots))
            free += [row for row in more if row[0] not in seen][: len(slots) - len(free)]
        for slot, (task_id, stage, payload, files, hints) in zip(slots, free, strict=False):
            bare.execute(_COUNT_DOWN, (task_id,))
            values = (org_id, task_id, project_id, worker_id, stage, slot, now, until)
            seat_id, version, reason = bare.execute(_SIT, values).fetchone()
            found.append(
                Leased(
                    seat_id,
                    task_id,
                    project_id,
                    version,
                    stage,
                    wanted.now,
                    wanted.until,
                    reason,
                    from_json(payload) or {},
                    from_json(files) or {},
                    from_json(hints),
                )
            )
    return found


def submit(sent: Sent) -> Stored | None:
    """Close the seat, store the answer and count it, if the seat is open."""
    now = _text(sent.now)
    with connection.short_transaction() as bare:  # type: ignore[attr-defined]
        whose = (sent.seat_id, sent.org_id, sent.project_id, sent.worker_id, sent.version)
        row = bare.execute(_CLOSE, (now, *whose)).fetchone()
        if row is None:
            return None
        task_id, leased_at = row
        worked = worked_seconds(sent.seconds, moment(leased_at), sent.now, sent.cap_seconds)
        earned = sent.rate if sent.version == 1 else Decimal(0)
        values = (
            sent.org_id,
            sent.seat_id,
            task_id,
            sent.worker_id,
            sent.version,
            sent.said,
            worked,
            str(earned),
            now,
        )
        answer_id = bare.execute(_ANSWER, values).fetchone()[0]
        bare.execute(_COUNT_UP, (task_id,))
    return Stored(answer_id, worked)


def _free(
    bare: sqlite3.Connection, wanted: Wanted, after: tuple[int, int], count: int
) -> list[tuple[int, str, str, str | None, str | None]]:
    values = (wanted.org_id, wanted.project_id, *after, wanted.worker_id, count)
    return bare.execute(_FREE, values).fetchall()


def _text(moment: datetime) -> str:
    """Return a time as Django's SQLite backend stores it: UTC, no zone, a space in the middle."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))
