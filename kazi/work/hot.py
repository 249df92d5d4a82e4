"""Claim and submit: the two statements that every task costs, in SQL for both databases.

Only the services of this room call them.  Each is one short transaction; the constraints named in
`models` stand behind it (`seats_not_oversold`, `one_seat_per_worker`, `one_seat_per_slot`).  The
tenant fence does not see raw SQL, so every statement carries the organisation.

The queue is the index `task_queue` (project, rank, id) of tasks with a free seat.  A worker goes on
after the task they were last given, so that thousands of tasks they have done are not looked
through each time; when the project's queue has changed since, or its end is reached, the search
begins at the top.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction

from kazi.work.rules import MOST_AHEAD, worked_seconds

TRIES = 4
_HELD = """
    SELECT s.id, s.task_id, s.project_id, s.version, s.stage, s.slot, s.leased_at,
           s.expires_at, s.reason, t.payload, t.files, t.hints
      FROM work_seat s JOIN work_task t ON t.id = s.task_id
     WHERE s.worker_id = %s AND s.org_id = %s AND s.state = 'open'
     ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Leased:
    """One seat that a worker holds, with what is needed to show its task."""

    seat_id: int
    task_id: int
    project_id: int
    version: int
    stage: str
    leased_at: datetime
    expires_at: datetime
    comment: str
    payload: dict[str, Any]
    files: dict[str, str]
    hints: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A submit that found its seat open: the answer's id and the seconds that count."""

    answer_id: int
    seconds: int


Row = dict[str, Any]


def held(org_id: int, worker_id: int) -> list[Row]:
    """Return the open seats the worker holds in any project, oldest first, as rows."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [worker_id, org_id])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def claim(
    org_id: int,
    worker_id: int,
    project_id: int,
    now: datetime,
    lease_minutes: int,
    count: int,
    holding: list[Row] | None = None,
) -> list[Leased]:
    """Make the worker hold up to `count` seats of the project and return them, oldest first.

    Seats held already (`holding`, as `held` returned them a moment ago) come first, so asking twice
    gives the same.  Two requests at the same moment may both try for the same slot: the constraint
    lets one through, and the other starts again and finds the first one's seat.
    """
    take = _take_postgresql if connection.vendor == "postgresql" else _take_sqlite
    for attempt in range(TRIES):
        rows = held(org_id, worker_id) if holding is None else holding
        mine = [leased(row) for row in rows if row["project_id"] == project_id]
        taken = {row["slot"] for row in rows}
        slots = [slot for slot in range(MOST_AHEAD) if slot not in taken][: count - len(mine)]
        if len(mine) >= count or not slots:
            return mine[:count]
        try:
            return mine + take(org_id, worker_id, project_id, now, lease_minutes, slots)
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            holding = None
    return []


def submit(
    org_id: int,
    worker_id: int,
    project_id: int,
    seat_id: int,
    version: int,
    value: dict[str, Any],
    seconds: int | None,
    cap_seconds: int,
    rate: Decimal,
    now: datetime,
) -> Stored | None:
    """Close an open seat with its answer; None when the seat is not open (the caller finds out why).

    The first version of a seat earns `rate`, rework earns none.  A task with all its answers
    becomes `answered` in the same transaction and waits for quality.
    """
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if connection.vendor == "postgresql":
        return _submit_postgresql(
            org_id, worker_id, project_id, seat_id, version, said, seconds, cap_seconds, rate, now
        )
    with transaction.atomic():
        return _submit_sqlite(
            org_id, worker_id, project_id, seat_id, version, said, seconds, cap_seconds, rate, now
        )


def leased(row: Row) -> Leased:
    """Return a row of `held` as a value."""
    return Leased(
        seat_id=row["id"],
        task_id=row["task_id"],
        project_id=row["project_id"],
        version=row["version"],
        stage=row["stage"],
        leased_at=_time(row["leased_at"]),
        expires_at=_time(row["expires_at"]),
        comment=row["reason"],
        payload=_json(row["payload"]) or {},
        files=_json(row["files"]) or {},
        hints=_json(row["hints"]),
    )


# -- SQLite: one writer at a time, so plain statements in one immediate transaction ----------------


def _take_sqlite(
    org_id: int,
    worker_id: int,
    project_id: int,
    now: datetime,
    lease_minutes: int,
    slots: list[int],
) -> list[Leased]:
    until = now + timedelta(minutes=lease_minutes)
    found = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.rank, t.id FROM work_seat s JOIN work_task t ON t.id = s.task_id
             WHERE s.worker_id = %s AND s.project_id = %s
               AND s.leased_at > (SELECT queue_changed_at FROM work_project WHERE id = %s)
             ORDER BY s.id DESC LIMIT 1
            """,
            [worker_id, project_id, project_id],
        )
        place = cursor.fetchone()
        free = _free_sqlite(cursor, org_id, worker_id, project_id, place, len(slots))
        if place is not None and len(free) < len(slots):
            seen = {row[0] for row in free}
            more = _free_sqlite(cursor, org_id, worker_id, project_id, None, len(slots))
            free += [row for row in more if row[0] not in seen][: len(slots) - len(free)]
        for slot, (task_id, stage, payload, files, hints) in zip(slots, free, strict=False):
            cursor.execute("UPDATE work_task SET open_seats = open_seats - 1 WHERE id = %s", [task_id])
            cursor.execute(
                f"""
                INSERT INTO work_seat (org_id, task_id, project_id, worker_id, state, stage, slot,
                                       version, leased_at, expires_at, reason)
                VALUES (%s, %s, %s, %s, 'open', %s, %s, 1, %s, %s, '') {_TAKE_AGAIN}
                RETURNING id, version, reason
                """,  # noqa: S608 -- a constant of this module.
                [org_id, task_id, project_id, worker_id, stage, slot, _text(now), _text(until)],
            )
            seat_id, version, reason = cursor.fetchone()
            found.append(
                Leased(seat_id, task_id, project_id, version, stage, now, until, reason,
                       _json(payload) or {}, _json(files) or {}, _json(hints))
            )  # fmt: skip
    return found


def _free_sqlite(
    cursor: Any,
    org_id: int,
    worker_id: int,
    project_id: int,
    place: Sequence[int] | None,
    count: int,
) -> list[tuple[int, str, str, str | None, str | None]]:
    after = "AND (t.rank, t.id) > (%s, %s)" if place is not None else ""
    cursor.execute(
        f"""
        SELECT t.id, t.stage, t.payload, t.files, t.hints FROM work_task t
         WHERE t.org_id = %s AND t.project_id = %s AND t.open_seats > 0 {after} {_NOT_MINE}
         ORDER BY t.rank, t.id LIMIT %s
        """,  # noqa: S608 -- both are constants of this module.
        [org_id, project_id, *(place or ()), worker_id, count],
    )
    return list(cursor.fetchall())


# A seat that ran out may be taken again by the same worker; one that was answered, skipped or
# flagged may not.
_NOT_MINE = """AND NOT EXISTS (SELECT 1 FROM work_seat s WHERE s.task_id = t.id
                               AND s.worker_id = %s AND s.state <> 'expired')"""
_TAKE_AGAIN = """
    ON CONFLICT (task_id, worker_id) DO UPDATE
       SET state = 'open', stage = excluded.stage, slot = excluded.slot,
           leased_at = excluded.leased_at, expires_at = excluded.expires_at
     WHERE work_seat.state = 'expired'
"""


def _submit_sqlite(
    org_id: int,
    worker_id: int,
    project_id: int,
    seat_id: int,
    version: int,
    said: str,
    seconds: int | None,
    cap_seconds: int,
    rate: Decimal,
    now: datetime,
) -> Stored | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE work_seat SET state = 'answered', answered_at = %s
             WHERE id = %s AND org_id = %s AND project_id = %s AND worker_id = %s
               AND state = 'open' AND version = %s
            RETURNING task_id, leased_at
            """,
            [_text(now), seat_id, org_id, project_id, worker_id, version],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        task_id, leased_at = row
        worked = worked_seconds(seconds, _time(leased_at), now, cap_seconds)
        earned = rate if version == 1 else Decimal(0)
        cursor.execute(
            """
            INSERT INTO work_answer (org_id, seat_id, task_id, worker_id, version, value, seconds,
                                     rate, is_extra, submitted_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            [org_id, seat_id, task_id, worker_id, version, said, worked, str(earned), False,
             _text(now)],
        )  # fmt: skip
        answer_id = cursor.fetchone()[0]
        cursor.execute(
            """
            UPDATE work_task SET done = done + 1,
                   state = CASE WHEN done + 1 >= needed AND state <> 'withdrawn'
                                THEN 'answered' ELSE state END
             WHERE id = %s
            """,
            [task_id],
        )
    return Stored(answer_id, worked)


# -- PostgreSQL: one statement each, which is its own transaction -----------------------------------

_TAKE = """
WITH place AS MATERIALIZED (
    SELECT t.rank, t.id FROM work_seat s JOIN work_task t ON t.id = s.task_id
     WHERE %(onward)s AND s.worker_id = %(worker)s AND s.project_id = %(project)s
       AND s.leased_at > (SELECT queue_changed_at FROM work_project WHERE id = %(project)s)
     ORDER BY s.id DESC LIMIT 1),
free AS MATERIALIZED (
    SELECT t.id, t.rank FROM work_task t
     WHERE t.org_id = %(org)s AND t.project_id = %(project)s AND t.open_seats > 0
       AND (t.rank, t.id) > (COALESCE((SELECT rank FROM place), -2147483648),
                             COALESCE((SELECT id FROM place), 0))
       AND (SELECT s.id FROM work_seat s WHERE s.task_id = t.id AND s.worker_id = %(worker)s
               AND s.state <> 'expired') IS NULL
     ORDER BY t.rank, t.id LIMIT {count} FOR NO KEY UPDATE OF t SKIP LOCKED),
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
"""
# The planner has to see the limit as a number, or it may sort the whole queue for one row; and
# "IS NULL" instead of NOT EXISTS keeps it from joining all of a worker's seats with all tasks.
_TAKES = {count: _TAKE.replace("{count}", str(count)) for count in range(1, MOST_AHEAD + 1)}


def _take_postgresql(
    org_id: int,
    worker_id: int,
    project_id: int,
    now: datetime,
    lease_minutes: int,
    slots: list[int],
) -> list[Leased]:
    until = now + timedelta(minutes=lease_minutes)
    values: dict[str, Any] = {
        "org": org_id,
        "worker": worker_id,
        "project": project_id,
        "now": now,
        "until": until,
        "slots": slots,
        "onward": True,
    }
    rows: list[Any] = []
    with connection.cursor() as cursor:
        cursor.execute(_TAKES[len(slots)], values)
        rows = cursor.fetchall()
        for patience in range(TRIES):
            if rows:
                break
            # The end of the queue, or nothing after this worker's place: once more from the top.
            cursor.execute(_TAKES[len(slots)], values | {"onward": False})
            rows = cursor.fetchall()
            # Others may have held every row that is left for the length of their claims.
            if not rows and not _any_free(cursor, values):
                break
            if not rows:
                time.sleep(0.005 * (patience + 1))
    return [
        Leased(row[0], row[1], project_id, row[2], row[3], now, until, row[4],
               _json(row[5]) or {}, _json(row[6]) or {}, _json(row[7]))
        for row in rows
    ]  # fmt: skip


def _any_free(cursor: Any, values: dict[str, Any]) -> bool:
    cursor.execute(
        """
        SELECT 1 FROM work_task t
         WHERE t.org_id = %(org)s AND t.project_id = %(project)s AND t.open_seats > 0
           AND (SELECT s.id FROM work_seat s WHERE s.task_id = t.id AND s.worker_id = %(worker)s
                   AND s.state <> 'expired') IS NULL LIMIT 1
        """,
        {name: values[name] for name in ("org", "project", "worker")},
    )
    return cursor.fetchone() is not None


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


def _submit_postgresql(
    org_id: int,
    worker_id: int,
    project_id: int,
    seat_id: int,
    version: int,
    said: str,
    seconds: int | None,
    cap_seconds: int,
    rate: Decimal,
    now: datetime,
) -> Stored | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _SUBMIT,
            {
                "now": now,
                "seat": seat_id,
                "org": org_id,
                "project": project_id,
                "worker": worker_id,
                "version": version,
                "value": said,
                # The rule of rules.worked_seconds: what the page said, or the cap; never above wall.
                "seconds": cap_seconds if seconds is None else seconds,
                "rate": rate if version == 1 else Decimal(0),
            },
        )
        row = cursor.fetchone()
    return None if row is None else Stored(row[0], row[1])


def _text(moment: datetime) -> Any:
    """Return a time as this database's Django backend stores it."""
    return connection.ops.adapt_datetimefield_value(moment)


def _time(value: Any) -> datetime:
    if isinstance(value, str):  # SQLite keeps UTC without saying so.
        value = datetime.fromisoformat(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    result: datetime = value
    return result


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
