"""Keep a number, find it, open it, forget it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from django.db import connections

from kazi.channels.rules.sealing import lookup, seal, unseal
from kazi.channels.vault import keys
from kazi.channels.vault.models import Number
from kazi.channels.vault.routing import ALIAS

T = TypeVar("T")
AT_ONCE: Final = 1_000


def keep(address: str) -> UUID:
    """Return the id of an address, which is kept if it is new; any second call gives the same id.

    `address` is a number as E.164 with plus, a mail address, or the name that a provider gives a chat.
    """
    return find(address) or keep_many([address])[address]


def keep_many(addresses: Iterable[str]) -> dict[str, UUID]:
    """Keep any number of addresses; return the id of each, in the order given."""
    found: dict[str, UUID] = {}
    for some in _in_lots(dict.fromkeys(addresses)):
        known = _find_some(some)
        key = keys.newest()
        new = [address for address in some if address not in known]
        rows = []
        for address in new:
            number_id = uuid.uuid4()
            sealed = seal(key, address.encode(), number_id.bytes)
            rows.append(Number(id=number_id, lookup=lookup(key, address), sealed=sealed, key=key.name))
        # Another process may keep the same number at this moment: the row that came first holds.
        Number.objects.bulk_create(rows, ignore_conflicts=True)
        there = known | (_find_some(new) if new else {})
        found |= {address: there[address] for address in some}
    return found


def find(address: str) -> UUID | None:
    """Return the id of an address that is kept, None of any other.

    Asked for with every message that comes in, so not through the ORM, which takes most of a millisecond.
    """
    connection = connections[ALIAS]
    for key in keys.every_key():
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM vault_number WHERE lookup = %s", [lookup(key, address)])
            if row := cursor.fetchone():
                return row[0] if isinstance(row[0], UUID) else UUID(row[0])
    return None


def reveal(number_ids: Collection[UUID]) -> dict[UUID, str]:
    """Open the numbers for a message that goes out now; ids that are not kept are left out.

    For senders only, and for what a person has two signatures for.  Raises CannotOpen where
    VAULT_KEY is not the key of this vault.
    """
    opened: dict[UUID, str] = {}
    ring = keys.every_key()
    for some in _in_lots(number_ids):
        for number_id, sealed in Number.objects.filter(pk__in=some).values_list("pk", "sealed"):
            opened[number_id] = unseal(ring, bytes(sealed), number_id.bytes).decode()
    return opened


def forget(number_ids: Collection[UUID]) -> int:
    """Destroy the numbers; return how many.  Their pseudonyms stand for nobody from now on."""
    return sum(Number.objects.filter(pk__in=some).delete()[0] for some in _in_lots(number_ids))


def every_id() -> Iterator[list[UUID]]:
    """Yield the ids of all numbers that are kept, in lots; one that comes meanwhile may be left out."""
    rows = Number.objects.order_by("pk")
    after: list[UUID] = []
    while some := list(
        (rows.filter(pk__gt=after[-1]) if after else rows).values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield some
        after = some


def _find_some(addresses: Collection[str]) -> dict[str, UUID]:
    wanted = {lookup(key, address): address for key in keys.every_key() for address in addresses}
    rows = Number.objects.filter(lookup__in=list(wanted)).values_list("lookup", "pk")
    return {wanted[bytes(found)]: number_id for found, number_id in rows}


def _in_lots(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, AT_ONCE)):
        yield some
