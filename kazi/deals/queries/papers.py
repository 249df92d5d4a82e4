"""From rows to the plain values of a paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kazi.deals.models import Invoice
from kazi.deals.rules.papers import Paper, PaperLine, PaperParty, PaperTax
from kazi.kernel.errors import NotFound


def paper_of(invoice: Invoice) -> Paper:
    """Return an issued invoice as it was frozen; raise NotFound for a draft, which is no paper."""
    if invoice.state != Invoice.State.ISSUED or invoice.issued_on is None:
        raise NotFound
    credits = invoice.credits
    about = None
    if credits is not None and credits.issued_on is not None:
        about = (credits.number, credits.issued_on)
    return Paper(
        number=invoice.number,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        currency=invoice.currency,
        seller=_party(invoice.seller),
        buyer=_party(invoice.buyer),
        lines=tuple(
            PaperLine(
                title=line.title,
                unit=line.unit,
                quantity=line.quantity,
                price=line.price,
                net_minor=line.net_minor,
                category=line.tax_category,
                tax_name=line.tax_name,
                rate=line.tax_rate,
            )
            for line in invoice.lines.order_by("place")
        ),
        taxes=tuple(PaperTax(**{**tax, "rate": Decimal(tax["rate"])}) for tax in invoice.taxes),
        net_minor=invoice.net_minor,
        tax_minor=invoice.tax_minor,
        total_minor=invoice.total_minor,
        agreement=f"{invoice.agreement.title} ({invoice.agreement_id})",
        order_number=invoice.order_number,
        credits=about,
        reason=invoice.reason,
        note=invoice.note,
        commission_percent=invoice.commission_percent,
    )


def _party(frozen: dict[str, Any]) -> PaperParty:
    return PaperParty(**frozen)
