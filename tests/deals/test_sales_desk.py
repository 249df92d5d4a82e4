"""The hub's desk: accounts, collateral, campaigns with a ground and a way out, exposure by letter."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.channels.models import Letter
from kazi.deals.models import (
    Account,
    Campaign,
    Card,
    Collateral,
    Contact,
    MailNote,
    Sending,
    Shortlist,
    Shown,
    Task,
)
from kazi.deals.queries import desk as queries
from kazi.deals.queries.exposure_reports import exposure_of_month, exposure_of_provider
from kazi.deals.services import campaigns, desk, exposure_letters, pipeline
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import acting_for
from tests.deals.request_makers import a_provider
from tests.deals.test_pipeline import a_card, hub_staff
from tests.deals.test_request_races import at_once
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


def an_account(actor: Actor, name: str = "Meridian", sector: str = "retail", country: str = "ES") -> Account:
    with acting_for(actor.org_id):
        return desk.keep_account(actor, {"name": name, "sector": sector, "country": country})


def a_person(account: Account, name: str, basis: str = "asked", email: str = "") -> Contact:
    with acting_for(account.org_id):
        note = "On our form, 3 May" if basis else ""
        email = email or f"{name}@meridian.example"
        return desk.keep_contact(account, {"name": name, "email": email, "basis": basis, "basis_note": note})


def a_campaign(actor: Actor, **more: object) -> Campaign:
    fields = {"name": "Pilots", "subject": "Fifty items", "text": "Send us fifty items."} | more
    with acting_for(actor.org_id):
        return campaigns.draft(actor, uuid4(), fields)


def test_a_campaign_reaches_those_who_agreed_and_nobody_twice() -> None:
    actor = hub_staff()
    account, other = an_account(actor), an_account(actor, "Lakeside", "farming")
    a_person(account, "lucia")
    a_person(account, "no-ground", basis="")
    a_person(other, "ruth")
    a_person(an_account(actor, "Meridian Two"), "lucia-again", email="LUCIA@meridian.example")
    campaign = a_campaign(actor, sector="retail")
    with acting_for(actor.org_id):
        assert campaigns.send(actor, campaign) == 1
        assert campaigns.send(actor, campaign) == 0
        assert queries.numbers(campaign) == queries.Numbers(1, 0, 0, 0)
        assert MailNote.objects.filter(account=account, way="out").count() == 1
    letter = Letter.objects.get()
    assert letter.to == "lucia@meridian.example"
    assert "Asked us for news" in letter.text


def test_an_empty_segment_sends_nothing_and_stays_a_draft() -> None:
    actor = hub_staff()
    campaign = a_campaign(actor, country="FR")
    with acting_for(actor.org_id):
        with pytest.raises(Refused, match="Nobody"):
            campaigns.send(actor, campaign)
        campaign.refresh_from_db()
        assert campaign.state == Campaign.State.DRAFT


def test_a_ground_must_say_where_it_is_from() -> None:
    account = an_account(hub_staff())
    with acting_for(account.org_id), pytest.raises(Refused, match="when and how"):
        desk.keep_contact(
            account, {"name": "Lucia", "email": "l@m.example", "basis": "asked", "basis_note": " "}
        )


def test_who_leaves_gets_no_more_at_any_account_and_looking_changes_nothing() -> None:
    actor = hub_staff()
    one = a_person(an_account(actor), "lucia")
    a_person(an_account(actor, "Lakeside"), "lucia-too", email=one.email.upper())
    first = a_campaign(actor)
    with acting_for(actor.org_id):
        campaigns.send(actor, first)
    found = re.search(r"/unsubscribe/\S+", Letter.objects.get().text)
    assert found is not None
    page = Client().get(found[0])
    assert one.email in page.text
    with acting_for(actor.org_id):
        assert not Contact.objects.exclude(unsubscribed_at=None).exists()
    assert "no more campaign letters" in Client().post(found[0]).text
    Client().post(found[0])
    third = a_person(an_account(actor, "Third"), "lucia-new", email=one.email)
    with acting_for(actor.org_id):
        assert third.unsubscribed_at is not None
        assert not campaigns.audience(a_campaign(actor)).exists()
    assert Client().get("/unsubscribe/nothing/").status_code == 404


def test_an_answer_becomes_one_card_of_the_campaign() -> None:
    actor = hub_staff()
    a_person(an_account(actor), "lucia")
    campaign = a_campaign(actor)
    with acting_for(actor.org_id):
        campaigns.send(actor, campaign)
        sending = Sending.objects.select_related("contact__account", "campaign").get()
        for _twice in range(2):
            campaigns.answered(actor, sending, "Tell us more.", makes_card=True)
        card = Card.objects.get(campaign=campaign)
        assert (card.stage, card.source, card.buyer) == ("talking", "campaign", "Meridian")
        pipeline.move(actor, card, "talking", "won")
        assert queries.numbers(campaign) == queries.Numbers(1, 1, 1, 1)


def test_a_plan_that_is_to_be_looked_at_again_is_one_task() -> None:
    actor = hub_staff()
    account = an_account(actor)
    soon = timezone.localdate() + timedelta(days=10)
    with acting_for(actor.org_id):
        for _twice in range(2):
            desk.keep_account(actor, {"review_on": soon}, account)
        assert Task.objects.get(account=account).due_on == soon


def test_two_accounts_of_one_name_are_refused() -> None:
    actor = hub_staff()
    an_account(actor)
    with pytest.raises(Refused, match="already"):
        an_account(actor)


def test_collateral_is_found_by_its_words_and_its_providers_until_it_is_withdrawn() -> None:
    actor = hub_staff()
    profile, _manager = a_provider("Amani Data")
    fields = {"title": "A case", "kind": "case", "languages": ["en"], "text": "Receipts for drivers."}
    with acting_for(actor.org_id):
        made = desk.keep_collateral(actor, uuid4(), fields, [profile.provider])
        assert list(queries.shelf("receipts amani")) == [made]
        assert not queries.shelf("receipts pamoja").exists()
        assert not queries.shelf("receipts", "slides").exists()
        desk.withdraw_collateral(made)
        assert not queries.shelf("receipts").exists()
        with pytest.raises(Refused, match="a text or"):
            desk.keep_collateral(actor, uuid4(), {**fields, "text": ""}, [])


def test_the_desk_works_through_its_pages() -> None:
    actor = hub_staff()
    browser = log_in(actor)
    assert browser.get("/hub/desk/").status_code == 200
    made = browser.post("/hub/desk/accounts/new/", {"name": "Meridian", "country": "es", "sector": "retail"})
    assert made.status_code == 302
    home = made.headers["Location"]
    person = {"name": "Lucia", "email": "lucia@m.example", "basis": "asked", "basis_note": "By letter."}
    assert browser.post(f"{home}contacts", person).status_code == 302
    assert browser.post(f"{home}contacts", person).status_code == 422
    assert browser.post(f"{home}tasks", {"once": str(uuid4()), "what": "Ring Lucia"}).status_code == 302
    assert (
        browser.post(f"{home}notes", {"once": str(uuid4()), "way": "note", "words": "A talk."}).status_code
        == 302
    )
    page = browser.get(home).text
    assert all(word in page for word in ("Lucia", "Ring Lucia", "A talk.", "Spain"))
    file = SimpleUploadedFile("slides.txt", b"one, two", "text/plain")
    kept = browser.post(
        "/hub/desk/collateral/new/",
        {"once": str(uuid4()), "title": "Slides", "kind": "slides", "languages": ["en"], "file": file},
    )
    assert "slides.txt" in browser.get(kept.headers["Location"]).text
    campaign = browser.post(
        "/hub/desk/campaigns/new/", {"name": "Pilots", "subject": "Fifty", "text": "Send us fifty."}
    ).headers["Location"]
    assert "Goes to 1 person" in browser.get(campaign).text
    browser.post(f"{campaign}send")
    assert Letter.objects.filter(to="lucia@m.example").count() == 1
    assert "Lucia has answered" in browser.get(campaign).text


def test_managers_have_no_desk_and_hub_staff_no_providers_board() -> None:
    manager = log_in(a_provider()[1])
    hub = log_in(hub_staff())
    for path in ("/hub/desk/", "/hub/pipeline/", "/hub/reports/", "/hub/reports/exposure.csv"):
        assert manager.get(path).status_code == 404
        assert hub.get(path).status_code == 200
    for path in ("/pipeline/", "/pipeline/reports/", "/pipeline/exposure/", "/pipeline/exposure.csv"):
        assert manager.get(path).status_code == 200
        assert hub.get(path).status_code == 404
    buyer = log_in(join("njeri", organisation("Duka", "client"), Role.CLIENT))
    assert buyer.get("/pipeline/").status_code == 404


def test_a_card_is_made_changed_and_moved_through_its_pages() -> None:
    actor = hub_staff()
    browser, once = log_in(actor), str(uuid4())
    said = {
        "once": once,
        "title": "Receipts of drivers",
        "buyer": "Meridian",
        "country": "es",
        "value": "9050.50",
        "currency": "usd",
        "months": "9",
        "volume": "453600",
        "unit": "receipt",
        "minutes_low": "1.5",
        "minutes_base": "2",
        "minutes_high": "2.5",
        "people_each": "1",
        "hours": "160",
    }
    home = browser.post("/pipeline/new/", said).headers["Location"]
    assert browser.post("/pipeline/new/", said).headers["Location"] == home
    page = browser.get(home).text
    assert "14 jobs for 9 months (9 to 21)" in page
    assert "$81,454.50" in page
    assert "assumed for this stage" in page
    moved = browser.post(f"{home}move", {"seen": "lead", "to": "talking", "back": "board"})
    assert moved.headers["Location"] == "/hub/pipeline/"
    late = browser.post(f"{home}move", {"seen": "lead", "to": "proposal"})
    assert late.status_code == 409
    assert "meanwhile" in late.text
    assert browser.post(f"{home}move", {"seen": "talking", "to": "lost"}).status_code == 422
    assert browser.post(f"{home}edit/", {**said, "value": "10000"}).status_code == 302
    assert "$90,000.00" in browser.get(home).text
    wrong = browser.post(f"{home}edit/", {**said, "minutes_low": "3"})
    assert "Write all three" in wrong.text
    browser.post(f"{home}tasks", {"once": str(uuid4()), "what": "Send the one-pager"})
    with acting_for(actor.org_id):
        task = Task.objects.get()
    browser.post(f"/pipeline/tasks/{task.pk}/done")
    task.refresh_from_db()
    assert task.done_at is not None
    letter = {"once": str(uuid4()), "to": "lucia@m.example", "subject": "Receipts", "words": "Shall we talk?"}
    for _twice in range(2):
        assert browser.post(f"{home}letters", letter).status_code == 302
    assert Letter.objects.count() == 1
    assert "Shall we talk?" in browser.get(home).text
    assert "Receipts of drivers" in browser.get("/hub/pipeline/?q=receipts").text
    assert "Receipts of drivers" not in browser.get("/hub/pipeline/?q=museum").text


def test_a_provider_sees_what_the_hub_sells_for_it_without_a_way_to_move_it() -> None:
    actor = hub_staff()
    profile, manager = a_provider()
    card = a_card(actor, profile.provider, title="Archive for Amani")
    browser = log_in(manager)
    assert "sold for you by the hub" in browser.get("/pipeline/").text
    page = browser.get(f"/pipeline/cards/{card.pk}/").text
    assert "Archive for Amani" in page
    assert f"/pipeline/cards/{card.pk}/move" not in page
    assert browser.post(f"/pipeline/cards/{card.pk}/move", {"seen": "lead", "to": "won"}).status_code == 404


def _shown(provider_id: int, at: datetime, rank: int, deal: str) -> None:
    made, new = Shortlist.objects.get_or_create(deal=deal, defaults={"listed": 2, "ndcg": 1.0})
    if new:
        Shortlist.objects.filter(pk=made.pk).update(at=at)
    Shown.objects.create(
        shortlist=made,
        provider_id=provider_id,
        size="small",
        rank=rank,
        by_score=rank,
        score=60,
        exposure=1 / rank,
    )


def test_a_month_of_exposure_adds_up_and_comes_by_letter_once() -> None:
    first, manager = a_provider("Amani")
    second, _other = a_provider("=Pamoja")
    october = datetime(2026, 10, 31, 23, 30, tzinfo=ZoneInfo("UTC"))
    _shown(first.provider_id, october, 1, "request:1")
    _shown(second.provider_id, october, 2, "request:1")
    _shown(first.provider_id, datetime(2026, 11, 1, 0, 30, tzinfo=ZoneInfo("UTC")), 1, "request:2")
    rows = exposure_of_month(date(2026, 10, 1))
    assert [(one.provider, one.shown, one.best) for one in rows] == [("Amani", 1, 1), ("=Pamoja", 1, 2)]
    assert sum(one.attention for one in rows) == pytest.approx(1)
    assert [one.earned for one in rows] == [0.5, 0.5]
    assert len(exposure_of_provider(first.provider_id, date(2026, 11, 30))) == 2
    assert exposure_letters.write_of_last_month(date(2026, 11, 2)) == 2
    assert exposure_letters.write_of_last_month(date(2026, 11, 30)) == 0
    assert Letter.objects.filter(subject__contains="2026-10").count() == 2
    table = log_in(hub_staff()).get("/hub/reports/exposure.csv").text
    assert "2026-10,'=Pamoja,small,1,1,2.00,2," in table
    own = log_in(manager).get("/pipeline/exposure.csv").text
    assert "Pamoja" not in own


@pytest.mark.django_db(transaction=True)
def test_a_campaign_sent_twice_at_once_reaches_everybody_once() -> None:
    actor = hub_staff()
    a_person(an_account(actor), "lucia")
    campaign = a_campaign(actor)

    def push() -> object:
        with acting_for(actor.org_id):
            return campaigns.send(actor, Campaign.objects.get(pk=campaign.pk))

    assert sorted(at_once(*[push] * 3), key=str) == [0, 0, 1]
    assert Letter.objects.count() == 1


def test_another_organisations_desk_is_not_there() -> None:
    actor = hub_staff()
    account = an_account(actor)
    with acting_for(a_provider()[1].org_id):
        assert not Account.objects.filter(pk=account.pk).exists()
        assert not Collateral.objects.exists()
    with pytest.raises(NotFound):
        campaigns.leaver("x")
