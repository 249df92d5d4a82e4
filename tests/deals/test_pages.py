"""The pages of a deal as its two sides meet them, from a draft to a paid invoice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.deals.models import Agreement, AgreementVersion, Commission, Invoice, Milestone
from kazi.deals.services import invoicing
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.deals.makers import Deal, billing, make_deal, offer, ordered_deal, sign, signed_deal, with_email
from tests.makers import join, log_in, organisation, work_off

pytestmark = pytest.mark.django_db
TERMS: dict[str, Any] = {
    "title": "Slips", "scope": "Key the total.", "unit": "slip", "volume": "500", "price_per_unit": "0.20",
    "currency": "usd", "people": "1", "payment_days": "14", "task_type": "text-choice",
    "service": "data-entry",
    "commitments": ["hours", "living-wage"], "m1-title": "Pilot", "m1-kind": "units", "m1-units": "50",
    "m1-amount": "25",
}  # fmt: skip


def follow(client: Client, path: str, data: dict[str, Any] | None = None) -> str:
    answer = client.post(path, data or {}, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def see(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_from_a_draft_to_a_paid_invoice_without_javascript() -> None:
    house, shop = organisation("Amani Data"), organisation("Duka Foods", "client")
    provider, buyer = (
        log_in(with_email("achieng", house, Role.MANAGER)),
        log_in(with_email("njeri", shop, Role.CLIENT)),
    )
    assert "Your agreements will be here" in see(buyer, "/agreements/")
    see(provider, "/agreements/new/")
    once = uuid.uuid4()
    first = {**TERMS, "buyer_name": shop.slug, "once": once}
    follow(provider, "/agreements/new/", first)
    follow(provider, "/agreements/new/", first)  # Sent twice.
    agreement = all_tenants(Agreement).get()
    here = f"/agreements/{agreement.pk}/"
    assert buyer.get(here).status_code == 404
    assert "The draft is yours alone" in see(provider, here)
    assert "– Hours [hours]" in see(provider, f"{here}versions/1/")
    follow(provider, f"{here}offer")

    version = AgreementVersion.objects.get()
    for side in (buyer, provider):
        page = see(side, f"{here}versions/1/sign/")
        assert version.sha256 in page
        follow(
            side, f"{here}versions/1/sign/", {"name": "Some Body", "sha256": version.sha256, "agreed": "on"}
        )
    assert side.get(f"{here}versions/1.pdf").content.startswith(b"%PDF")
    assert "Order the work" in see(buyer, here)
    follow(buyer, f"{here}order")
    work_off()
    assert "To the project" in see(provider, here)

    with acting_for(house.pk):
        invoicing.bill(all_tenants(Agreement).get(), 60)
    invoice = all_tenants(Invoice).get()
    paper = f"/invoices/{invoice.pk}/"
    assert buyer.get(paper).status_code == 404  # A draft is the provider's own.
    assert "How you bill" in follow(provider, f"{paper}issue")  # Nothing is known about taxes yet.
    how = {
        "legal_name": "Amani Ltd", "address": "Ngong Road 7", "country": "ke", "series": "AM",
        "credit_series": "AMC",
        "rounding": "half_up", "tax_category": "S", "tax_name": "VAT", "tax_rate": "16", "days": "5, 20",
    }  # fmt: skip
    follow(provider, "/invoices/billing/", how)
    assert "AM-00001" in follow(provider, f"{paper}issue", {"order_number": "PO-1"})
    assert "$42.92" in see(buyer, paper)  # 60 x 0.20 and the pilot of 25, with 16 %.
    assert buyer.get(f"/invoices/{invoice.pk}.pdf").content.startswith(b"%PDF")
    assert b"Invoice-2" in buyer.get(f"/invoices/{invoice.pk}.xml").content
    paid = {"once": uuid.uuid4(), "amount": "42.92", "paid_on": timezone.now().date().isoformat()}
    assert "Paid" in follow(provider, f"{paper}payments", paid)
    assert "$0.00" in see(buyer, "/invoices/account/")
    csv = buyer.get(f"/invoices/account/?with={house.pk}&currency=USD&format=csv").content.decode()
    assert csv.splitlines()[-1].endswith("AM-00001,-42.92,0.00,USD,Amani Data")
    assert buyer.post(f"{paper}payments", paid).status_code == 404


def test_a_change_shows_what_is_other_and_keeps_milestones_apart() -> None:
    deal = signed_deal()
    provider = log_in(deal.manager)
    here = f"/agreements/{deal.agreement.pk}/"
    assert "stays so until both sides have signed" in see(provider, f"{here}terms/")
    follow(provider, f"{here}terms/", {**TERMS, "reason": "Another price"})
    page = see(provider, f"{here}versions/2/")
    assert "<del>For each unit that the buyer has accepted: 0.35 USD" in page
    assert "<ins>For each unit that the buyer has accepted: 0.2 USD" in page
    buyer = log_in(deal.client)
    assert buyer.get(f"{here}versions/2/").status_code == 404  # Not offered yet.
    offer(deal)
    sign(deal)
    assert Milestone.objects.get().code == "m1"
    second = {
        **TERMS,
        "m1-code": "m1",
        "m2-title": "Second",
        "m2-kind": "start",
        "m2-amount": "5",
        "reason": "x",
    }
    follow(provider, f"{here}terms/", second)
    with acting_for(deal.provider.pk):
        codes = [one["code"] for one in AgreementVersion.objects.get(number=3).terms["milestones"]]
    assert codes == ["m1", "m2"]


def test_wrong_terms_are_said_at_their_fields() -> None:
    deal = make_deal()
    offer(deal)
    client = log_in(deal.client)
    wrong = {**TERMS, "starts_on": "2027-01-02", "ends_on": "2027-01-01", "m1-units": "9000"}
    page = client.post(f"/agreements/{deal.agreement.pk}/terms/", wrong).content.decode()
    assert "The end is before the start." in page
    assert "Say at how many accepted units" in page
    with acting_for(deal.provider.pk):
        assert AgreementVersion.objects.get().terms["volume"] == 1000  # Nothing was changed.


def test_signing_a_text_that_was_changed_meanwhile_is_refused_with_the_reason() -> None:
    deal = make_deal()
    offer(deal)
    client = log_in(deal.client)
    path = f"/agreements/{deal.agreement.pk}/versions/1/sign/"
    answer = client.post(path, {"name": "Njeri M.", "sha256": "0" * 64, "agreed": "on"})
    assert answer.status_code == 409
    assert "The text was changed" in answer.content.decode()


def test_what_a_buyer_says_about_reference_publishing_and_the_end_is_kept() -> None:
    deal = ordered_deal()
    client = log_in(deal.client)
    here = f"/agreements/{deal.agreement.pk}/"
    follow(client, f"{here}reference", {"reference_agreed": "on", "reference_words": "Good."})
    follow(client, f"{here}publishing", {"publishing": "exact"})
    assert "Ended on" in follow(client, f"{here}end", {"reason": "Done."})
    agreement = deal.fresh()
    assert (agreement.reference_words, agreement.publishing, agreement.state) == ("Good.", "exact", "ended")
    assert log_in(deal.manager).post(f"{here}publishing", {"publishing": "nothing"}).status_code == 403


def test_a_credit_note_is_written_on_its_own_page() -> None:
    deal = signed_deal()
    billing(deal.provider)
    with acting_for(deal.provider.pk):
        draft = invoicing.bill(deal.fresh(), 100)
        assert draft is not None
        invoice = invoicing.issue(deal.manager, draft)
        line = invoice.lines.get()
    provider = log_in(deal.manager)
    path = f"/invoices/{invoice.pk}/credit/"
    see(provider, path)
    said = {"once": uuid.uuid4(), "reason": "Ten were wrong.", f"line_{line.pk}": "10"}
    assert "CN-00001" in follow(provider, path, said)
    follow(provider, path, said)  # Sent twice.
    assert all_tenants(Invoice).filter(kind="credit").count() == 1
    assert (
        "at most 90"
        in follow(provider, path, {**said, "once": uuid.uuid4(), f"line_{line.pk}": "95"}).lower()
    )


def test_a_commission_is_the_hubs_to_say_and_stands_where_it_applies() -> None:
    hub = organisation("Hub", Organisation.Kind.HUB)
    desk = log_in(join("tesfaye", hub, Role.HUB))
    before, client = signed_deal(), log_in(make_deal().client)
    assert "The hub takes no commission" in see(client, "/invoices/")
    assert client.get("/hub/commission/").status_code == 404
    today = timezone.now().date().isoformat()
    follow(desk, "/hub/commission/", {"percent": "2.5", "since": today, "reason": "the sales desk"})
    assert Commission.objects.count() == 1
    assert "2.50 % since" in see(client, "/invoices/")
    after = signed_deal()
    with acting_for(after.provider.pk):
        texts = {one.agreement_id: one.text for one in AgreementVersion.objects.all()}
    assert "The hub takes no commission." in texts[before.agreement.pk]
    assert "a commission of 2.5 %" in texts[after.agreement.pk]


@pytest.mark.parametrize("who", ["worker", "lead"])
def test_workers_and_leads_have_no_deals(who: str) -> None:
    deal = signed_deal()
    actor: Actor = join("kamau", deal.provider, Role(who))
    for path in ("/agreements/", "/invoices/", f"/agreements/{deal.agreement.pk}/"):
        assert log_in(actor).get(path).status_code == 404


def rival_of(deal: Deal) -> Actor:
    return join("mwangi", organisation("Rival"), Role.MANAGER)


def test_a_rival_finds_nothing() -> None:
    deal = signed_deal()
    assert log_in(rival_of(deal)).get(f"/agreements/{deal.agreement.pk}/").status_code == 404
