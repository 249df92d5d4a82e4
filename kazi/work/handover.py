"""Copy settled results into a delivery without bringing them into Python: one statement a chunk.

Raw SQL, because a million results through the ORM take minutes and this takes seconds.  The same
statement runs on both databases.  The tenant fence does not see it: the caller passes ids that it
read inside `acting_for` of the organisation, and the organisation stands in the WHERE too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

_COPY = """
INSERT INTO work_deliveredresult (delivery_id, parcel, key, version, inputs, files, value, agreement,
                                  method, "by", reviewed, answered_at, delivered_at, state, reason)
SELECT {delivery}, {parcel}, t.key, r.version, t.payload, t.files, r.value, r.agreement,
       r.method, r."by", r.reviewed, r.answered_at, {now}, 'delivered', ''
  FROM work_result r JOIN work_task t ON t.id = r.task_id
 WHERE r.org_id = %s AND r.id IN ({ids})
ON CONFLICT (delivery_id, key, version) DO NOTHING
"""
_REPLACE = """
UPDATE work_deliveredresult SET state = 'replaced'
 WHERE delivery_id = %s AND parcel < %s AND state <> 'replaced'
   AND key IN (SELECT t.key FROM work_result r JOIN work_task t ON t.id = r.task_id
                WHERE r.org_id = %s AND r.version > 1 AND r.id IN ({ids}))
"""


def copy_results(org_id: int, delivery_id: int, parcel: int, result_ids: Sequence[int], now: datetime) -> int:
    """Copy these results into the parcel and return how many were new.

    A key and version that the delivery has already is left as it is; older versions of the same
    keys become `replaced`.  Call it inside the transaction that holds the results locked.
    """
    if not result_ids:
        return 0
    if connection.vendor == "postgresql":  # A parameter in a SELECT list has no type of its own.
        places = {"delivery": "%s::bigint", "parcel": "%s::int", "now": "%s::timestamptz"}
    else:
        places = {"delivery": "%s", "parcel": "%s", "now": "%s"}
    places["ids"] = ", ".join(["%s"] * len(result_ids))
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_COPY.format(**places), [delivery_id, parcel, moment, org_id, *result_ids])
        copied = cursor.rowcount
        cursor.execute(_REPLACE.format(**places), [delivery_id, parcel, org_id, *result_ids])
    return int(copied)
