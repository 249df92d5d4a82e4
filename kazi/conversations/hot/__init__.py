"""Storing replies: the transaction that answered questions cost, in SQL for both databases.

Only the services of this room call it.  In one short transaction, of one reply or of all that come at
one moment, the key of what came in is taken (a
second one finds the stored reply), the talk moves on if it still stands where it was read, the
answers are stored, and each script counts them.  The tenant fence does not see raw SQL, so every
statement carries the organisation.
"""

from kazi.conversations.hot.storing import NOT_THERE, read, read_all, seen, store, store_all
from kazi.conversations.hot.values import Given, Moved, Standing, Stored, Taken

__all__ = [
    "NOT_THERE", "Given", "Moved", "Standing", "Stored", "Taken",
    "read", "read_all", "seen", "store", "store_all",
]  # fmt: skip
