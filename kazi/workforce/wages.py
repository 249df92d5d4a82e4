"""Wage benchmarks: dated and sourced figures that somebody brought in.  None comes with Kazi."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.kernel.errors import Refused
from kazi.workforce.models import WageBenchmark
from kazi.workforce.rules.wages import read_benchmarks

LIVING = (
    WageBenchmark.Method.ANKER,
    WageBenchmark.Method.WAGEINDICATOR,
    WageBenchmark.Method.OTHER_LIVING,
)


@transaction.atomic
def import_wages(text: str) -> tuple[int, int]:
    """Take a CSV file in, all of it or nothing; return how many rows are new and how many changed.

    The same place, method, day and source again replaces the row.  Raises Refused with each wrong
    line.
    """
    rows, faults = read_benchmarks(text, timezone.localdate())
    if faults:
        raise Refused(_("Nothing was taken. ") + " ".join(str(fault) for fault in faults))
    new = changed = 0
    for row in rows:
        values = {
            "amount": row.amount,
            "currency": row.currency,
            "period": row.period,
            "hours": row.hours,
            "url": row.url,
            "licence": row.licence,
        }
        kept, made = WageBenchmark.objects.get_or_create(
            country=row.country, region=row.region, method=row.method, as_of=row.as_of, source=row.source,
            defaults=values,
        )  # fmt: skip
        if made:
            new += 1
        elif any(getattr(kept, name) != value for name, value in values.items()):
            WageBenchmark.objects.filter(pk=kept.pk).update(**values, imported_at=timezone.now())
            changed += 1
    return new, changed


def living_wages() -> list[WageBenchmark]:
    """Return the newest living wage of each country and region.

    A figure for the whole country comes alone; without one all its regions are given.  Of two of
    the same day the one of the method that comes first in `LIVING` counts.
    """
    newest: dict[tuple[str, str], WageBenchmark] = {}
    order = {method: place for place, method in enumerate(LIVING)}
    rows = WageBenchmark.objects.filter(method__in=LIVING)
    for row in sorted(rows, key=lambda one: (one.as_of, -order[WageBenchmark.Method(one.method)], one.pk)):
        newest[row.country, row.region] = row
    whole = {country for country, region in newest if not region}
    return [row for (country, region), row in newest.items() if not region or country not in whole]
