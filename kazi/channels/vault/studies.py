"""Pseudonyms for one purpose each, and their end.

begin("poll:17")                       # once, when the poll opens
pseudonym("poll:17", number_id)        # what its answers are kept under
end("poll:17")                         # when it closes: 90 days later the link is destroyed
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kazi.channels.rules.sealing import seal, unseal
from kazi.channels.vault import keys
from kazi.channels.vault.models import Study
from kazi.channels.vault.routing import ALIAS
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.recall import Recall

KEEP_LINKS: Final = timedelta(days=90)


class Shredded(Refused):
    """The link between numbers and answers has been destroyed, for good."""


def begin(name: str, *, is_panel: bool = False) -> Study:
    """Make the key of a study; a second call returns the first.

    A panel asks the same people again over waves, by a separate consent: its key is kept in backups
    and has no end of its own.  Raises Shredded for a name whose key was destroyed.
    """
    key = keys.newest()
    sealed = seal(key, secrets.token_bytes(32), _place(name))
    study, _made = Study.objects.get_or_create(
        name=name, defaults={"is_panel": is_panel, "sealed": sealed, "key": key.name}
    )
    if study.shredded_at is not None:
        raise Shredded(_("The link between people and their answers was destroyed."))
    return study


def pseudonym(name: str, number_id: UUID) -> UUID:
    """Return under what this person's answers to the study are kept; the same at every call.

    Raises NotFound for a study that was not begun, Shredded after its end.
    """
    return _made(_keys(name), number_id)


def pseudonyms(name: str, number_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the pseudonym of each, by the number's id; a million take about two seconds."""
    key = _keys(name)
    return {number_id: _made(key, number_id) for number_id in number_ids}


def end(name: str, *, at: datetime | None = None, keep: timedelta = KEEP_LINKS) -> datetime:
    """Say that the study closes (`at`, else now): `keep` later its link is destroyed.  Returns when.

    A second call changes nothing: nobody may put the day off that people were told.
    """
    due = (at or timezone.now()) + keep
    Study.objects.filter(pk=name, shred_at=None, shredded_at=None).update(shred_at=due)
    study = _study(name)
    return study.shredded_at or study.shred_at or due


def shred(name: str) -> bool:
    """Destroy the link of one study now; False where it was destroyed before."""
    done = _shred([name])
    return bool(done)


def shred_due() -> int:
    """Destroy the links whose day has come; return how many."""
    due = Study.objects.filter(shred_at__lte=timezone.now(), shredded_at=None)
    names = list(due.values_list("name", flat=True))
    return _shred(names) if names else 0


def _shred(names: list[str]) -> int:
    alive = Study.objects.filter(pk__in=names, shredded_at=None)
    done = alive.update(sealed=None, shredded_at=timezone.now())
    for name in names:
        _keys.forget(name)
    if done:
        _write_over()
    return done


def _write_over() -> None:
    """Let the database's own copies of the destroyed keys go too, as far as it can be told to."""
    connection = connections[ALIAS]
    if connection.in_atomic_block:
        return  # Neither can run inside a transaction; the timed job runs outside of one.
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM vault_study")


def _study(name: str) -> Study:
    study = Study.objects.filter(pk=name).first()
    if study is None:
        raise NotFound
    return study


def _open(name: str) -> bytes:
    study = _study(name)
    if study.sealed is None:
        raise Shredded(_("The link between people and their answers was destroyed."))
    return unseal(keys.every_key(), bytes(study.sealed), _place(name))


_keys: Recall[str, bytes] = Recall(_open, seconds=30)


def _made(key: bytes, number_id: UUID) -> UUID:
    return UUID(bytes=hmac.digest(key, number_id.bytes, "sha256")[:16])


def _place(name: str) -> bytes:
    return b"study:" + name.encode()
