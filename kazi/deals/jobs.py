"""What deals does by the clock."""

from __future__ import annotations

from django.utils import timezone

from kazi.deals.services import (
    candidates,
    exposure,
    exposure_letters,
    needs,
    opening,
    reminders,
    renewals,
    satisfaction,
)
from kazi.journal.clock import every


@every(seconds=10)
def open_due_proposals() -> int:
    return opening.open_due()


@every(seconds=6 * 3600)
def refresh_candidates() -> int:
    """Mend copies that an event missed."""
    return candidates.refresh_all()


@every(seconds=3600)
def fix_means_of_the_month() -> object:
    return exposure.fix_means(timezone.localdate().replace(day=1))


@every(seconds=24 * 3600)
def forget_old_needs() -> int:
    return needs.forget_old()


@every(seconds=1800)
def remind_of_overdue_invoices() -> int:
    return reminders.remind_all()


@every(seconds=6 * 3600)
def remind_of_renewals() -> int:
    return renewals.remind_all()


@every(seconds=6 * 3600)
def remind_of_satisfaction() -> int:
    return satisfaction.remind_all()


@every(seconds=24 * 3600)
def write_exposure_letters() -> int:
    return exposure_letters.write_of_last_month(timezone.localdate())
