"""What lies on the moderators' desk, and what the public is told about their work."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from kazi.hub.models import Case
from kazi.hub.queries.desk import hub_organisation
from kazi.kernel.tenancy import acting_for

LOG_DAYS = 365
LOG_ROWS = 100


def cases(state: str = "") -> QuerySet[Case]:
    """Return the hub's cases, the oldest first; without a state those that wait for somebody."""
    found = Case.objects.annotate(readers=Count("reports")).order_by("opened_at")
    return found.filter(state=state) if state else found.filter(state__in=["waiting", "appealed"])


@dataclass(frozen=True, slots=True)
class Log:
    """The past year of moderation: cases that came in, by state, and the last hundred that were decided.

    It names kinds, reasons' sorts and outcomes, never a person, a text or a thing.
    """

    opened: int
    by_state: tuple[tuple[str, int], ...]
    decided: list[Case]
    median_hours: float | None


def public_log() -> Log:
    since = timezone.now() - timedelta(days=LOG_DAYS)
    with acting_for(hub_organisation().pk):
        year = Case.objects.filter(opened_at__gte=since)
        rows = list(year.values_list("state", "opened_at", "decided_at"))
        decided = list(year.exclude(decided_at=None).order_by("-decided_at")[:LOG_ROWS])
    counts = Counter(state for state, *_times in rows)
    names = [(Case.State(state).label, counts[state]) for state in Case.State.values if counts[state]]
    return Log(len(rows), tuple((str(label), number) for label, number in names), decided, _median(rows))


def _median(rows: list[tuple[str, datetime, datetime | None]]) -> float | None:
    hours = sorted((done - opened).total_seconds() / 3600 for _state, opened, done in rows if done)
    if not hours:
        return None
    middle = len(hours) // 2
    return hours[middle] if len(hours) % 2 else (hours[middle - 1] + hours[middle]) / 2
