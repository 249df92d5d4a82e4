"""A letter to each provider about the month that ended: how often buyers were shown it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from kazi.accounts.models import Role
from kazi.accounts.reaching import members_of
from kazi.deals.models import ExposureLetter
from kazi.deals.queries.exposure_reports import Exposure, exposure_of_month
from kazi.deals.services.telling import write_to
from kazi.kernel.words import N_


def write_of_last_month(today: date) -> int:
    """Write to every provider that was shown in the month before `today`; return how many were told.

    A provider is told once of a month.
    """
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return sum(_write(row) for row in exposure_of_month(month))


@transaction.atomic
def _write(row: Exposure) -> bool:
    _letter, new = ExposureLetter.objects.get_or_create(provider_id=row.provider_id, month=row.month)
    if new:
        write_to(
            members_of(row.provider_id, Role.MANAGER),
            N_("How often buyers saw you in %(month)s"),
            N_(
                "In %(month)s you were in %(shown)s of %(lists)s shortlists, on place %(place)s on average. "
                "Your share of attention was %(attention)s %%; "
                "by your scores it would have been %(earned)s %%."
            ),
            {
                "month": f"{row.month:%Y-%m}",
                "shown": row.shown,
                "lists": row.shortlists,
                "place": f"{row.place:.1f}",
                "attention": f"{100 * row.attention:.1f}",
                "earned": f"{100 * row.earned:.1f}",
            },
            "/pipeline/exposure/",
        )
    return new
