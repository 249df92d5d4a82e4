"""The pages: a visitor with a need, a buyer, a provider, the hub, and the page about matching."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kazi.accounts.actors import Actor
from kazi.accounts.keys import make_key
from kazi.accounts.models import Membership, Organisation, Person, Role
from kazi.channels.letters import send_waiting
from kazi.deals.models import Invited, Need, PricePoint, Proposal, Request, RequestFile, Shortlist
from kazi.files.services import file_path
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.deals.request_makers import a_buyer, a_provider, later, propose, sent_request
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


def described(**other: Any) -> dict[str, Any]:
    return {
        "title": "Receipts of our drivers",
        "service": "data-entry",
        "description": "Company, date and total.",
        "volume": "20000",
        "unit": "Receipt",
        "currency": "USD",
        **other,
    }


def visitor_sends(browser: Client, page: str, **other: Any) -> Any:
    who = {
        "name": "Ruth",
        "organisation": "Meridian Foods",
        "email": "ruth@meridian.example",
        "consent": "on",
    }
    return browser.post(page, {**who, **other})


def link_in_letter() -> str:
    mail.outbox.clear()
    send_waiting()
    found = re.search(r"/need-work/confirm/[^/\s]+/", str(mail.outbox[-1].body))
    assert found
    return found[0]


def test_a_visitor_sees_cost_and_shortlist_at_once_and_becomes_a_buyer_by_a_link(
    settings: Settings, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    profile, _manager = a_provider()
    browser = Client()
    sample = SimpleUploadedFile("receipt.txt", b"TOTAL 12.00")
    answer = browser.post("/need-work/", described(samples=sample, languages=["sw"]))
    page = answer["Location"]
    text = browser.get(page).content.decode()
    assert "Amani Data" in text
    assert "Unknown." in text  # No wage, no minutes: and it says so.
    assert visitor_sends(browser, page, invite=str(profile.provider_id))["Location"] == "/need-work/sent/"
    assert not Person.objects.filter(email="ruth@meridian.example").exists()
    link = link_in_letter()
    assert "Meridian Foods" in browser.get(link).content.decode()
    landed = browser.post(link, {"password": "a short sentence"})
    request_page = landed["Location"]
    person = Person.objects.get(email="ruth@meridian.example")
    member = Membership.objects.select_related("org").get(person=person)
    assert (member.role, member.org.kind, member.org.name) == ("client", "client", "Meridian Foods")
    assert "On your list" in browser.get(request_page).content.decode()
    with acting_for(member.org_id):
        request = Request.objects.get()
        assert (request.title, request.unit, request.state) == ("Receipts of our drivers", "receipt", "draft")
        assert Invited.objects.get().shared_with_id == profile.provider_id
        file = RequestFile.objects.select_related("file").get()
        assert (file.name, file_path(file.file).read_bytes()) == ("receipt.txt", b"TOTAL 12.00")
    again = Client().post(link, {"password": "another sentence"})
    assert again.status_code == 200  # The account is there now: it asks to sign in.
    assert Organisation.objects.filter(kind="client").count() == 1
    assert "goes on elsewhere" in browser.get(page).content.decode()


def test_somebody_with_an_account_signs_in_before_the_request_is_theirs() -> None:
    buyer = a_buyer()
    person = Person.objects.get(pk=buyer.person_id)
    a_provider()
    page = Client().post("/need-work/", described())["Location"]
    visitor_sends(Client(), page, email=person.email.upper())
    link = link_in_letter()
    assert "Sign in with it" in Client().get(link).content.decode()
    rival = log_in(a_buyer("Rival Foods"))
    rival.post(link)
    assert not all_tenants(Request).exists()
    assert log_in(buyer).post(link)["Location"].startswith("/requests/")
    assert log_in(buyer).post(link)["Location"].startswith("/requests/")  # Pressed twice.
    with acting_for(buyer.org_id):
        assert Request.objects.count() == 1


def test_a_letter_carries_nothing_that_a_stranger_wrote() -> None:
    page = Client().post("/need-work/", described(title="Buy my pills"))["Location"]
    visitor_sends(Client(), page, name="Pills", organisation="Pills")
    send_waiting()
    assert "ills" not in str(mail.outbox[-1].body) + mail.outbox[-1].subject


def test_a_machine_that_fills_the_trap_leaves_nothing() -> None:
    page = Client().post("/need-work/", described())["Location"]
    assert visitor_sends(Client(), page, website="https://spam.example").status_code == 302
    assert send_waiting() == 0


@pytest.mark.parametrize("lacking", ["title", "service", "description", "volume", "unit"])
def test_what_is_lacking_in_a_description_is_said(lacking: str) -> None:
    page = Client().post("/need-work/", described() | {lacking: ""}).content.decode()
    assert f'id="id_{lacking}_error"' in page
    assert not all_tenants(Need).exists()


def test_a_wrong_secret_opens_nothing() -> None:
    assert Client().get("/need-work/draft/no-such-secret/").status_code == 404
    assert Client().get("/need-work/confirm/no-such-secret/").status_code == 404


def test_a_visitor_who_describes_very_often_is_asked_to_wait() -> None:
    codes = [Client().post("/need-work/", described()).status_code for _ in range(21)]
    assert codes == [302] * 20 + [429]


def test_a_client_goes_straight_to_a_request_and_over_every_page() -> None:
    buyer = a_buyer()
    profile, manager = a_provider()
    browser = log_in(buyer)
    page = browser.post("/need-work/", described())["Location"]
    request_id = int(page.split("/")[2])
    assert browser.post(page, {"invite": profile.provider_id})["Location"] == f"/requests/{request_id}/send/"
    sent = browser.post(
        f"/requests/{request_id}/send/",
        {
            "mode": "chosen",
            "until": "2099-01-10T12:00",
            "questions_until": "2099-01-05T12:00",
            "nda_text": "",
        },
    )
    assert sent["Location"] == f"/requests/{request_id}/"
    theirs = log_in(manager)
    assert "Receipts of our drivers" in theirs.get("/calls/").content.decode()
    theirs.post(f"/calls/{request_id}/ask/", {"text": "In colour?"})
    text = browser.get(f"/requests/{request_id}/").content.decode()
    assert "In colour?" in text
    assert "Amani" not in text.partition("Questions</h2>")[2].partition("Providers asked")[0]
    offer = {
        "once": "5d0c2c1e-7d1c-4a53-9f0f-0d6c4b5f1f6a", "price_per_unit": "0.08", "currency": "USD",
        "setup_price": "0", "people": "8", "start": "2099-02-01", "finish": "2099-03-01",
        "text": "Twice keyed.",
        "commitments": ["living-wage"],
        "files": SimpleUploadedFile("plan.txt", b"How we do it"),
    }  # fmt: skip
    assert theirs.post(f"/calls/{request_id}/proposal", offer).status_code == 302
    assert "is sealed since" in theirs.get(f"/calls/{request_id}/").content.decode()
    for path in ("/requests/", f"/requests/{request_id}/", f"/requests/{request_id}/proposals/"):
        assert "Twice keyed" not in browser.get(path).content.decode()
    browser.post(f"/requests/{request_id}/deadline/", {"until": "2099-01-11T12:00", "reason": "Holidays."})
    with acting_for(buyer.org_id):
        assert Request.objects.get().proposals_until.day == 11  # type: ignore[union-attr]


def test_the_comparison_opens_by_itself_and_downloads_harmlessly(settings: Settings, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    buyer, manager = a_buyer(), a_provider("=cmd Data")[1]
    request = sent_request(buyer, manager)
    propose(manager, request, files=[("plan.txt", b"How we do it")])
    browser = log_in(buyer)
    assert "They are sealed" in browser.get(f"/requests/{request.pk}/proposals/").content.decode()
    with later():
        text = browser.get(f"/requests/{request.pk}/proposals/").content.decode()
    assert "two people key each receipt" in text
    found = re.search(r'href="(/files/[^"]+)"', text)
    assert found
    file = browser.get(found[1].replace("&amp;", "&"))
    assert b"".join(file) == b"How we do it"
    table = browser.get(f"/requests/{request.pk}/proposals.csv").content.decode()
    assert "'=cmd Data" in table
    with acting_for(buyer.org_id):
        proposal = Proposal.objects.get()
    chosen = browser.post(f"/requests/{request.pk}/award/{proposal.pk}/", {"reasons": "The only one."})
    assert chosen.status_code == 302
    assert "The only one." in log_in(manager).get(f"/proposals/{proposal.pk}/").content.decode()


def test_a_stated_price_is_public_in_shortlists_and_can_be_taken_back() -> None:
    _profile, manager = a_provider()
    browser = log_in(manager)
    said = {"service": "data-entry", "unit": "Receipt", "price": "0.07", "currency": "USD"}
    assert browser.post("/calls/prices/", said).status_code == 302
    page = Client().post("/need-work/", described())["Location"]
    assert "$0.07" in Client().get(page).content.decode()
    with acting_for(manager.org_id):
        price = PricePoint.objects.get()
    browser.post("/calls/prices/", {"drop": price.pk})
    assert "$0.07" not in Client().get(page).content.decode()


def test_weights_move_the_list_and_looking_often_is_recorded_once() -> None:
    a_provider("Ready", capacity=500)
    a_provider("Kind", hires="")
    page = Client().post("/need-work/", described())["Location"]
    for _time in range(3):
        Client().get(page)
    assert Shortlist.objects.count() == 1
    moved = (
        Client().get(page + "?skill=0&quality=0&capacity=0&price=0&response=0&impact=100").content.decode()
    )
    assert "0.30 × 1.00" in moved or "× 1.00" in moved


def test_the_page_about_matching_prints_formula_simulation_and_months() -> None:
    empty = Client().get("/matching/").content.decode()
    assert "No shortlist was made yet" in empty
    assert "This is a simulation" in empty
    a_provider(capacity=8)
    Client().get(Client().post("/need-work/", described())["Location"])
    text = Client().get("/matching/").content.decode()
    assert "nDCG 1.0000" in text
    assert "Small" in text


def test_the_hub_sees_what_is_asked_and_never_a_price() -> None:
    buyer, manager = a_buyer(), a_provider()[1]
    request = sent_request(buyer, manager, budget=None)
    propose(manager, request)
    hub = join("tesfaye", organisation("Hub", Organisation.Kind.HUB), Role.HUB)
    with later():
        log_in(buyer).get(f"/requests/{request.pk}/")
    text = log_in(hub).get("/hub/calls/").content.decode()
    assert "Receipts" in text
    assert "0.08" not in text
    assert log_in(hub).get(f"/requests/{request.pk}/proposals/").status_code == 404
    assert log_in(buyer).get("/hub/calls/").status_code == 404


def test_a_long_shortlist_takes_no_more_questions_than_a_short_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(25):
        a_provider(f"Provider {number}")
    page = Client().post("/need-work/", described())["Location"]
    Client().get(page)
    with django_assert_max_num_queries(6):
        text = Client().get(page).content.decode()
    assert text.count('name="invite"') == 20
    assert len(text) < 100_000


def test_programs_make_and_read_requests_with_the_scopes_of_their_key() -> None:
    buyer: Actor = a_buyer()
    with acting_for(buyer.org_id):
        _key, write = make_key(buyer, "writer", ["requests:write"])
        _key, read = make_key(buyer, "reader", ["requests:read"])
    body = {
        "title": "Receipts",
        "service": "data-entry",
        "description": "Totals.",
        "volume": 10,
        "unit": "receipt",
        "once": "5d0c2c1e-7d1c-4a53-9f0f-0d6c4b5f1f6a",
    }

    def headers(secret: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {secret}"}

    browser = Client()
    made = [
        browser.post("/api/v1/requests", body, content_type="application/json", headers=headers(write)).json()
        for _twice in range(2)
    ]
    assert made[0] == made[1]
    assert browser.get("/api/v1/requests", headers=headers(write)).status_code == 403
    assert len(browser.get("/api/v1/requests", headers=headers(read)).json()["requests"]) == 1
    a_provider()
    listed = browser.get(f"/api/v1/requests/{made[0]['id']}/shortlist", headers=headers(read)).json()
    assert listed["places"][0]["provider"] == "Amani Data"
    assert abs(sum(listed["places"][0]["terms"].values()) - listed["places"][0]["score"]) < 0.001
    wrong = browser.post(
        "/api/v1/requests",
        {**body, "service": "magic"},
        content_type="application/json",
        headers=headers(write),
    )
    assert wrong.status_code == 422
