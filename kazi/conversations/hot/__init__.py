"""Storing a reply: the transaction that every answered question costs, in SQL for both databases.

Only the services of this room call it.  In one short transaction the key of what came in is taken (a
second one finds the stored reply), the talk moves on if it still stands where it was read, the
answers are stored, and each script counts them.  The tenant fence does not see raw SQL, so every
statement carries the organisation.
"""

from kazi.conversations.hot.storing import read, seen, store
from kazi.conversations.hot.values import Given, Moved, Standing, Stored, Taken

__all__ = ["Given", "Moved", "Standing", "Stored", "Taken", "read", "seen", "store"]
