"""Claim and submit on PostgreSQL: one statement each, which is its own transaction."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from kazi.work.hot.values import Leased, Sent, Stored, Wanted, from_json
from kazi.work.rules import MOST_AHEAD

PATIENCE = 4
# "IS NULL" instead of NOT EXISTS keeps the planner from joining all of a worker's seats with all tasks.
_NOT_MINE = """
       AND (SELECT s.id FROM work_seat s WHERE s.task_id = t.id AND s.worker_id = %(worker)s
               AND s.state <> 'expired') IS NULL"""
_TAKE = f"""
WITH place AS MATERIALIZED (
    SELECT t.rank, t.id FROM work_seat s JOIN work_task t ON t.id = s.task_id
     WHERE %(onward)s AND s.worker_id = %(worker)s AND s.project_id = %(project)s
       AND s.leased_at > (SELECT queue_changed_at FROM work_project WHERE id = %(project)s)
     ORDER BY s.id DESC LIMIT 1),
free AS MATERIALIZED (
    SELECT t.id FROM work_task t
     WHERE t.org_id = %(org)s AND t.project_id = %(project)s AND t.open_seats > 0
       AND (t.rank, t.id) > (COALESCE((SELECT rank FROM place), -2147483648),
                             COALESCE((SELECT id FROM place), 0)) {_NOT_MINE}
     ORDER BY t.rank, t.id LIMIT {{count}} FOR NO KEY UPDATE OF t SKIP LOCKED),
taken AS (
    UPDATE work_task t SET open_seats = t.open_seats - 1 FROM free WHERE t.id = free.id
 RETURNING t.id, t.rank, t.stage, t.payload, t.files, t.hints),
numbered AS (SELECT *, row_number() OVER (ORDER BY rank, id) AS n FROM taken),
made AS (
    INSERT INTO work_seat (org_id, task_id, project_id, worker_id, state, stage, slot, version,
                           leased_at, expires_at, reason)
    SELECT %(org)s, id, %(project)s, %(worker)s, 'open', stage, (%(slots)s::smallint[])[n], 1,
           %(now)s, %(until)s, ''
      FROM numbered
    ON CONFLICT (task_id, worker_id) DO UPDATE
       SET state = 'open', stage = excluded.stage, slot = excluded.slot,
           leased_at = excluded.leased_at, expires_at = excluded.expires_at
     WHERE work_seat.state = 'expired'
 RETURNING id, task_id, version, stage, reason)
SELECT made.id, made.task_id, made.version, made.stage, made.reason, t.payload::text,
       t.files::text, t.hints::text
  FROM made JOIN taken t ON t.id = made.task_id ORDER BY t.rank, t.id
"""  # noqa: S608 -- constants of this module.
# The planner has to see the limit as a number, or it may sort the whole queue for one row.
_TAKES = {count: _TAKE.replace("{count}", str(count)) for count in range(1, MOST_AHEAD + 1)}
_ANY_FREE = f"""
    SELECT 1 FROM work_task t
     WHERE t.org_id = %(org)s AND t.project_id = %(project)s AND t.open_seats > 0 {_NOT_MINE} LIMIT 1
"""  # noqa: S608 -- constants of this module.
_SUBMIT = """
WITH seat AS (
    UPDATE work_seat SET state = 'answered', answered_at = %(now)s
     WHERE id = %(seat)s AND org_id = %(org)s AND project_id = %(project)s
       AND worker_id = %(worker)s AND state = 'open' AND version = %(version)s
 RETURNING id, task_id, GREATEST(0, EXTRACT(EPOCH FROM %(now)s - leased_at))::int AS wall),
answer AS (
    INSERT INTO work_answer (org_id, seat_id, task_id, worker_id, version, value, seconds, rate,
                             is_extra, submitted_at)
    SELECT %(org)s, id, task_id, %(worker)s, %(version)s, %(value)s::jsonb,
           GREATEST(0, LEAST(%(seconds)s, wall)), %(rate)s, false, %(now)s
      FROM seat RETURNING id, seconds),
task AS (
    UPDATE work_task t SET done = t.done + 1,
           state = CASE WHEN t.done + 1 >= t.needed AND t.state <> 'withdrawn'
                        THEN 'answered' ELSE t.state END
      FROM seat WHERE t.id = seat.task_id)
SELECT id, seconds FROM answer
"""


def rows(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """Ask one question and return all rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def take(wanted: Wanted, slots: list[int]) -> list[Leased]:
    """Take a seat at the next task for each slot; fewer when the queue is shorter.

    Rows that others hold at this moment are passed over (SKIP LOCKED).  When all that is left is
    held so, it tries again a few times instead of saying that there is nothing.
    """
    values: dict[str, Any] = {
        "org": wanted.org_id,
        "worker": wanted.worker_id,
        "project": wanted.project_id,
        "now": wanted.now,
        "until": wanted.until,
        "slots": slots,
        "onward": True,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKES[len(slots)], values)
        found = cursor.fetchall()
        values["onward"] = False  # The end of the queue, or of what follows: look from the top.
        for patience in range(PATIENCE):
            if found:
                break
            cursor.execute(_TAKES[len(slots)], values)
            found = cursor.fetchall()
            if not found:
                cursor.execute(_ANY_FREE, {name: values[name] for name in ("org", "project", "worker")})
                if cursor.fetchone() is None:
                    break
                time.sleep(0.005 * (patience + 1))
    return [
        Leased(
            row[0], row[1], wanted.project_id, row[2], row[3], wanted.now, wanted.until, row[4],
            from_json(row[5]) or {}, from_json(row[6]) or {}, from_json(row[7]),
        )
        for row in found
    ]  # fmt: skip


def submit(sent: Sent) -> Stored | None:
    """Close the seat, store the answer and count it, if the seat is open."""
    values = {
        "now": sent.now,
        "seat": sent.seat_id,
        "org": sent.org_id,
        "project": sent.project_id,
        "worker": sent.worker_id,
        "version": sent.version,
        "value": sent.said,
        # As rules.worked_seconds: what the page said, or the cap; never more than has passed.
        "seconds": sent.cap_seconds if sent.seconds is None else sent.seconds,
        "rate": sent.rate if sent.version == 1 else Decimal(0),
    }
    found = rows(_SUBMIT, values)
    return Stored(found[0][0], found[0][1]) if found else None
