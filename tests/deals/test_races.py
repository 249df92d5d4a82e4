"""Two at once: numbers, signatures, orders, payments.  Needs real transactions, so it is kept apart."""

from __future__ import annotations

import uuid
from functools import partial

import pytest

from kazi.deals.events import WorkOrdered
from kazi.deals.models import Agreement, Invoice, InvoiceLine, Payment, Signature
from kazi.deals.models.agreements import Side
from kazi.deals.services import agreements, invoicing, payments, running
from kazi.flows.agreement_to_project import make_project_of_agreement
from kazi.journal.models import Entry
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.work.models import Project
from tests.deals.makers import billing, make_deal, offer, signed_deal
from tests.work.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_invoices_issued_at_once_have_numbers_without_gap_or_double() -> None:
    first = signed_deal()
    deals = [first]
    billing(first.provider)
    for _number in range(7):  # The same provider, other buyers.
        other = signed_deal()
        Agreement._base_manager.filter(pk=other.agreement.pk).update(owner_id=first.provider.pk)
        deals.append(other)
    drafts = []
    for deal in deals:
        with acting_for(first.provider.pk):
            drafts.append(invoicing.bill(Agreement.objects.get(pk=deal.agreement.pk), 10))
    at_once(first.provider.pk, [partial(invoicing.issue, first.manager, one) for one in drafts if one] * 2)
    serials = all_tenants(Invoice).filter(state="issued").values_list("serial", flat=True)
    assert sorted(one or 0 for one in serials) == list(range(1, 9))


def test_a_refused_invoice_uses_no_number_up() -> None:
    deal = signed_deal()
    billing(deal.provider)
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 10)
        assert draft is not None
        empty = Invoice.objects.create(
            shared_with_id=deal.buyer.pk, agreement=deal.fresh(), kind="credit", currency="USD"
        )
        with pytest.raises(Exception, match="nothing on this"):
            invoicing.issue(deal.manager, empty)
        assert invoicing.issue(deal.manager, draft).serial == 1


def test_both_sides_signing_at_once_put_one_version_in_force() -> None:
    deal = make_deal()
    offer(deal)
    with acting_for(deal.provider.pk):
        version = agreements.open_version(deal.fresh())
    assert version is not None
    agreement = deal.fresh()

    def sign(side: Side) -> object:
        actor = deal.manager if side == Side.PROVIDER else deal.client
        with acting_for(actor.org_id):
            return agreements.sign(actor, agreement, side, number=1, sha256=version.sha256, name="Some Body")

    at_once(deal.provider.pk, [partial(sign, side) for side in Side] * 4)
    assert Signature.objects.count() == 2
    assert deal.fresh().version == 1
    assert all_tenants(Entry).filter(event="deals.agreement_signed").count() == 1


def test_an_order_clicked_many_times_at_once_is_one_project() -> None:
    deal = signed_deal()
    agreement = deal.fresh()
    at_once(deal.buyer.pk, [partial(running.order_work, deal.client, agreement, Side.BUYER)] * 8)
    assert all_tenants(Entry).filter(event="deals.work_ordered").count() == 1
    event = WorkOrdered(agreement_id=str(agreement.pk))

    def hear() -> None:
        from django.db import transaction  # noqa: PLC0415

        with transaction.atomic():  # As the journal calls its listeners.
            make_project_of_agreement(event)

    at_once(deal.buyer.pk, [hear] * 4)
    assert all_tenants(Project).count() == 1


def test_parcels_accepted_at_once_are_billed_once() -> None:
    deal = signed_deal()
    agreement = deal.fresh()
    at_once(deal.provider.pk, [partial(invoicing.bill, agreement, units) for units in (10, 20, 30, 30)] * 2)
    assert all_tenants(Invoice).count() == 1
    assert sum(InvoiceLine.objects.values_list("quantity", flat=True)) == 30


def test_a_payment_sent_many_times_at_once_is_recorded_once() -> None:
    deal = signed_deal()
    billing(deal.provider)
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 10)
        assert draft is not None
        invoice = invoicing.issue(deal.manager, draft)
    assert invoice.issued_on is not None
    pay = partial(
        payments.record_payment, deal.manager, invoice, 100, invoice.issued_on, "Bank", uuid.uuid4()
    )
    at_once(deal.provider.pk, [pay] * 8)
    assert Payment.objects.count() == 1
