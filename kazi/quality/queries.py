"""Reading about quality: how right people's answers are, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from kazi.consensus import wilson
from kazi.quality.models import Mark


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`right` of `fields` were as in the settled result; `low` to `high` (0 to 1) holds the true share.

    The interval is Wilson's at 90 %.
    """

    right: int
    fields: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.right / self.fields


def accuracy_of(worker_id: int, since: datetime | None = None) -> Accuracy | None:
    """Return how right a worker's answers are; None while none could be compared with anything."""
    marks = Mark.objects.filter(worker_id=worker_id)
    if since is not None:
        marks = marks.filter(at__gte=since)
    sums = marks.aggregate(right=Sum("right"), fields=Sum("fields"))
    if not sums["fields"]:
        return None
    low, high = wilson(sums["right"], sums["fields"])
    return Accuracy(sums["right"], sums["fields"], low, high)
