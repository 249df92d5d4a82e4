"""Claim, submit and what a worker holds, whichever database it is."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection

from kazi.work.hot import postgresql, sqlite
from kazi.work.hot.values import Held, Leased, Sent, Stored, Wanted, from_json, moment
from kazi.work.rules import MOST_AHEAD

TRIES = 4
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_HELD = """
    SELECT s.slot, s.id, s.task_id, s.project_id, s.version, s.stage, s.leased_at, s.expires_at,
           s.reason, t.payload, t.files, t.hints
      FROM work_seat s JOIN work_task t ON t.id = s.task_id
     WHERE s.worker_id = %s AND s.org_id = %s AND s.state = 'open'
     ORDER BY s.id
"""
_STORED = """
    SELECT a.id, a.seconds, a.is_extra
      FROM work_seat s JOIN work_answer a ON a.seat_id = s.id AND a.version = %s
     WHERE s.id = %s AND s.org_id = %s AND s.project_id = %s AND s.worker_id = %s
"""


def held(org_id: int, worker_id: int) -> list[Held]:
    """Return the open seats the worker holds in any project, oldest first."""
    return [
        Held(
            row[0],
            Leased(
                row[1], row[2], row[3], row[4], row[5], moment(row[6]), moment(row[7]), row[8],
                from_json(row[9]) or {}, from_json(row[10]) or {}, from_json(row[11]),
            ),
        )
        for row in _database().rows(_HELD, (worker_id, org_id))
    ]  # fmt: skip


def claim(
    org_id: int,
    worker_id: int,
    project_id: int,
    now: datetime,
    lease_minutes: int,
    count: int,
    holding: list[Held] | None = None,
) -> list[Leased]:
    """Make the worker hold up to `count` seats of the project and return them, oldest first.

    Seats held already (`holding`, as `held` returned them a moment ago) come first, so asking twice
    gives the same.  Two requests at the same moment may both try for the same slot: the constraint
    lets one through, and the other starts again and finds the first one's seat.
    """
    wanted = Wanted(org_id, worker_id, project_id, now, now + timedelta(minutes=lease_minutes))
    for attempt in range(TRIES):
        mine = held(org_id, worker_id) if holding is None else holding
        here = [one.seat for one in mine if one.seat.project_id == project_id]
        taken = {one.slot for one in mine}
        slots = [slot for slot in range(MOST_AHEAD) if slot not in taken][: count - len(here)]
        if len(here) >= count or not slots:
            return here[:count]
        try:
            found: list[Leased] = _database().take(wanted, slots)
            return here + found
        except (IntegrityError, sqlite3.IntegrityError):
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
    said = _encode(value)
    sent = Sent(org_id, worker_id, project_id, seat_id, version, said, seconds, cap_seconds, rate, now)
    outcome: Stored | None = _database().submit(sent)
    return outcome


def stored(org_id: int, worker_id: int, project_id: int, seat_id: int, version: int) -> Stored | None:
    """Return what is stored of an answer that was sent before, or None."""
    rows = _database().rows(_STORED, (version, seat_id, org_id, project_id, worker_id))
    return Stored(rows[0][0], rows[0][1], bool(rows[0][2])) if rows else None


def _database() -> Any:
    return postgresql if connection.vendor == "postgresql" else sqlite
