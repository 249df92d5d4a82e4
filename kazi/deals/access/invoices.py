"""Whose invoice it is: drafts are the provider's own, an issued one is both sides'."""

from __future__ import annotations

from django.db.models import QuerySet

from kazi.accounts.actors import Actor
from kazi.deals.access.agreements import side_of_role
from kazi.deals.models import Invoice
from kazi.deals.models.agreements import Side
from kazi.kernel.errors import NotFound


def invoices_of(actor: Actor) -> QuerySet[Invoice]:
    """Return the actor's side's invoices and credit notes."""
    invoices = Invoice.objects.select_related("owner", "shared_with", "agreement", "credits")
    if side_of_role(actor) == Side.PROVIDER:
        return invoices.filter(owner_id=actor.org_id)
    return invoices.filter(shared_with_id=actor.org_id, state=Invoice.State.ISSUED)


def invoice_of(actor: Actor, invoice_id: int) -> tuple[Invoice, Side]:
    """Return one and the actor's side of it."""
    side = side_of_role(actor)
    found = invoices_of(actor).filter(pk=invoice_id).first()
    if found is None:
        raise NotFound
    return found, side


def provider_only(side: Side) -> None:
    """Raise NotFound for the buyer, to whom the page does not exist."""
    if side != Side.PROVIDER:
        raise NotFound
