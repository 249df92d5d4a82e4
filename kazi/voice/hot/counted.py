"""Read and write what one reply counts as, in the running transaction, by the statements of a reply.

Only `services.tallying` calls it.  The tenant fence does not see raw SQL, so every statement carries the
organisation.  Two replies of one person cannot meet here: the talk's own row lets one pass at a time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from kazi.conversations.rules.scripts import Run
from kazi.voice.rules.results import Reply

_STANDING = """
SELECT p.closed_at, c.reply
  FROM voice_resultsplan p
  LEFT JOIN voice_countedreply c ON c.version_id = p.version_id AND c.org_id = p.org_id AND c.who = %s
 WHERE p.version_id = %s AND p.org_id = %s
"""
_STANDING_ALL = """
SELECT w.version_id, w.who, p.closed_at, c.reply
  FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[]) AS w (org_id, version_id, who)
  JOIN voice_resultsplan p ON p.version_id = w.version_id AND p.org_id = w.org_id
  LEFT JOIN voice_countedreply c ON c.version_id = w.version_id AND c.who = w.who AND c.org_id = w.org_id
"""
_KEPT = "SELECT reply FROM voice_countedreply WHERE org_id = %s AND version_id = %s AND who = %s"
_KEEP = """
INSERT INTO voice_countedreply (org_id, version_id, who, reply) VALUES (%s, %s, %s, %s)
ON CONFLICT (version_id, who) DO UPDATE SET reply = excluded.reply
"""
_KEEP_ALL = """
INSERT INTO voice_countedreply (org_id, version_id, who, reply)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::uuid[], %s::text[])
ON CONFLICT (version_id, who) DO UPDATE SET reply = excluded.reply
"""
_DROP = "DELETE FROM voice_countedreply WHERE org_id = %s AND version_id = %s AND who = %s RETURNING id"


def standing(run: Run, org_id: int, version_id: int, who: str) -> tuple[bool, Reply | None]:
    """Return whether the version takes answers, and what this person's reply counts as so far."""
    rows = run(_STANDING, (who, version_id, org_id))
    return _read(*rows[0]) if rows else (False, None)


def standing_all(
    run: Run, places: Sequence[tuple[int, int, str]]
) -> dict[tuple[int, str], tuple[bool, Reply | None]]:
    """Return the same of many (organisation, version, person), by version and person; PostgreSQL only."""
    rows = run(_STANDING_ALL, [list(column) for column in zip(*places, strict=True)])
    return {(version_id, who.hex): _read(*rest) for version_id, who, *rest in rows}


def _read(closed_at: object, text: str | None) -> tuple[bool, Reply | None]:
    if text is None:
        return closed_at is None, None
    found = json.loads(text)
    return closed_at is None, Reply(found["answers"], has_ended=found["ended"])


def kept(run: Run, org_id: int, version_id: int, who: str) -> str | None:
    """Return what a reply counts as, as it is stored; None where nothing is counted."""
    rows = run(_KEPT, (org_id, version_id, who))
    return rows[0][0] if rows else None


def put(run: Run, org_id: int, version_id: int, who: str, reply: Reply | None) -> None:
    """Write what it counts as from now on; None takes it back."""
    if reply is None:
        run(_DROP, (org_id, version_id, who))
        return
    run(_KEEP, (org_id, version_id, who, _text(reply)))


def put_all(run: Run, rows: Sequence[tuple[int, int, str, Reply]]) -> None:
    """Write many (organisation, version, person, reply), each person once; PostgreSQL only."""
    if rows:
        told = [(org_id, version_id, who, _text(reply)) for org_id, version_id, who, reply in rows]
        run(_KEEP_ALL, [list(column) for column in zip(*told, strict=True)])


def _text(reply: Reply) -> str:
    told = {"answers": dict(reply.answers), "ended": reply.has_ended}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
