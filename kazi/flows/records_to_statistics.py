"""What was worked becomes published statistics: counted at each provider that agreed, kept as a copy.

The hub knows no answers and no workers; work and workforce know no statistics.  They are joined here,
once a month by the clock and by `kazi statistics publish`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Sum
from django.utils import timezone

from kazi.hub.models import LiveChoice, PublicProfile, StatisticsRelease
from kazi.hub.queries.statistics import counted_profiles, is_due
from kazi.hub.rules.statistics import Job
from kazi.hub.services.statistics import publish_statistics
from kazi.journal.clock import every
from kazi.kernel.tenancy import acting_for
from kazi.kinds.rules import ready_types
from kazi.work.models import Pace
from kazi.work.services.counting import count_answers

# Which of the figures that a provider may agree to show stands for the number of its people.
AGREED = "workers"
OTHER = "other"


@every(seconds=3600)
def publish_monthly() -> None:
    today = timezone.now().date()
    if is_due(today):
        publish_now(today)


def publish_now(as_of: date) -> tuple[StatisticsRelease, bool]:
    """Count and publish; the second call of a day returns the first release and False."""
    jobs: list[Job] = []
    providers = 0
    for profile in counted_profiles():
        with acting_for(profile.provider_id):
            if not LiveChoice.objects.filter(code=AGREED).exists():
                continue
            found = jobs_of(profile)
        providers += bool(found)
        jobs += found
    return publish_statistics(as_of, jobs, providers)


def jobs_of(profile: PublicProfile) -> list[Job]:
    """Return the jobs at the provider being acted for: who worked, and what they answered most.

    Sex, age and wages come with the records of people and pay; until then they are not recorded.
    """
    count_answers()  # What was answered since the clock counted last.
    ready = ready_types()
    rows = Pace.objects.filter(project__is_practice=False, answers__gt=0)
    of_worker: dict[int, Counter[str]] = defaultdict(Counter)
    for worker_id, kind, answers in (
        rows.values_list("worker_id", "project__task_type__name")
        .annotate(Sum("answers"))
        .order_by("worker_id")
    ):
        of_worker[worker_id][kind if kind in ready else OTHER] += answers
    country = profile.country or profile.provider.country
    return [Job(country=country, kind=_most(kinds)) for kinds in of_worker.values()]


def _most(kinds: Counter[str]) -> str:
    return max(sorted(kinds), key=kinds.__getitem__)
