"""Timed jobs of deals."""

from __future__ import annotations

from kazi.deals.services import reminders
from kazi.journal.clock import every


@every(seconds=1800)
def remind_of_overdue_invoices() -> int:
    return reminders.remind_all()
