"""Queue messages: one, or one text for a million people in one statement.

A message is queued in the caller's transaction and leaves after commit.  Its key is unique for the
channel: queueing again returns what is there, or adds only who was missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from kazi.channels.models import ALWAYS, Broadcast, Channel, Contact, Outgoing, Stop
from kazi.channels.models.outgoing import MOST_KEY
from kazi.channels.rules.hours import next_window
from kazi.channels.rules.wire import Said
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import current_org_id

REPLY, POLL, LATER = 0, 1, 2  # Priorities: an answer to somebody who waits comes before all else.
PRIORITIES: Final = (REPLY, POLL, LATER)


def say(
    channel: Channel,
    number: UUID,
    said: Said,
    key: str,
    *,
    priority: int = REPLY,
    due_at: datetime | None = None,
    zone: str | None = None,
) -> Outgoing:
    """Queue one message to one number; a second call with its key returns the first.

    With `zone`, the name of the receiver's time zone, the channel's hours are kept; without, the message
    answers somebody who is awake.
    """
    due, until = due_at or timezone.now(), ALWAYS
    if zone is not None:
        due, until = next_window(due, zone, channel.opens_at, channel.closes_at)
    message, _made = Outgoing.objects.get_or_create(
        channel=channel,
        key=_fitting(key),
        defaults={
            "number": number, "said": _kept(said), "language": said.language, "zone": zone or "UTC",
            "priority": priority, "due_at": due, "until": until,
        },
    )  # fmt: skip
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """One message of several: its receiver, with the name of their time zone, and its key."""

    number: UUID
    zone: str
    said: Said
    key: str


def say_all(channel: Channel, messages: Sequence[Message], *, priority: int = POLL) -> None:
    """Queue messages with words of their own, each within its receiver's hours; see `say`."""
    now = timezone.now()
    windows = {
        zone: next_window(now, zone, channel.opens_at, channel.closes_at)
        for zone in {one.zone for one in messages}
    }
    Outgoing.objects.bulk_create(
        (
            Outgoing(
                channel=channel, key=_fitting(one.key), number=one.number, said=_kept(one.said),
                language=one.said.language, zone=one.zone, priority=priority,
                due_at=windows[one.zone][0], until=windows[one.zone][1],
            )
            for one in messages
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def broadcast(channel: Channel, key: str, said: dict[str, Said], language: str = "en") -> Broadcast:
    """Keep one text, in each language, for many; a second call with its key returns the first.

    Raises Conflict when the key stands for other words.
    """
    words = {code: _kept(one) for code, one in said.items()}
    found, made = Broadcast.objects.get_or_create(
        channel=channel, key=_fitting(key), defaults={"said": words, "language": language}
    )
    if not made and found.said != _as_json(words):
        raise Conflict(f"The broadcast {key} has other words.")
    return found


def queue(
    one: Broadcast,
    contacts: QuerySet[Contact],
    *,
    priority: int = POLL,
    due_at: datetime | None = None,
) -> int:
    """Queue the broadcast for all of these contacts; return how many messages are new.

    Nobody gets it twice, whoever runs this how often.  Left out are those who said STOP on the channel.
    Each waits for the channel's hours in a time zone of their own.
    """
    channel = one.channel
    wanted = contacts.filter(org_id=current_org_id()).exclude(
        Exists(Stop.objects.filter(channel=channel, number=OuterRef("number")))
    )
    start = due_at or timezone.now()
    zones = wanted.order_by().values_list("zone", flat=True).distinct()
    windows = {zone: next_window(start, zone, channel.opens_at, channel.closes_at) for zone in zones}
    return _insert(one, wanted.filter(zone__in=list(windows)), priority, windows) if windows else 0


def _insert(
    one: Broadcast,
    contacts: QuerySet[Contact],
    priority: int,
    windows: dict[str, tuple[datetime, datetime]],
) -> int:
    """Add a message for each contact, all in one statement; those whose key is there stay as they are.

    In the order of their keys: the index of keys then grows at its end, where a million in any other order
    would fetch a page of it for each.
    """
    key = Concat(Value(f"b{one.pk}:"), Cast("pk", CharField()), output_field=CharField())
    columns: dict[str, Any] = {
        "org_id": F("org_id"),
        "channel_id": Value(one.channel_id),
        "broadcast_id": Value(one.pk),
        "number": F("number"),
        "key": key,
        "language": F("language"),
        "zone": F("zone"),
        "priority": Value(priority),
        "state": _text(Outgoing.State.WAITING),
        "attempts": Value(0),
        "due_at": _by_zone({zone: due for zone, (due, _until) in windows.items()}),
        "until": _by_zone({zone: until for zone, (_due, until) in windows.items()}),
        "claim": _text(""),
        "fate": Value(0),
        "reason": _text(""),
        "made_at": _moment(timezone.now()),
    }
    # Names of our own, so that none hides a column of the contact.
    chosen = contacts.annotate(**{f"new_{name}": value for name, value in columns.items()})
    query = chosen.order_by(key).values_list(*(f"new_{name}" for name in columns)).query
    sql, values = query.sql_with_params()
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(Outgoing._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) {sql} ON CONFLICT DO NOTHING",
            values,
        )
        return int(cursor.rowcount)


def _kept(said: Said) -> dict[str, Any]:
    """Return what is written down of a message: what a call says is asked for when somebody answers it."""
    found = asdict(said)
    del found["spoken"], found["subject"]
    return found


def _by_zone(moments: dict[str, datetime]) -> Any:
    """Return each contact's moment, by its time zone; zones that have the same share one branch."""
    zones: dict[datetime, list[str]] = {}
    for zone, moment in moments.items():
        zones.setdefault(moment, []).append(zone)
    if len(zones) == 1:
        return _moment(next(iter(zones)))
    branches = [When(zone__in=some, then=_moment(moment)) for moment, some in zones.items()]
    return Case(*branches, output_field=DateTimeField())


def _text(value: str) -> Any:
    return Cast(Value(value), CharField()) if connection.vendor == "postgresql" else Value(value)


def _moment(value: datetime) -> Any:
    return Value(value, output_field=DateTimeField())


def _fitting(key: str) -> str:
    if not 0 < len(key) <= MOST_KEY:
        raise ValueError(f"A key has 1 to {MOST_KEY} signs.")
    return key


def _as_json(words: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the words as they come back from the database: tuples are lists there."""
    return {
        code: {
            **one,
            "audio": list(one["audio"]),
            "choices": [dict(choice) for choice in one["choices"]],
        }
        for code, one in words.items()
    }
