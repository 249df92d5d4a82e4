"""An award leads both sides to one draft, and what was promised stands in the text that is signed."""

from __future__ import annotations

from typing import Any

import pytest

from kazi.accounts.actors import Actor
from kazi.deals.models import Agreement, Proposal, Request
from kazi.deals.models.agreements import Side
from kazi.deals.rules.commitments import COMMITMENTS
from kazi.deals.services import agreements
from kazi.deals.services.choosing import award
from kazi.deals.services.opening import open_proposals
from kazi.kernel.tenancy import acting_for
from tests.deals.request_makers import a_buyer, a_provider, an_offer, later, propose, sent_request
from tests.makers import log_in

pytestmark = pytest.mark.django_db


def awarded(**offer: Any) -> tuple[Actor, Actor, Request, Proposal]:
    """Return the buyer, the chosen provider's manager, the request and the proposal."""
    buyer, manager, other = a_buyer(), a_provider()[1], a_provider("Pamoja")[1]
    request = sent_request(buyer, manager, other, task_type="text-choice")
    proposal = propose(manager, request, an_offer(**offer))
    propose(other, request)
    with later():
        open_proposals(request.pk)
    with acting_for(buyer.org_id):
        request, proposal = Request.objects.get(pk=request.pk), Proposal.objects.get(pk=proposal.pk)
        award(buyer, request, proposal, "The best plan.", {})
        award(buyer, request, proposal, "The best plan.", {})
    return buyer, manager, request, proposal


def test_an_award_drafts_one_agreement_to_which_the_pages_of_both_sides_lead() -> None:
    buyer, manager, request, proposal = awarded()
    with acting_for(buyer.org_id):
        agreement = Agreement.objects.get()
    assert (agreement.request_ref, agreement.proposal_ref) == (request.pk, proposal.pk)
    there = f'href="/agreements/{agreement.pk}/"'
    for client, paths in (
        (log_in(buyer), (f"/requests/{request.pk}/", f"/requests/{request.pk}/proposals/", "/agreements/")),
        (log_in(manager), (f"/proposals/{proposal.pk}/", "/agreements/")),
    ):
        for path in paths:
            assert there in client.get(path).content.decode(), path


def test_until_it_is_offered_the_buyer_knows_of_the_draft_and_not_what_is_in_it() -> None:
    buyer, manager, _request, _proposal = awarded()
    with acting_for(manager.org_id):
        agreement = Agreement.objects.get()
    reader = log_in(buyer)
    page = reader.get(f"/agreements/{agreement.pk}/").content.decode()
    assert "writes the text now" in page
    assert "Zebramussel" not in page
    assert reader.get(f"/agreements/{agreement.pk}/versions/1/").status_code == 404
    assert reader.get(f"/api/v1/agreements/{agreement.pk}").json()["versions"] == []
    with acting_for(manager.org_id):
        agreements.offer(manager, agreement, Side.PROVIDER)
    assert reader.get(f"/agreements/{agreement.pk}/versions/1/").status_code == 200


def test_what_was_promised_with_the_proposal_stands_in_the_text() -> None:
    promised = ("living-wage", "no-subcontract")
    _buyer, manager, _request, _proposal = awarded(commitments=promised)
    with acting_for(manager.org_id):
        version = agreements.offer(manager, Agreement.objects.get(), Side.PROVIDER)
    text = " ".join(version.text.split())
    for code in promised:
        assert COMMITMENTS[code][1] in text
    assert COMMITMENTS["hours"][1] not in text
    assert "Zebramussel: two people key each receipt." in text
    assert "People that the provider plans for this work: 8." in text


def test_the_commission_stands_on_every_page_on_the_way() -> None:
    buyer, manager, request, proposal = awarded()
    with acting_for(manager.org_id):
        agreement = Agreement.objects.get()
    at_the_buyer, at_the_provider = log_in(buyer), log_in(manager)
    for client, path in (
        (at_the_buyer, f"/requests/{request.pk}/"),
        (at_the_buyer, f"/requests/{request.pk}/proposals/"),
        (at_the_buyer, f"/requests/{request.pk}/award/{proposal.pk}/"),
        (at_the_buyer, f"/agreements/{agreement.pk}/"),
        (at_the_provider, f"/agreements/{agreement.pk}/"),
        (at_the_buyer, "/invoices/"),
    ):
        assert "The hub takes no commission." in client.get(path).content.decode(), path
