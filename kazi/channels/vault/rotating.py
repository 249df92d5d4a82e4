"""Close everything in the vault anew with the newest key, while people go on working.

First give every process the new VAULT_KEY with the old one in VAULT_OLD_KEYS; when this has
run, the old one may go.  It may be stopped and run again at any time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction

from kazi.channels.rules.sealing import CannotOpen, lookup, seal, unseal
from kazi.channels.vault import keys
from kazi.channels.vault.models import Number, Study
from kazi.channels.vault.routing import ALIAS

AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many numbers and studies were closed anew, and how many no key here opens."""

    numbers: int
    studies: int
    closed_for_good: int


def rotate() -> Rotated:
    """Close what an older key closed with the newest one; pseudonyms stay what they are."""
    numbers, lost = _numbers()
    studies, more = _studies()
    return Rotated(numbers, studies, lost + more)


def _numbers() -> tuple[int, int]:
    newest, ring = keys.newest(), keys.every_key()
    done, lost = 0, 0
    older = Number.objects.exclude(key=newest.name).order_by("pk")
    last = None
    while rows := list((older if last is None else older.filter(pk__gt=last))[:AT_ONCE]):
        last = rows[-1].pk
        for row in rows:
            try:
                address = unseal(ring, bytes(row.sealed), row.pk.bytes)
            except CannotOpen:
                lost += 1
                continue
            row.lookup = lookup(newest, address.decode())
            row.sealed, row.key = seal(newest, address, row.pk.bytes), newest.name
        moved = [row for row in rows if row.key == newest.name]
        try:
            with transaction.atomic(using=ALIAS):
                Number.objects.bulk_update(moved, ["lookup", "sealed", "key"], batch_size=250)
            done += len(moved)
        except IntegrityError:  # A number that a process without the old key has kept a second time.
            one_by_one = sum(_alone(row) for row in moved)
            done, lost = done + one_by_one, lost + len(moved) - one_by_one
    return done, lost


def _alone(row: Number) -> bool:
    try:
        with transaction.atomic(using=ALIAS):
            row.save(update_fields=["lookup", "sealed", "key"])
    except IntegrityError:
        return False
    return True


def _studies() -> tuple[int, int]:
    newest, ring = keys.newest(), keys.every_key()
    done, lost = 0, 0
    for study in Study.objects.exclude(key=newest.name).exclude(sealed=None):
        place = b"study:" + study.name.encode()
        try:
            key = unseal(ring, bytes(study.sealed or b""), place)
        except CannotOpen:
            lost += 1
            continue
        # Destroyed in between it stays destroyed.
        alive = Study.objects.filter(pk=study.pk, shredded_at=None)
        done += alive.update(sealed=seal(newest, key, place), key=newest.name)
    return done, lost
