"""Invoices over HTTP, as JSON and as UBL 2.1, for the books of both sides."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from kazi.accounts.actors import Actor, actor_of, require_scope
from kazi.accounts.models import ApiKey
from kazi.deals.access import invoices as access
from kazi.deals.models import Invoice
from kazi.deals.queries.invoices import Shown, shown
from kazi.deals.rules.amounts import plain
from kazi.deals.services.papers import invoice_ubl
from kazi.kernel.ids import Id

router = Router(tags=["invoices"])
MOST = 100


class InvoiceOut(Schema):
    """Sums in whole minor units of the currency; those of a credit note are positive, too.

    `left_minor` is what is still to pay, below zero when too much was paid.
    """

    id: int
    kind: Literal["invoice", "credit"]
    number: str
    agreement: int
    provider: str
    buyer: str
    standing: Literal["draft", "credit", "credited", "overpaid", "paid", "overdue", "partly", "open"]
    issued_on: date | None
    due_on: date | None
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    left_minor: int


class InvoicesOut(Schema):
    invoices: list[InvoiceOut]


class LineOut(Schema):
    """`quantity`, `price` and `tax_rate` are decimal numbers as text."""

    title: str
    unit: str
    quantity: str
    price: str
    net_minor: int
    tax_category: str
    tax_rate: str


class PaymentOut(Schema):
    """Below zero: money that was given back."""

    paid_on: date
    amount_minor: int
    reference: str


class WholeInvoiceOut(InvoiceOut):
    lines: list[LineOut]
    payments: list[PaymentOut]


@router.get("", response=InvoicesOut, summary="List invoices")
def list_invoices(request: HttpRequest, skip: Annotated[int, Query(ge=0, le=100_000)] = 0) -> dict[str, Any]:
    """Return up to 100 invoices and credit notes, the newest first; `skip` goes on."""
    rows = access.invoices_of(_reader(request))[skip : skip + MOST]
    return {"invoices": [_told(one) for one in shown(rows)]}


@router.get("/{invoice_id}", response=WholeInvoiceOut, summary="See one invoice")
def get_invoice(request: HttpRequest, invoice_id: Path[Id]) -> dict[str, Any]:
    """Return an invoice with its lines and payments."""
    invoice, _side = access.invoice_of(_reader(request), invoice_id)
    (one,) = shown([invoice])
    lines = [
        {
            "title": line.title,
            "unit": line.unit,
            "quantity": plain(line.quantity),
            "price": plain(line.price),
            "net_minor": line.net_minor,
            "tax_category": line.tax_category,
            "tax_rate": plain(line.tax_rate),
        }
        for line in invoice.lines.all()
    ]
    return {**_told(one), "lines": lines, "payments": list(invoice.payments.all())}


@router.get(
    "/{invoice_id}/ubl",
    summary="Take an invoice as UBL 2.1",
    openapi_extra={"responses": {200: {"content": {"application/xml": {"schema": {"type": "string"}}}}}},
)
def get_ubl(request: HttpRequest, invoice_id: Path[Id]) -> HttpResponse:
    """Return an issued invoice or credit note as UBL 2.1; a draft is not there yet."""
    invoice, _side = access.invoice_of(_reader(request), invoice_id)
    return HttpResponse(invoice_ubl(invoice), content_type="application/xml")


def _told(one: Shown) -> dict[str, Any]:
    invoice: Invoice = one.invoice
    return {
        "id": invoice.pk,
        "kind": invoice.kind,
        "number": invoice.number,
        "agreement": invoice.agreement_id,
        "provider": invoice.owner.name,
        "buyer": invoice.shared_with.name,
        "standing": one.standing,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "currency": invoice.currency,
        "net_minor": invoice.net_minor,
        "tax_minor": invoice.tax_minor,
        "total_minor": invoice.total_minor,
        "left_minor": one.balance.left_minor,
    }


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    require_scope(actor, ApiKey.Scope.READ_DEALS)
    return actor
