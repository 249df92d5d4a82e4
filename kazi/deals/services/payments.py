"""What was paid for an invoice, recorded by the provider: in parts, too much, given back."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.places import zone_of
from kazi.deals.events import InvoicePaid
from kazi.deals.models import Agreement, Invoice, Payment
from kazi.deals.queries.invoices import balance_of
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, Refused


@transaction.atomic
def record_payment(
    actor: Actor,
    invoice: Invoice,
    amount_minor: int,
    paid_on: date,
    reference: str = "",
    once: uuid.UUID | None = None,
) -> Payment:
    """Record money that came in, below zero money that was given back; the same `once` again is the first.

    More than is left is kept as it is and shown as too much.  Raises Refused for a refund of more than
    came in, or a day to come.
    """
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    there = Payment.objects.filter(invoice=invoice, once=once).first() if once else None
    if there is not None:
        return there
    if invoice.state != Invoice.State.ISSUED or invoice.kind != Invoice.Kind.INVOICE:
        raise Conflict(_("Payments are recorded for issued invoices."))
    if amount_minor == 0:
        raise Refused(_("Say how much was paid."))
    if paid_on > timezone.now().astimezone(zone_of(invoice.owner_id)).date():
        raise Refused(_("The day of the payment is still to come."))
    before = balance_of(invoice)
    if before.paid_minor + amount_minor < 0:
        raise Refused(_("More would be given back than came in for this invoice."))
    payment = Payment.objects.create(
        invoice=invoice,
        once=once or uuid.uuid4(),
        amount_minor=amount_minor,
        paid_on=paid_on,
        reference=reference.strip()[:140],
        recorded_by_id=actor.membership_id or None,
    )
    settle(invoice, actor)
    return payment


@transaction.atomic
def settle(invoice: Invoice, actor: Actor | None) -> None:
    """Note that nothing is left to pay, once, and tell of it; or that something is left again."""
    Agreement.objects.filter(pk=invoice.agreement_id).update(changed_at=timezone.now())
    left = balance_of(invoice).left_minor
    row = Invoice.objects.filter(pk=invoice.pk)
    if left > 0:
        row.update(paid_at=None)
    elif row.filter(paid_at=None).update(paid_at=timezone.now()):
        fact = InvoicePaid(invoice_id=str(invoice.pk), number=invoice.number)
        record(fact, actor_id=actor.person_id if actor else None)


@transaction.atomic
def hold(actor: Actor, invoice: Invoice, on_hold: bool) -> None:
    """Send no reminders for an invoice the sides are talking about, or send them again."""
    Invoice.objects.filter(pk=invoice.pk).update(on_hold=on_hold)
