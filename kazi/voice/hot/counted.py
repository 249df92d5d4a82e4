"""Read and write what one reply counts as, in the running transaction, by the statements of a reply.

Only `services.tallying` calls it.  The tenant fence does not see raw SQL, so every statement carries the
organisation.  Two replies of one person cannot meet here: the talk's own row lets one pass at a time.
"""

from __future__ import annotations

import json

from kazi.conversations.rules.scripts import Run
from kazi.voice.rules.results import Reply

_STANDING = """
SELECT p.closed_at, c.reply
  FROM voice_resultsplan p
  LEFT JOIN voice_countedreply c ON c.version_id = p.version_id AND c.org_id = p.org_id AND c.who = %s
 WHERE p.version_id = %s AND p.org_id = %s
"""
_KEPT = "SELECT reply FROM voice_countedreply WHERE org_id = %s AND version_id = %s AND who = %s"
_KEEP = """
INSERT INTO voice_countedreply (org_id, version_id, who, reply) VALUES (%s, %s, %s, %s)
ON CONFLICT (version_id, who) DO UPDATE SET reply = excluded.reply
"""
_DROP = "DELETE FROM voice_countedreply WHERE org_id = %s AND version_id = %s AND who = %s RETURNING id"


def standing(run: Run, org_id: int, version_id: int, who: str) -> tuple[bool, Reply | None]:
    """Return whether the version takes answers, and what this person's reply counts as so far."""
    rows = run(_STANDING, (who, version_id, org_id))
    if not rows:
        return False, None
    closed_at, text = rows[0]
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
    told = {"answers": dict(reply.answers), "ended": reply.has_ended}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    run(_KEEP, (org_id, version_id, who, text))
