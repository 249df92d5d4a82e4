"""Publishing statistics: one copy for each day, never changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kazi.hub.events import StatisticsPublished
from kazi.hub.models import StatisticsRelease
from kazi.hub.queries.desk import hub_organisation
from kazi.hub.rules.statistics import METHOD, Earned, Job, release_of
from kazi.journal.bus import record
from kazi.kernel.tenancy import acting_for


@transaction.atomic
def publish_statistics(
    as_of: date, jobs: Iterable[Job], providers: int, wages: Iterable[Earned] | None = None
) -> tuple[StatisticsRelease, bool]:
    """Keep what may be published of these jobs; return the release and whether it is new.

    A second call for the same day returns the first release, whatever has changed since.
    """
    release, made = StatisticsRelease.objects.get_or_create(
        as_of=as_of,
        is_demo=settings.DEMO,
        defaults={
            "method": METHOD,
            "figures": release_of(jobs, providers, wages),
            "published_at": timezone.now(),
        },
    )
    if made:
        with acting_for(hub_organisation().pk):
            record(StatisticsPublished(str(release.pk), as_of.isoformat()))
    return release, made
