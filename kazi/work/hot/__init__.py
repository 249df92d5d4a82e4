"""Claim and submit: the two statements that every task costs, in SQL for both databases.

Only the services of this room call them.  Each is one short transaction; the constraints named in
`models` stand behind it (`seats_not_oversold`, `one_seat_per_worker`, `one_seat_per_slot`).  The
tenant fence does not see raw SQL, so every statement carries the organisation.

The queue is the index `task_queue` (project, rank, id) of tasks with a free seat.  A worker goes on
after the task they were last given, so that thousands of tasks they have done are not looked
through each time; when the project's queue has changed since, or its end is reached, the search
begins at the top.
"""

from kazi.work.hot.queue import claim, held, stored, submit
from kazi.work.hot.values import Held, Leased, Stored

__all__ = ["Held", "Leased", "Stored", "claim", "held", "stored", "submit"]
