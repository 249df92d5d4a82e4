"""Members of a panel and their linked replies, in the running transaction, by the statements of a reply.

Only `services.linking` calls it.  The tenant fence does not see raw SQL, so every statement carries the
organisation.
"""

from __future__ import annotations

from kazi.conversations.rules.scripts import Run

_IS_MEMBER = "SELECT 1 FROM voice_panelmember WHERE org_id = %s AND panel_id = %s AND who = %s"
_JOIN = """
INSERT INTO voice_panelmember (org_id, panel_id, who) VALUES (%s, %s, %s)
ON CONFLICT (panel_id, who) DO NOTHING
"""
_LEAVE = "DELETE FROM voice_panelmember WHERE org_id = %s AND panel_id = %s AND who = %s RETURNING id"
_PUT = """
INSERT INTO voice_linkedreply (org_id, version_id, who, reply) VALUES (%s, %s, %s, %s)
ON CONFLICT (version_id, who) DO UPDATE SET reply = excluded.reply
"""
_DROP = "DELETE FROM voice_linkedreply WHERE org_id = %s AND version_id = %s AND who = %s RETURNING id"
_DROP_ALL = """
DELETE FROM voice_linkedreply
 WHERE org_id = %s AND who = %s AND version_id IN (SELECT version_id FROM voice_wave WHERE panel_id = %s)
RETURNING id
"""


def is_member(run: Run, org_id: int, panel_id: int, who: str) -> bool:
    return bool(run(_IS_MEMBER, (org_id, panel_id, who)))


def join(run: Run, org_id: int, panel_id: int, who: str) -> None:
    """Make somebody a member; again, it changes nothing."""
    run(_JOIN, (org_id, panel_id, who))


def put(run: Run, org_id: int, version_id: int, who: str, reply: str | None) -> None:
    """Write what a member's reply counts as from now on; None takes it out."""
    if reply is None:
        run(_DROP, (org_id, version_id, who))
    else:
        run(_PUT, (org_id, version_id, who, reply))


def cut(run: Run, org_id: int, panel_id: int, who: str) -> None:
    """Take a member out with the replies to every wave."""
    run(_DROP_ALL, (org_id, who, panel_id))
    run(_LEAVE, (org_id, panel_id, who))
