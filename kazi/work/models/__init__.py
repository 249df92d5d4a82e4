"""From project to delivery: tasks, the seats people take at them, answers, reviews, results.

The counts and states that `kazi.work.hot` changes are held by constraints here, so that no
statement, however wrong, gives a seat twice.
"""

from kazi.work.models.deliveries import DeliveredResult, Delivery, Parcel
from kazi.work.models.projects import Batch, Project, RefusedRow
from kazi.work.models.tasks import Answer, Seat, Task
from kazi.work.models.verdicts import Concern, Pace, Result, Review

__all__ = [
    "Answer",
    "Batch",
    "Concern",
    "DeliveredResult",
    "Delivery",
    "Pace",
    "Parcel",
    "Project",
    "RefusedRow",
    "Result",
    "Review",
    "Seat",
    "Task",
]
