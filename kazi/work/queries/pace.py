"""How fast work goes, who is at it now, and when the rest will be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils import timezone

from kazi.accounts.places import day_begins, zone_of
from kazi.kernel.literal import Literal
from kazi.kernel.recall import Recall
from kazi.kernel.tenancy import acting_for
from kazi.work.models import Answer, Pace, Project, Seat
from kazi.work.queries.progress import counts_of
from kazi.work.rules import Forecast, forecast, in_days
from kazi.workforce.models import Worker

NOW_MINUTES = 10  # Whoever took or answered a task so lately is at work.
DAYS = 14
HOURS = 24


@dataclass(frozen=True, slots=True)
class Point:
    """Answers in the hour or on the day that begins at `at`, in the organisation's time."""

    at: datetime
    answers: int


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did in a time: answers, and seconds of work with pauses taken out."""

    answers: int = 0
    seconds: int = 0

    @property
    def minutes(self) -> int:
        return round(self.seconds / 60)


def hours_of(org_id: int, project_id: int | None = None) -> list[Point]:
    """Return the answers of each of the last 24 hours, oldest first, hours without any included."""
    zone = zone_of(org_id)
    this = timezone.now().astimezone(zone).replace(minute=0, second=0, microsecond=0)
    begins = [this - timedelta(hours=n) for n in range(HOURS - 1, -1, -1)]
    found: dict[datetime, int] = defaultdict(int)
    for at, answers in _quarters(begins[0], project_id):
        found[at.astimezone(zone).replace(minute=0)] += answers
    return [Point(at, found[at]) for at in begins]


def days_of(org_id: int, project_id: int | None = None) -> list[Point]:
    """Return the answers of each of the last 14 days with today, oldest first."""
    zone = zone_of(org_id)
    begins = [day_begins(org_id, back=n) for n in range(DAYS - 1, -1, -1)]
    found: dict[object, int] = defaultdict(int)
    for at, answers in _quarters(begins[0], project_id):
        found[at.astimezone(zone).date()] += answers
    return [Point(at, found[at.date()]) for at in begins]


def done_today(org_id: int, worker_ids: Iterable[int]) -> dict[int, Done]:
    """Return what each of the workers did since midnight; who did nothing is left out."""
    pace = Pace.objects.filter(worker_id__in=list(worker_ids), at__gte=day_begins(org_id)).order_by()
    rows = pace.values_list("worker_id").annotate(n=Sum("answers"), s=Sum("seconds"))
    return {worker_id: Done(answers, seconds) for worker_id, answers, seconds in rows}


def done_today_by_project(org_id: int) -> dict[int, int]:
    """Return the answers since midnight of each project; without any it is left out."""
    pace = Pace.objects.filter(at__gte=day_begins(org_id)).order_by()
    return dict(pace.values_list("project_id").annotate(n=Sum("answers")))


def _ask_at_work(org_id: int) -> frozenset[tuple[int, int]]:
    with acting_for(org_id):
        since = timezone.now() - timedelta(minutes=NOW_MINUTES)
        states = [Literal(Seat.State.OPEN), Literal(Seat.State.REWORK)]  # As the index says.
        held = Seat.objects.filter(state__in=states).order_by()
        seats = held.values_list("worker_id", "project_id", "state", "leased_at")
        at_work = {(who, what) for who, what, state, at in seats if state == "open" and at >= since}
        workers = list(Worker.objects.filter(is_active=True).values_list("pk", flat=True))
        answers = Answer.objects.filter(worker_id__in=workers, submitted_at__gte=since).order_by()
        at_work |= set(answers.values_list("worker_id", "seat__project_id").distinct())
        return frozenset(at_work)


at_work_now: Recall[int, frozenset[tuple[int, int]]] = Recall(_ask_at_work, seconds=5)
"""(worker, project) of everybody who took or answered a task in the last ten minutes."""


def _ask_forecast(key: tuple[int, int]) -> Forecast:
    org_id, project_id = key
    with acting_for(org_id):
        project = Project.objects.get(pk=project_id)
        counts = counts_of(project)
        if not counts.left:
            return forecast(0, [], [], timezone.now())
        given = Pace.objects.filter(project_id=project_id).aggregate(n=Sum("answers"))["n"] or 0
        # Every task that is not settled needs one more answer at least, also when some were extras.
        remaining = max(counts.left - counts.answered - counts.review, counts.total * project.overlap - given)
        days = [point.answers for point in days_of(org_id, project_id)[:-1]]
        while days and not days[0]:  # Before its first day a project was not slow, it was not there.
            days.pop(0)
        hours = _hours_with_work(org_id, project_id)
        return forecast(remaining, days, list(hours.values()), timezone.now())


_forecasts: Recall[tuple[int, int], Forecast] = Recall(_ask_forecast, seconds=30)


def forecast_of(project: Project) -> Forecast:
    """Return when the project will be done, as far as its last two weeks say."""
    return _forecasts((project.org_id, project.pk))


def times_of(project: Project) -> tuple[datetime | None, datetime | None]:
    """Return between which times the project will be done, or None twice while nobody can say.

    Unlike a Forecast never in hours of work, which only the provider knows how to read.
    """
    expected = forecast_of(project)
    if expected.hours_low is None or expected.hours_high is None:
        return expected.earliest, expected.latest
    worked = _hours_with_work(project.org_id, project.pk)
    days = {hour.date() for hour in worked}
    a_day = len(worked) / max(1, len(days))
    return in_days(expected.hours_low, expected.hours_high, a_day, timezone.now())


def _hours_with_work(org_id: int, project_id: int) -> dict[datetime, int]:
    """Return the answers of each hour of the last seven days in which there were any."""
    zone = zone_of(org_id)
    hours: dict[datetime, int] = defaultdict(int)
    for at, answers in _quarters(day_begins(org_id, back=6), project_id):
        hours[at.astimezone(zone).replace(minute=0)] += answers
    return hours


def _quarters(since: datetime, project_id: int | None) -> list[tuple[datetime, int]]:
    pace = Pace.objects.filter(at__gte=since).order_by()
    if project_id is not None:
        pace = pace.filter(project_id=project_id)
    else:
        pace = pace.filter(project__is_practice=False)
    return list(pace.values_list("at").annotate(n=Sum("answers")))
