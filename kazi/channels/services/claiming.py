"""Take messages that are due, within the channel's rate; say what became of them.

All senders of all processes take from one row for each channel, so together they keep its rate.
A message belongs to the sender whose claim stands in its row.  When a sender is killed its
messages come back after a while and go out under the same key.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from kazi.channels.models import Allowance, Broadcast, Channel, Outgoing
from kazi.channels.rules.fates import RANK
from kazi.channels.rules.hours import next_window
from kazi.channels.rules.outcomes import Outcome, Result, retry_after
from kazi.channels.rules.wire import Choice, Fate, Said
from kazi.channels.services.queueing import PRIORITIES
from kazi.kernel.tenancy import all_tenants

LOST_AFTER: Final = timedelta(minutes=5)  # Longer than any provider is waited for.
State = Outgoing.State


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that this sender holds.  `tries` counts this one."""

    id: int
    key: str
    number: UUID
    said: Said
    tries: int
    claim: str


def take(channel: Channel, most: int, now: datetime | None = None) -> list[Taken]:
    """Take up to `most` messages of the channel that are due, as many as its rate allows now."""
    now, claim = now or timezone.now(), uuid.uuid4().hex
    with transaction.atomic():
        allowance = _allowance(channel)
        most = min(most, int(allowance.tokens))
        ids: list[int] = []
        for priority in PRIORITIES:
            if len(ids) < most:
                due = _due(channel, priority, now).order_by("due_at")
                if connection.vendor == "postgresql":
                    due = due.select_for_update(skip_locked=True)
                ids += due.values_list("pk", flat=True)[: most - len(ids)]
        if not ids:
            return []
        allowance.tokens -= len(ids)
        allowance.save(update_fields=["tokens", "at"])
        _set_each(
            "UPDATE {table} SET state = %s, claim = %s, claimed_at = %s, attempts = attempts + 1"
            " WHERE id = %s",
            [(State.SENDING.value, claim, _plain(now), number) for number in ids],
        )
    return _read(ids)


def finish(outcomes: Iterable[tuple[Taken, Outcome]], now: datetime | None = None) -> None:
    """Write down what became of messages, in one transaction; those that others hold by now stay theirs."""
    now = now or timezone.now()
    over, again = [], []
    for taken, outcome in outcomes:
        reason = outcome.reason[:120]
        wait = retry_after(outcome, taken.tries, random.random())  # noqa: S311 -- spreads, hides nothing.
        if wait is not None:
            # A busy provider costs no try.
            tries = taken.tries - (outcome.result is Result.BUSY)
            again.append((State.WAITING.value, tries, _plain(now + wait), reason, taken.id, taken.claim))
        else:
            state, fate = _END[outcome.result]
            over.append(
                (state.value, outcome.ref[:80] or None, fate, reason, _plain(now), taken.id, taken.claim)
            )
    with transaction.atomic():
        _set_each(
            "UPDATE {table} SET state = %s, ref = %s, fate = %s, reason = %s, done_at = %s, said = NULL,"
            " claim = '' WHERE id = %s AND claim = %s",
            over,
        )
        _set_each(
            "UPDATE {table} SET state = %s, attempts = %s, due_at = %s, reason = %s, claim = ''"
            " WHERE id = %s AND claim = %s",
            again,
        )


def give_lost_back(now: datetime | None = None) -> int:
    """Let others send what a killed sender held; each goes out under its own key again."""
    now = now or timezone.now()
    lost = all_tenants(Outgoing).filter(state=State.SENDING, claimed_at__lt=now - LOST_AFTER)
    return lost.update(state=State.WAITING, claim="")


def put_off_to_the_next_day(now: datetime | None = None) -> int:
    """Give messages whose hours have passed those of the next day, where their receiver is."""
    now = now or timezone.now()
    late = all_tenants(Outgoing).filter(state=State.WAITING, until__lte=now)
    moved = 0
    for channel_id, zone in list(late.order_by().values_list("channel_id", "zone").distinct()):
        channel = all_tenants(Channel).get(pk=channel_id)
        due, until = next_window(now, zone, channel.opens_at, channel.closes_at)
        moved += late.filter(channel_id=channel_id, zone=zone).update(due_at=due, until=until)
    return moved


def channels_with_due(now: datetime | None = None) -> list[Channel]:
    """Return the channels in use that have something to send now, of all organisations."""
    now = now or timezone.now()
    in_use = all_tenants(Channel).filter(is_enabled=True).select_related("org").order_by("pk")
    return [
        channel for channel in in_use if any(_due(channel, priority, now).exists() for priority in PRIORITIES)
    ]


_END: Final = {
    Result.SENT: (State.SENT, RANK[Fate.SENT]),
    Result.BUSY: (State.FAILED, RANK[Fate.FAILED]),
    Result.TROUBLE: (State.FAILED, RANK[Fate.FAILED]),
    Result.REFUSED: (State.FAILED, RANK[Fate.FAILED]),
    Result.STOPPED: (State.STOPPED, RANK[Fate.STOPPED]),
}


def _due(channel: Channel, priority: int, now: datetime) -> QuerySet[Outgoing]:
    waiting = all_tenants(Outgoing).filter(channel=channel, priority=priority, state=State.WAITING)
    return waiting.filter(due_at__lte=now, until__gt=now)


def _allowance(channel: Channel) -> Allowance:
    """Return the channel's row, locked and filled up to now; at most one second's worth gathers."""
    Allowance.objects.get_or_create(channel=channel, defaults={"tokens": 1, "at": _clock()})
    row = Allowance.objects.select_for_update().get(channel=channel)
    now = _clock()
    grown = row.tokens + max(0.0, now - row.at) * channel.per_second
    row.tokens, row.at = min(max(1.0, channel.per_second), grown), now
    return row


def _clock() -> float:
    """Return seconds by the clock that all senders share: the server's, or that of SQLite's one machine."""
    if connection.vendor != "postgresql":
        return time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8")
        return float(cursor.fetchone()[0])


def _read(ids: Sequence[int]) -> list[Taken]:
    rows = list(
        all_tenants(Outgoing)
        .filter(pk__in=ids)
        .order_by("priority", "due_at", "pk")
        .values_list("pk", "key", "number", "said", "language", "broadcast_id", "attempts", "claim")
    )
    texts = {one.pk: one for one in all_tenants(Broadcast).filter(pk__in={row[5] for row in rows if row[5]})}
    made: dict[tuple[int, str], Said] = {}
    taken = []
    for number_id, key, number, said, language, broadcast_id, attempts, claim in rows:
        if broadcast_id is None:
            words = as_said(said)
        else:
            place = (broadcast_id, language)
            if place not in made:
                one = texts[broadcast_id]
                made[place] = as_said(one.said.get(language) or one.said[one.language])
            words = made[place]
        taken.append(Taken(number_id, key, number, words, attempts, claim))
    return taken


def as_said(kept: dict[str, Any]) -> Said:
    """Return what was kept as JSON as it was said."""
    choices = tuple(Choice(one["code"], one["label"]) for one in kept.get("choices", ()))
    return Said(**{**kept, "audio": tuple(kept.get("audio", ())), "choices": choices})


def _set_each(sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run one short statement for each row: a third of the time of one long one with a CASE for each."""
    if rows:
        table = connection.ops.quote_name(Outgoing._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(sql.format(table=table), rows)


def _plain(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
