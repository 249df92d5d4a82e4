"""Delivery reports: added as they come, folded into their messages in batches.

Adding is one statement and asks nothing, so a provider never waits.  Folding takes the highest fate of
each message, so repeats and any order come to the same.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from kazi.channels.models import Channel, Outgoing, Report, Stop
from kazi.channels.rules.fates import RANK
from kazi.channels.rules.redacting import without_numbers
from kazi.channels.rules.wire import Fate, Receipt
from kazi.kernel.tenancy import all_tenants

AT_ONCE: Final = 5_000
AGAIN_AFTER: Final = timedelta(seconds=15)
KEEP_STRANGERS: Final = timedelta(days=1)  # A report whose message nobody knows.
_SOME: Final = 500


def add(channel: Channel, receipts: Sequence[Receipt]) -> None:
    """Add what a provider reported, durable when this returns; the job folds it within seconds.

    Threads that come at the same moment share one commit, which is what such a row costs.
    """
    rows = [
        Report(
            channel_id=channel.pk,
            ref=receipt.ref[:80],
            fate=RANK[receipt.fate],
            reason=without_numbers(receipt.reason)[:120],
        )
        for receipt in receipts
    ]
    if not rows:
        return
    if connection.in_atomic_block:
        Report.objects.bulk_create(rows)
        return
    mine = _Batch(rows)
    with _gathering:
        _gathered.append(mine)
    with _committing:
        if mine.error is None and not mine.is_done:  # Nobody has taken them along: this thread leads.
            with _gathering:
                batches = _gathered[:]
                _gathered.clear()
            _commit(batches)
    if mine.error is not None:
        raise mine.error


@dataclass
class _Batch:
    rows: list[Report]
    is_done: bool = False
    error: Exception | None = None


_gathering, _committing = threading.Lock(), threading.Lock()
_gathered: list[_Batch] = []


def _commit(batches: list[_Batch]) -> None:
    try:
        Report.objects.bulk_create(row for batch in batches for row in batch.rows)
    except Exception as error:  # Each caller hears of it, and each provider tries again.
        for batch in batches:
            batch.error = error
    else:
        for batch in batches:
            batch.is_done = True


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
