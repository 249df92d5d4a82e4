"""Move unreleased counts, in one statement.

Only `services.tallying` calls it, inside the transaction that stores the reply.  The tenant fence does
not see raw SQL, so every row carries the organisation.  The constraint `one_tally_per_answer` finds the
row that is there already.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

from django.db import connection

from kazi.conversations.rules.scripts import Run
from kazi.voice.rules.results import Key

# On PostgreSQL a row is locked until its transaction is durable: with all replies of a poll on one row
# they would wait for each other.  SQLite has one writer anyway.
SHARDS = 16
_UPSERT = """
INSERT INTO voice_unreleasedtally (org_id, version_id, question, answer, cell, shard, people)
VALUES {rows}
ON CONFLICT (version_id, question, answer, cell, shard)
DO UPDATE SET people = voice_unreleasedtally.people + excluded.people
"""


def add(org_id: int, version_id: int, changes: Mapping[Key, int], run: Run | None = None) -> None:
    """Add each change to its count; a count that is not there begins at 0.

    `run` sends the statement in the transaction that is running, where that is not Django's own.

    Rows come in one order, so that two replies that share some cannot wait for each other in a circle.
    """
    if not changes:
        return
    shard = random.randrange(SHARDS) if connection.vendor == "postgresql" else 0  # noqa: S311
    values: list[str | int] = []
    for (question, answer, cell), people in sorted(changes.items()):
        values += [org_id, version_id, question, answer, as_text(cell), shard, people]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(changes))
    if run is not None:
        run(_UPSERT.format(rows=rows), values)
        return
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(rows=rows), values)


def as_text(cell: tuple[str, ...]) -> str:
    """Return a cell as it is stored."""
    return json.dumps(list(cell), ensure_ascii=False, separators=(",", ":"))
