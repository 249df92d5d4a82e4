"""From accepted work to an issued invoice: lines gathered in a draft, numbered without gaps, credited."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.accounts.places import zone_of
from kazi.accounts.reaching import members_of
from kazi.deals.events import InvoiceIssued
from kazi.deals.models import Agreement, Billing, Invoice, InvoiceLine, Milestone, Series
from kazi.deals.models.agreements import Side
from kazi.deals.queries.commission import commission_on
from kazi.deals.rules.amounts import TaxedLine, Totals, from_minor, line_net, plain, totals
from kazi.deals.services.agreements import terms_in_force
from kazi.deals.services.payments import settle
from kazi.deals.services.running import reach_milestones
from kazi.deals.services.telling import ROLES, write_to
from kazi.journal.bus import record
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from kazi.kernel.words import N_

Kind = InvoiceLine.Kind


def billing_of(org: Organisation) -> Billing | None:
    """Return how the organisation bills; None while it has not said."""
    with acting_for(org.pk):
        return Billing.objects.filter(org_id=org.pk).first()


@transaction.atomic
def bill(agreement: Agreement, units_accepted: int | None = None) -> Invoice | None:
    """Put what can be billed and is not yet into the draft invoice, and return it; None for nothing.

    `units_accepted` counts each accepted unit once, in all, over every parcel; what is billed is the
    difference to what was billed before, so a unit that was rejected, done again and accepted is
    billed once, and hearing of the same acceptance twice bills nothing twice.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    terms = terms_in_force(agreement)
    if units_accepted is not None and units_accepted > agreement.units_accepted:
        Agreement.objects.filter(pk=agreement.pk).update(units_accepted=units_accepted)
        agreement.units_accepted = units_accepted
    reach_milestones(agreement)
    billed = InvoiceLine.objects.filter(invoice__agreement=agreement, kind=Kind.UNITS)
    units = agreement.units_accepted - (billed.aggregate(most=Max("up_to"))["most"] or 0)
    reached = Milestone.objects.filter(agreement=agreement, state=Milestone.State.REACHED)
    to_bill = reached.exclude(pk__in=InvoiceLine.objects.filter(kind=Kind.MILESTONE).values("milestone_id"))
    milestones = list(to_bill.order_by("pk"))
    wants_units = units > 0 and terms.price_per_unit > 0
    if not wants_units and not milestones:
        return None
    invoice = _draft_of(agreement, terms.payment_days)
    if wants_units:
        _add_line(
            invoice,
            Kind.UNITS,
            _("%(title)s: accepted units") % {"title": agreement.title},
            Decimal(units),
            terms.price_per_unit,
            unit=terms.unit,
            up_to=agreement.units_accepted,
        )
    for milestone in milestones:
        price = from_minor(milestone.amount_minor, invoice.currency)
        _add_line(invoice, Kind.MILESTONE, milestone.title, Decimal(1), price, milestone=milestone)
    _sum_up(invoice)
    billing = Billing.objects.filter(org_id=agreement.owner_id).first()
    if billing is not None and billing.issues_by_itself and billing.tax_category:
        return issue(None, invoice)
    return invoice


@transaction.atomic
def issue(actor: Actor | None, invoice: Invoice, *, order_number: str | None = None) -> Invoice:
    """Give the draft its number, dates and frozen parties, and tell the buyer; again changes nothing.

    The number is taken and used in one transaction, so a series has no gap.  Raises Refused until the
    provider has said who it is and how it is taxed.
    """
    if (there := Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.ISSUED).first()) is not None:
        return there  # Without the locks below: payments and credits take them the other way round.
    # Held in the order in which `bill` holds them, which adds lines to this very draft.
    Agreement.objects.select_for_update(of=("self",)).get(pk=invoice.agreement_id)
    invoice = _locked(invoice)
    if invoice.state == Invoice.State.ISSUED:
        return invoice
    billing = _billing_to_issue(invoice.owner_id)
    lines = list(invoice.lines.order_by("place"))
    if not lines:
        raise Refused(_("There is nothing on this invoice."))
    if order_number is not None:
        invoice.order_number = order_number.strip()[:60]
    # Lines may have been gathered before the provider said how it is taxed and rounds.
    invoice.rounding = billing.rounding
    for line in lines:
        _tax(line, billing)
        line.net_minor = line_net(line.quantity, line.price, invoice.currency, billing.rounding)
        line.save()
    today = timezone.now().astimezone(zone_of(invoice.owner_id)).date()
    invoice.due_on = today + timedelta(days=invoice.payment_days)
    _freeze(invoice, billing, billing.series, today)
    invoice.commission_percent = _commission_of(invoice, today)
    invoice.save()
    _tell_buyer(invoice)
    record(
        InvoiceIssued(invoice_id=str(invoice.pk), number=invoice.number),
        actor_id=actor.person_id if actor else None,
    )
    return invoice


@transaction.atomic
def credit(
    actor: Actor,
    invoice: Invoice,
    reason: str,
    quantities: dict[int, Decimal] | None = None,
    once: uuid.UUID | None = None,
) -> Invoice:
    """Take lines of an issued invoice back, wholly or in part, by a credit note with a number of its own.

    `quantities` maps a line to how much of it; without it all that is left.  The same `once` again
    returns the first note.  Raises Refused for more than is left.
    """
    invoice = _locked(invoice)
    there = Invoice.objects.filter(once=once).first() if once else None
    if there is not None:
        return there
    if invoice.state != Invoice.State.ISSUED or invoice.kind != Invoice.Kind.INVOICE:
        raise Conflict(_("Only an issued invoice can be credited."))
    if not reason.strip():
        raise Refused(_("Say why: the reason stands on the credit note."))
    billing = _billing_to_issue(invoice.owner_id)
    chosen = _quantities(invoice, quantities)
    note = Invoice.objects.create(
        owner_id=invoice.owner_id,
        shared_with_id=invoice.shared_with_id,
        agreement_id=invoice.agreement_id,
        kind=Invoice.Kind.CREDIT,
        credits=invoice,
        once=once or uuid.uuid4(),
        currency=invoice.currency,
        rounding=invoice.rounding,
        order_number=invoice.order_number,
        payment_days=0,
        reason=reason.strip()[:500],
        is_demo=invoice.is_demo,
    )
    for place, (line, quantity) in enumerate(chosen, 1):
        InvoiceLine.objects.create(
            invoice=note,
            place=place,
            kind=Kind.CREDIT,
            title=line.title,
            unit=line.unit,
            quantity=quantity,
            price=line.price,
            net_minor=_credited_net(invoice, line, quantity),
            credits=line,
            tax_category=line.tax_category,
            tax_name=line.tax_name,
            tax_rate=line.tax_rate,
            tax_reason=line.tax_reason,
        )
    today = timezone.now().astimezone(zone_of(invoice.owner_id)).date()
    note.due_on = today
    _freeze(note, billing, billing.credit_series, today)
    note.seller, note.buyer = invoice.seller, invoice.buyer
    note.save()
    _tell_buyer(note)
    record(InvoiceIssued(invoice_id=str(note.pk), number=note.number), actor_id=actor.person_id)
    settle(invoice, actor)
    return note


def left_of(line: InvoiceLine) -> Decimal:
    """Return how much of a line is not credited yet."""
    gone = InvoiceLine.objects.filter(credits=line).aggregate(sum=Sum("quantity"))["sum"]
    return line.quantity - (gone or Decimal(0))


def _credited_net(invoice: Invoice, line: InvoiceLine, quantity: Decimal) -> int:
    """Return what a credit takes off: of the last part of a line exactly what is left of its sum."""
    gone = InvoiceLine.objects.filter(credits=line).aggregate(sum=Sum("net_minor"))["sum"]
    left_minor = line.net_minor - (gone or 0)
    if quantity == left_of(line):
        return left_minor
    # Many small parts, each rounded up, would come to more than the whole.
    return min(left_minor, line_net(quantity, line.price, invoice.currency, invoice.rounding))


def _quantities(invoice: Invoice, wanted: dict[int, Decimal] | None) -> list[tuple[InvoiceLine, Decimal]]:
    chosen = []
    for line in invoice.lines.order_by("place"):
        left = left_of(line)
        quantity = left if wanted is None else wanted.get(line.pk, Decimal(0))
        if quantity < 0 or quantity > left:
            text = _("Of “%(title)s” at most %(left)s can be credited.")
            raise Refused(text % {"title": line.title, "left": plain(left)})
        if quantity:
            chosen.append((line, quantity))
    if not chosen:
        raise Refused(_("Nothing of this invoice is left to credit, or you chose nothing."))
    return chosen


def _draft_of(agreement: Agreement, payment_days: int) -> Invoice:
    drafts = Invoice.objects.filter(agreement=agreement, state=Invoice.State.DRAFT, kind=Invoice.Kind.INVOICE)
    found = drafts.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Invoice.objects.create(
                owner_id=agreement.owner_id,
                shared_with_id=agreement.shared_with_id,
                agreement=agreement,
                currency=agreement.currency,
                payment_days=payment_days,
                is_demo=agreement.is_demo,
            )
    except IntegrityError:  # Another parcel was accepted at this moment.
        return drafts.get()


def _add_line(
    invoice: Invoice, kind: str, title: str, quantity: Decimal, price: Decimal, **more: Any
) -> None:
    place = (invoice.lines.aggregate(last=Max("place"))["last"] or 0) + 1
    net = line_net(quantity, price, invoice.currency, invoice.rounding)
    InvoiceLine.objects.create(
        invoice=invoice, place=place, kind=kind, title=title[:300], quantity=quantity, price=price,
        net_minor=net, **more,
    )  # fmt: skip


def _sum_up(invoice: Invoice) -> Totals:
    lines = [
        TaxedLine(one.net_minor, one.tax_category, one.tax_name, one.tax_rate, one.tax_reason)
        for one in invoice.lines.order_by("place")
    ]
    sums = totals(lines, invoice.rounding)
    invoice.net_minor, invoice.tax_minor = sums.net_minor, sums.tax_minor
    invoice.total_minor = sums.total_minor
    invoice.taxes = [
        {
            "category": one.category,
            "name": one.name,
            "rate": plain(one.rate),
            "reason": one.reason,
            "base_minor": one.base_minor,
            "tax_minor": one.tax_minor,
        }
        for one in sums.taxes
    ]
    invoice.save(update_fields=["net_minor", "tax_minor", "total_minor", "taxes"])
    return sums


def _tax(line: InvoiceLine, billing: Billing) -> None:
    line.tax_category, line.tax_name = billing.tax_category, billing.tax_name
    line.tax_rate = billing.tax_rate if billing.tax_category == Billing.TaxCategory.STANDARD else Decimal(0)
    line.tax_reason = "" if billing.tax_category in _TAXED else billing.tax_reason


_TAXED = {Billing.TaxCategory.STANDARD, Billing.TaxCategory.ZERO}


def _freeze(invoice: Invoice, billing: Billing, series: str, today: date) -> None:
    _sum_up(invoice)
    serial = _next_number(series)
    invoice.series, invoice.serial = series, serial
    invoice.number = f"{series}-{serial:05d}"
    invoice.state = Invoice.State.ISSUED
    invoice.issued_on, invoice.issued_at = today, timezone.now()
    invoice.seller = _party(billing, invoice.owner)
    other = billing_of(invoice.shared_with)
    invoice.buyer = _party(other, invoice.shared_with)
    invoice.note = billing.note


def _next_number(code: str) -> int:
    """Move the series on and return its number; the row stays locked until the invoice is saved."""
    Series.objects.get_or_create(code=code)
    mine = Series.objects.filter(code=code)
    mine.update(last=F("last") + 1)
    return mine.get().last


def _party(billing: Billing | None, org: Organisation) -> dict[str, str]:
    if billing is None:
        return {"name": org.name, "country": org.country}
    return {
        "name": billing.legal_name,
        "address": billing.address,
        "city": billing.city,
        "country": billing.country,
        "tax_number": billing.tax_number,
        "registration": billing.registration,
        "email": billing.email,
        "bank": billing.bank,
        "iban": billing.iban,
        "bic": billing.bic,
    }


def _billing_to_issue(org_id: int) -> Billing:
    billing = Billing.objects.filter(org_id=org_id).first()
    if billing is None:
        raise Refused(_("Say first who writes your invoices and how they are taxed, under “How you bill”."))
    if not billing.tax_category:
        raise Refused(_("Say first how your work is taxed, or that it is not and why, under “How you bill”."))
    if billing.tax_category not in _TAXED and not billing.tax_reason.strip():
        raise Refused(_("Say why no tax is charged, under “How you bill”: the reason stands on the invoice."))
    return billing


def expected_commission(invoice: Invoice) -> Decimal | None:
    """Return the hub's share of an invoice in percent: as issued, or of a draft as it would be today."""
    if invoice.state != Invoice.State.DRAFT:
        return invoice.commission_percent
    return _commission_of(invoice, timezone.now().date())


def _commission_of(invoice: Invoice, today: date) -> Decimal | None:
    """Return the percentage that was agreed, or None; a later rate of the hub changes no running deal."""
    agreed = terms_in_force(invoice.agreement).commission_percent
    return agreed if agreed is not None and commission_on(today) is not None else None


def _tell_buyer(invoice: Invoice) -> None:
    write_to(
        members_of(invoice.shared_with_id, ROLES[Side.BUYER]),
        N_("%(number)s from %(provider)s"),
        N_("There is a new paper for you: %(number)s from %(provider)s. You find it here, also as PDF."),
        {"number": invoice.number, "provider": invoice.owner.name},
        f"/invoices/{invoice.pk}/",
    )


def _locked(invoice: Invoice) -> Invoice:
    rows = Invoice.objects.select_for_update(of=("self",)).select_related("owner", "shared_with", "agreement")
    found = rows.filter(pk=invoice.pk).first()
    if found is None:
        raise NotFound
    return found
