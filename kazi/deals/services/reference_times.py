"""Keeping how long like work took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from kazi.deals.models import ReferenceTime


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes of one person for one answer: quarter, median, three quarters; from how many."""

    p25: Decimal
    median: Decimal
    p75: Decimal
    answers: int
    providers: int


@transaction.atomic
def keep_reference_times(found: Mapping[tuple[str, str], Times]) -> None:
    """Replace all references by these, keyed by (service, task type or "")."""
    for row in ReferenceTime.objects.all():
        if (row.service, row.task_type) not in found:
            row.delete()
    for (service, task_type), times in found.items():
        ReferenceTime.objects.update_or_create(
            service=service,
            task_type=task_type,
            defaults={
                "median_minutes": times.median,
                "p25_minutes": times.p25,
                "p75_minutes": times.p75,
                "answers": times.answers,
                "providers": times.providers,
                "refreshed_at": timezone.now(),
            },
        )
