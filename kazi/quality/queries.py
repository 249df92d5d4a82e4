"""Reading about quality: how accurate people are, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from kazi.consensus.interval import wilson
from kazi.quality.models import Mark
from kazi.work.queries.attention import Matter
from kazi.workforce.models import Worker

LOOK_BACK = timedelta(days=14)
ENOUGH = 0.9  # Below this a person needs help; what help, a person decides.
FEWEST = 20  # Compared fields, before anything is said of anybody.


@dataclass(frozen=True, slots=True)
class Accuracy:
    """`right` of `fields` answered fields were as settled; the true share lies in `low` to `high`.

    Both bounds are 0 to 1, at 90 % (Wilson).
    """

    right: int
    fields: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.right / self.fields

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def low_percent(self) -> int:
        return int(self.low * 100)

    @property
    def high_percent(self) -> int:
        return round(self.high * 100)


def accuracy_of(worker_id: int, since: datetime | None = None) -> Accuracy | None:
    """Return a worker's accuracy over compared answers (practice left out), None when none was."""
    return accuracy_by_worker([worker_id], since).get(worker_id)


def accuracy_by_worker(worker_ids: Iterable[int], since: datetime | None = None) -> dict[int, Accuracy]:
    """Return the accuracy of each of these workers; without compared answers one is left out."""
    marks = Mark.objects.filter(worker_id__in=list(worker_ids), project__is_practice=False).order_by()
    if since is not None:
        marks = marks.filter(at__gte=since)
    rows = marks.values_list("worker_id").annotate(right=Sum("right"), fields=Sum("fields"))
    return {
        worker_id: Accuracy(right, fields, *wilson(right, fields))
        for worker_id, right, fields in rows
        if fields
    }


def people_below() -> list[Matter]:
    """Return the workers who are surely less accurate than `ENOUGH` lately, `count` the upper bound in %."""
    since = timezone.now() - LOOK_BACK
    workers = Worker.objects.filter(is_active=True).select_related("membership__person")
    named = {worker.pk: str(worker) for worker in workers}
    return [
        Matter("accuracy_low", False, named[worker_id], worker_id, accuracy.high_percent)
        for worker_id, accuracy in accuracy_by_worker(named, since).items()
        if accuracy.fields >= FEWEST and accuracy.high < ENOUGH
    ]
