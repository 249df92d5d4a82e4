"""All providers as the formula sees them, kept in the memory of the process for some seconds."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from kazi.deals.models import Candidate, MonthMeans, ReferenceTime, Shown
from kazi.deals.rules.exposure import debts
from kazi.deals.rules.matching import Provider
from kazi.deals.rules.should_cost import Minutes, Wage
from kazi.deals.rules.standing import Means
from kazi.kernel.recall import Recall
from kazi.workforce.wages import living_wages

HISTORY = timedelta(days=365)


def _ask_market(with_demo: bool) -> tuple[Provider, ...]:
    found = Candidate.objects.order_by("provider_id")
    return tuple(provider_of(one) for one in (found if with_demo else found.filter(is_demo=False)).iterator())


def provider_of(row: Candidate) -> Provider:
    return Provider(
        id=row.provider_id,
        name=row.name,
        slug=row.slug,
        country=row.country,
        skills=row.skills,
        languages=frozenset(row.languages),
        security=frozenset(row.security),
        capacity=row.capacity,
        on_time=(row.on_time_n, row.on_time_x),
        accepted=(row.accepted_n, row.accepted_x),
        answer_hours=(row.answer_n, row.answer_hours),
        impact=row.impact,
        impact_ratio=row.impact_ratio,
        certificate_until=row.certificate_until,
        prices={(service, unit): (money, float(price)) for service, unit, money, price in row.prices},
        size=row.size,
    )


def _ask_means(_always: bool) -> Means:
    month = timezone.localdate().replace(day=1)
    row = MonthMeans.objects.filter(month__lte=month).order_by("-month").first()
    usual = Means()
    if row is None:
        return usual
    return Means(
        row.on_time if row.on_time_n else usual.on_time,
        row.accepted if row.accepted_n else usual.accepted,
        row.answer_hours if row.answer_n else usual.answer_hours,
    )


def _ask_owed(_always: bool) -> dict[int, float]:
    """Return the attention each provider is owed, from the shortlists of the last year."""
    rows = Shown.objects.filter(shortlist__at__gte=timezone.now() - HISTORY).values("provider_id")
    summed = rows.annotate(earned=Sum("score"), had=Sum("exposure"))
    return debts({row["provider_id"]: (row["earned"], row["had"]) for row in summed})


def _ask_wages(_always: bool) -> dict[str, tuple[Wage, ...]]:
    by_country: dict[str, list[Wage]] = defaultdict(list)
    for row in living_wages():
        by_country[row.country].append(
            Wage(
                row.country, row.region, row.get_method_display(), row.amount, row.currency, row.hours,
                row.as_of, row.source, row.url,
            )
        )  # fmt: skip
    return {country: tuple(rows) for country, rows in by_country.items()}


market: Recall[bool, tuple[Provider, ...]] = Recall(_ask_market, seconds=20)
means: Recall[bool, Means] = Recall(_ask_means, seconds=60)
owed: Recall[bool, dict[int, float]] = Recall(_ask_owed, seconds=60)
wages: Recall[bool, dict[str, tuple[Wage, ...]]] = Recall(_ask_wages, seconds=60)


def minutes_like(service: str, task_type: str) -> Minutes | None:
    """Return the minutes of like finished work: of the task type, else of the service; None if unknown."""
    rows = {row.task_type: row for row in ReferenceTime.objects.filter(service=service)}
    row = (rows.get(task_type) if task_type else None) or rows.get("")
    if row is None:
        return None
    return Minutes(
        row.p25_minutes, row.median_minutes, row.p75_minutes, "reference", row.answers, row.providers
    )
