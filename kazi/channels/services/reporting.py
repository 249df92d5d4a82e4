"""Delivery reports: added as they come, folded into their messages in batches.

Adding is one statement and asks nothing, so a provider never waits.  Folding takes the highest fate of
each message, so repeats and any order come to the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from kazi.channels.models import Outgoing, Report, Stop
from kazi.channels.rules.fates import RANK
from kazi.channels.rules.redacting import without_numbers
from kazi.channels.rules.wire import Fate, Receipt
from kazi.kernel.tenancy import all_tenants
from kazi.kernel.together import Together

AT_ONCE: Final = 5_000
AGAIN_AFTER: Final = timedelta(seconds=15)
KEEP_STRANGERS: Final = timedelta(days=1)  # A report whose message nobody knows.
_SOME: Final = 500
_ADD: Final = """
    INSERT INTO channels_report (channel_id, ref, fate, reason, came_at, due_at) VALUES (?, ?, ?, ?, ?, ?)
"""
_ADD_ALL: Final = """
    INSERT INTO channels_report (channel_id, ref, fate, reason, came_at, due_at)
    SELECT * FROM unnest(%s::bigint[], %s::varchar[], %s::smallint[], %s::varchar[], %s::timestamptz[],
                         %s::timestamptz[])
"""


def add(channel_id: int, receipts: Sequence[Receipt]) -> None:
    """Add what a provider reported, durable when this returns; the job folds it within seconds.

    Threads that come at the same moment share one commit, which is what such a row costs.
    """
    now = _plain(timezone.now())
    rows = [
        (channel_id, one.ref[:80], RANK[one.fate], without_numbers(one.reason)[:120], now, now)
        for one in receipts
    ]
    if not rows:
        return
    if connection.in_atomic_block:
        _insert([rows])
    else:
        _together(rows)


def _insert(calls: Sequence[Sequence[tuple[Any, ...]]]) -> list[None]:
    """Add the rows of all these calls in one transaction."""
    rows = [row for call in calls for row in call]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # One statement, so a transaction by itself.
            cursor.execute(_ADD_ALL, [list(column) for column in zip(*rows, strict=True)])
    else:
        with connection.short_transaction() as bare:  # type: ignore[attr-defined]
            bare.executemany(_ADD, rows)
    return [None] * len(calls)


_together: Together[Sequence[tuple[Any, ...]], None] = Together(_insert)


def fold_waiting(now: datetime | None = None) -> int:
    """Fold up to 5,000 reports that are due into their messages; return how many were folded.

    A report can be faster than our own note of the message's name: it is tried again for a day.
    """
    now = now or timezone.now()
    with transaction.atomic():
        due = Report.objects.filter(due_at__lte=now).order_by("due_at")
        if connection.vendor == "postgresql":
            due = due.select_for_update(skip_locked=True)
        rows = list(due.values_list("pk", "channel_id", "ref", "fate", "reason", "came_at")[:AT_ONCE])
        best: dict[tuple[int, str], tuple[int, str]] = {}
        for _pk, channel_id, ref, fate, reason, _came in rows:
            place = (channel_id, ref)
            best[place] = max(best.get(place, (0, "")), (fate, reason))
        known = _known(list(best))
        _write(known, best)
        over: list[int] = []
        later: list[int] = []
        for pk, channel_id, ref, _fate, _reason, came in rows:
            is_over = (channel_id, ref) in known or came < now - KEEP_STRANGERS
            (over if is_over else later).append(pk)
        _delete(over)
        for some in _in_lots(later):
            Report.objects.filter(pk__in=some).update(due_at=now + AGAIN_AFTER)
    return len(over)


def _known(places: list[tuple[int, str]]) -> dict[tuple[int, str], tuple[int, UUID, int]]:
    """Return id, number and organisation of the messages that the reports name."""
    known = {}
    by_channel: dict[int, list[str]] = {}
    for channel_id, ref in places:
        by_channel.setdefault(channel_id, []).append(ref)
    for channel_id, refs in by_channel.items():
        for some in _in_lots(refs):
            sent = all_tenants(Outgoing).filter(channel_id=channel_id, ref__in=some)
            for pk, name, number, org_id in sent.values_list("pk", "ref", "number", "org_id"):
                known[channel_id, str(name)] = (pk, number, org_id)
    return known


def _write(
    known: dict[tuple[int, str], tuple[int, UUID, int]], best: dict[tuple[int, str], tuple[int, str]]
) -> None:
    table = connection.ops.quote_name(Outgoing._meta.db_table)
    rows = []
    for place, (pk, *_rest) in known.items():
        fate, reason = best[place]
        rows.append((fate, reason, pk, fate))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET fate = %s, reason = %s WHERE id = %s AND fate < %s",  # noqa: S608
                rows,
            )
    # Who told the provider to stop has told us.
    Stop._base_manager.bulk_create(
        [
            Stop(org_id=org_id, channel_id=place[0], number=number)
            for place, (_pk, number, org_id) in known.items()
            if best[place][0] == RANK[Fate.STOPPED]
        ],
        ignore_conflicts=True,
    )


def _delete(ids: list[int]) -> None:
    for some in _in_lots(ids):
        Report.objects.filter(pk__in=some)._raw_delete(Report.objects.db)


def _in_lots(things: list[int] | list[str]) -> list[list[int]] | list[list[str]]:
    return [things[at : at + _SOME] for at in range(0, len(things), _SOME)]  # type: ignore[return-value]


def _plain(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
