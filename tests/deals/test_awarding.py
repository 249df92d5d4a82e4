"""From an award to a draft; and what programs of both sides may read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kazi.accounts.models import Organisation
from kazi.deals.models import Agreement
from kazi.deals.rules import terms as shapes
from kazi.deals.services import invoicing
from kazi.deals.services.awarding import draft_from
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from tests.deals.makers import billing, make_deal, signed_deal
from tests.makers import bearer, log_in, organisation

pytestmark = pytest.mark.django_db


@dataclass
class SomeRequest:
    org: Organisation
    pk: int = 7
    title: str = "Receipts"
    service: str = "data-entry"
    task_type: str = "receipt-entry"
    description: str = "Key receipts."
    volume: int = 1000
    unit: str = "receipt"
    finish_by: date | None = date(2027, 3, 1)
    quality: Decimal | None = Decimal("0.99")
    is_public: bool = True
    proposals_until: datetime | None = datetime(2026, 12, 1, tzinfo=UTC)
    mode: str = "open"


@dataclass
class SomeProposal:
    owner: Organisation
    pk: int = 9
    content: dict[str, Any] | None = field(
        default_factory=lambda: {
            "price_per_unit": "0.35", "currency": "USD", "setup_price": "100", "minutes_per_unit": "1.2",
            "people": 4, "start": "2027-01-05", "finish": "2027-02-20", "quality": "0.995",
            "pilot": {"units": 50, "price": "25"}, "text": "Four people.",
            "commitments": ["hours", "unknown"],
        }
    )  # fmt: skip


def test_an_awarded_proposal_becomes_one_draft_with_its_prices() -> None:
    provider, buyer = organisation("Amani"), organisation("Duka", "client")
    request, proposal = SomeRequest(buyer), SomeProposal(provider)
    with acting_for(buyer.pk):
        first, again = draft_from(proposal, request), draft_from(proposal, request)
        assert first == again
        terms = shapes.from_json(first.versions.get().terms)
    assert (terms.price_per_unit, terms.setup_price, terms.quality) == (
        Decimal("0.35"),
        Decimal(100),
        Decimal("0.995"),
    )
    assert [(one.code, one.units, one.amount) for one in terms.milestones] == [("pilot", 50, Decimal(25))]
    assert (terms.ends_on, terms.commitments) == (date(2027, 2, 20), ("hours",))
    assert shapes.faults(terms) == []
    assert (first.owner, first.shared_with, first.request_ref) == (provider, buyer, 7)
    assert first.publishing == Agreement.Publishing.BANDED  # The request was public.


@pytest.mark.parametrize(
    "content", [None, {}, {"price_per_unit": "cheap", "currency": "U"}, {"currency": "USD"}]
)
def test_a_proposal_that_cannot_be_read_makes_no_agreement(content: dict[str, Any] | None) -> None:
    provider, buyer = organisation("Amani"), organisation("Duka", "client")
    with acting_for(buyer.pk), pytest.raises(Refused):
        draft_from(SomeProposal(provider, content=content), SomeRequest(buyer))
    with acting_for(buyer.pk):
        assert not Agreement.objects.exists()


def test_programs_read_agreements_and_invoices_of_their_own_side() -> None:
    deal, stranger = signed_deal(), make_deal()
    billing(deal.provider)
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 10)
        assert draft is not None
        invoice = invoicing.issue(deal.manager, draft)
    buyer = log_in(deal.client)
    (row,) = buyer.get("/api/v1/agreements").json()["agreements"]
    assert (row["title"], row["state"], row["version"]) == ("Receipts", "signed", 1)
    whole = buyer.get(f"/api/v1/agreements/{row['id']}").json()
    assert {one["sha256"] for one in whole["versions"][0]["signatures"]} == {whole["versions"][0]["sha256"]}
    (told,) = buyer.get("/api/v1/invoices").json()["invoices"]
    assert (told["number"], told["total_minor"], told["standing"]) == ("INV-00001", 406, "open")
    assert buyer.get(f"/api/v1/invoices/{invoice.pk}").json()["lines"][0]["price"] == "0.35"
    assert b"<cbc:ID>INV-00001" in buyer.get(f"/api/v1/invoices/{invoice.pk}/ubl").content
    other = log_in(stranger.client)
    assert other.get(f"/api/v1/invoices/{invoice.pk}").status_code == 404
    assert other.get(f"/api/v1/agreements/{row['id']}").status_code == 404
    assert other.get("/api/v1/agreements", headers=bearer(deal.client)).json()["agreements"] == [row]
