"""The vault into a file of a backup and back; the same file for both kinds of database.

What is written is as closed as in the vault: without VAULT_KEY, which is in no backup, it gives nothing
back.  The keys of polls are left out: what was destroyed shall not come back with an old backup.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.dateparse import parse_datetime

from kazi.channels.vault.models import Number, Study
from kazi.channels.vault.routing import ALIAS

FILE: Final = "vault.jsonl"
AT_ONCE: Final = 1_000


def copy_out(path: Path) -> int:
    """Write every number and the panels' keys to the file, one JSON array a line; return how many lines."""
    count = 0
    with path.open("w", encoding="utf-8") as file, transaction.atomic(using=ALIAS):
        for line in _lines():
            file.write(json.dumps(line) + "\n")
            count += 1
    return count


def copy_in(path: Path) -> int:
    """Put the numbers of the file in the place of those here; return how many lines.

    Call it inside a transaction of the vault.  Studies that are here stay as they are: one that was
    destroyed stays destroyed, and a poll that runs goes on.
    """
    Number.objects.all().delete()
    count = 0
    with path.open(encoding="utf-8") as file:
        while some := [json.loads(line) for line in islice(file, AT_ONCE)]:
            count += len(some)
            numbers = [line for kind, *line in some if kind == "number"]
            Number.objects.bulk_create(
                Number(id=UUID(number), lookup=b64decode(lookup), sealed=b64decode(sealed), key=key)
                for number, lookup, sealed, key in numbers
            )
            studies = [line for kind, *line in some if kind == "study"]
            Study.objects.bulk_create((_study(*line) for line in studies), ignore_conflicts=True)
    return count


def _lines() -> Iterator[list[Any]]:
    for row in Number.objects.order_by("pk").iterator(AT_ONCE):
        yield ["number", str(row.pk), _text(row.lookup), _text(row.sealed), row.key]
    for study in Study.objects.filter(is_panel=True):
        sealed = _text(study.sealed) if study.sealed is not None else None
        times = [at and at.isoformat() for at in (study.made_at, study.shred_at, study.shredded_at)]
        yield ["study", study.name, sealed, study.key, *times]


def _study(
    name: str, sealed: str | None, key: str, made: str, shred: str | None, shredded: str | None
) -> Study:
    made_at, shred_at, shredded_at = (parse_datetime(at) if at else None for at in (made, shred, shredded))
    assert made_at is not None  # noqa: S101 -- written above.
    return Study(
        name=name, is_panel=True, sealed=b64decode(sealed) if sealed else None, key=key,
        made_at=made_at, shred_at=shred_at, shredded_at=shredded_at,
    )  # fmt: skip


def _text(data: Any) -> str:
    return b64encode(bytes(data)).decode()
