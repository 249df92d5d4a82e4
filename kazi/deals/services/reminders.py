"""Polite letters about invoices that are overdue: each step once, by the provider's own day."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from kazi.accounts.places import zone_of
from kazi.accounts.reaching import members_of
from kazi.deals.models import Billing, Invoice, Reminder
from kazi.deals.models.agreements import Side
from kazi.deals.queries.invoices import balance_of
from kazi.deals.rules.amounts import reminder_due
from kazi.deals.services.telling import ROLES, write_to
from kazi.kernel.money import Money
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kernel.words import N_

STEPS = (3, 14, 30)  # Days after the due date, unless a provider says otherwise.
_TEXTS = (
    N_(
        "Perhaps it was overlooked: %(number)s from %(provider)s was due on %(day)s, and %(left)s is open. "
        "If it is paid already, thank you, and please forget this letter."
    ),
    N_(
        "%(number)s from %(provider)s was due on %(day)s, and %(left)s is still open. Please pay it, "
        "or write to "
        "the provider if something about it is not right."
    ),
    N_(
        "%(number)s from %(provider)s has been open since %(day)s; %(left)s is left. The people who "
        "did the work "
        "are paid from it. Please pay now, or say when you will."
    ),
)
log = logging.getLogger(__name__)

SUBJECT = N_("Reminder: %(number)s from %(provider)s")


def remind_all() -> int:
    """Write about every invoice of all providers whose next reminder is due; return how many letters."""
    overdue = all_tenants(Invoice).filter(
        state=Invoice.State.ISSUED, kind=Invoice.Kind.INVOICE, paid_at=None, on_hold=False
    )
    # A day of margin, for a provider's day may have ended where the server's has not.
    tomorrow = timezone.now().date() + timedelta(days=1)
    sent = 0
    for invoice_id, owner_id in overdue.filter(due_on__lt=tomorrow).values_list("pk", "owner_id"):
        try:
            with acting_for(owner_id):
                sent += _remind(invoice_id)
        except Exception:  # One bad address must not keep the letters of all others.
            log.exception("Invoice %s was not reminded of; it is tried again.", invoice_id)
    return sent


@transaction.atomic
def _remind(invoice_id: int) -> int:
    rows = Invoice.objects.select_related("owner", "shared_with")
    invoice = rows.get(pk=invoice_id)
    billing = Billing.objects.first()
    left = balance_of(invoice).left_minor
    if billing is None or not billing.reminds or left <= 0 or invoice.due_on is None:
        return 0
    today = timezone.now().astimezone(zone_of(invoice.owner_id)).date()
    step = reminder_due(invoice.due_on, today, billing.remind_days or STEPS)
    if not step:
        return 0
    try:
        with transaction.atomic():
            Reminder.objects.create(invoice=invoice, step=step)
    except IntegrityError:  # That step has gone out.
        return 0
    values = {
        "number": invoice.number,
        "provider": invoice.owner.name,
        "day": invoice.due_on.isoformat(),
        "left": Money(left, invoice.currency).text("en"),
    }
    readers = members_of(invoice.shared_with_id, ROLES[Side.BUYER])
    text = _TEXTS[min(step, len(_TEXTS)) - 1]
    return write_to(readers, SUBJECT, text, values, f"/invoices/{invoice.pk}/")
