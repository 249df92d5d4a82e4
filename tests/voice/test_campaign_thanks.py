"""Airtime for everybody who was asked: it tells nobody who answered, stops at its limit and comes once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Channel, Purse, Thanks
from kazi.channels.services.thanking import raise_cap
from kazi.conversations.rules import scripts
from kazi.kernel.errors import Conflict, Refused
from kazi.voice.models import Campaign, CampaignThanks, Invitation, ResultsPlan
from kazi.voice.services.campaigning import run_campaigns
from kazi.voice.services.campaigns import SCRIPT, end
from kazi.voice.services.thanking import Gift, promise, thank_due
from tests.channels.makers import channel_of, contacts
from tests.makers import join, log_in, organisation
from tests.voice.campaign_makers import OneQuestion, begun, make, says
from tests.voice.result_makers import asked_poll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope")]


@pytest.fixture(autouse=True)
def _script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scripts._scripts, SCRIPT, OneQuestion())


@pytest.fixture
def plan(org: Organisation, scope: None) -> ResultsPlan:
    return asked_poll(org)


@pytest.fixture
def line(scope: None) -> Channel:
    """A line that sends airtime, and what all campaigns may spend."""
    raise_cap("KES", 100_000)
    return channel_of("africastalking")


def gift(line: Channel, most: int = 50_000, amount: int = 1_000, currency: str = "KES") -> Gift:
    return Gift(line, currency, amount, most)


def over(manager: Actor, campaign: Campaign) -> None:
    """End a campaign, a while ago."""
    end(manager, campaign)
    Campaign.objects.filter(pk=campaign.pk).update(ended_at=timezone.now() - timedelta(hours=1))


def test_everybody_who_was_asked_gets_the_same_whatever_they_did(
    manager: Actor, plan: ResultsPlan, line: Channel
) -> None:
    people = contacts(12)
    by = channel_of()
    campaign = begun(manager, plan, by)
    promise(manager, campaign, gift(line))
    run_campaigns()
    says(by, people[:5], "1")
    says(by, people[5:7], "STOP")
    assert thank_due() == 0  # Not while it asks: nothing moves when somebody answers.
    assert not Thanks.objects.exists()
    end(manager, campaign)
    assert thank_due() == 0  # An asking that was under way may still be written down.
    over(manager, campaign)
    assert (thank_due(), thank_due()) == (12, 0)
    given = list(Thanks.objects.order_by("pk"))
    assert [one.number for one in given] == list(
        Invitation.objects.order_by("pk").values_list("contact__number", flat=True)
    )
    # What a row or the provider's list holds is the same for each, so it divides them in no way.
    alike = {(one.amount_minor, one.currency, one.state, one.purse_id, one.channel_id) for one in given}
    assert len(alike) == 1
    assert Purse.objects.get(name="").spent_minor == 12_000
    assert CampaignThanks.objects.get().done_at is not None


def test_who_was_drawn_and_not_asked_gets_nothing(manager: Actor, plan: ResultsPlan, line: Channel) -> None:
    contacts(6)
    campaign = begun(manager, plan, channel_of(), quota=10)
    promise(manager, campaign, gift(line))
    run_campaigns()
    Invitation.objects.filter(place__gte=4).update(asked_at=None)
    over(manager, campaign)
    assert thank_due() == 4


def test_it_stops_at_its_limit_says_so_and_goes_on_when_that_is_raised(
    manager: Actor, plan: ResultsPlan, line: Channel
) -> None:
    contacts(9)
    campaign = begun(manager, plan, channel_of())
    promise(manager, campaign, gift(line, most=4_500))
    run_campaigns()
    over(manager, campaign)
    assert (thank_due(), thank_due()) == (4, 0)
    board = f"/polls/{plan.version.poll_id}/campaigns/{campaign.pk}/"
    browser = log_in(manager)
    assert "The limit is reached" in browser.get(board).content.decode()
    promise(manager, campaign, gift(line, most=7_000))
    assert (thank_due(), thank_due()) == (3, 0)
    promise(manager, campaign, gift(line, most=9_000))
    thank_due()
    assert Thanks.objects.values("number").distinct().count() == Thanks.objects.count() == 9
    page = browser.get(board).content.decode()
    assert "The limit is reached" not in page
    assert "set aside for everybody" in page


def test_the_limit_of_all_campaigns_holds_too(manager: Actor, plan: ResultsPlan, line: Channel) -> None:
    contacts(5)
    campaign = begun(manager, plan, channel_of())
    promise(manager, campaign, gift(line, amount=30_000, most=900_000))
    run_campaigns()
    over(manager, campaign)
    thank_due()
    assert Thanks.objects.count() == 3
    assert CampaignThanks.objects.get().is_spent


def test_what_cannot_be_promised_is_refused(manager: Actor, plan: ResultsPlan, line: Channel) -> None:
    contacts(3)
    campaign = begun(manager, plan, channel_of())
    with pytest.raises(Refused, match="sends no airtime"):
        promise(manager, campaign, gift(channel_of()))
    with pytest.raises(Refused, match="all campaigns together"):
        promise(manager, campaign, gift(line, currency="UGX"))
    with pytest.raises(Refused, match="one person"):
        promise(manager, campaign, gift(line, most=900))
    assert not CampaignThanks.objects.exists()
    first = promise(manager, campaign, gift(line))
    assert promise(manager, campaign, gift(line)) == first
    with pytest.raises(Refused, match="can be raised"):
        promise(manager, campaign, gift(line, most=40_000))
    promise(manager, campaign, gift(line, amount=2_000))
    run_campaigns()
    over(manager, campaign)
    thank_due()
    with pytest.raises(Conflict):
        promise(manager, campaign, gift(line, amount=3_000))


def test_a_campaign_page_switches_it_on(manager: Actor, plan: ResultsPlan, line: Channel) -> None:
    campaign = make(manager, plan, channel_of())
    board = f"/polls/{plan.version.poll_id}/campaigns/{campaign.pk}/"
    browser = log_in(manager)
    assert "Give airtime as thanks" in browser.get(board).content.decode()
    assert "whether they answered or not" in browser.get(f"{board}thanks/").content.decode()
    said = {"channel": line.pk, "currency": "kes", "amount": "50", "most": "5000"}
    for wrong in ({"currency": "K"}, {"amount": "0"}, {"most": "40"}, {"currency": "UGX"}, {"channel": 0}):
        assert browser.post(f"{board}thanks/", said | wrong).status_code == 422
    for _turn in range(2):
        assert browser.post(f"{board}thanks/", said)["Location"] == board
    kept = CampaignThanks.objects.get()
    assert (kept.amount_minor, kept.currency, kept.channel_id) == (5_000, "KES", line.pk)
    assert Purse.objects.get(name=f"campaign {campaign.pk}").cap_minor == 500_000
    page = browser.get(board).content.decode()
    assert "whether they answered or not" in page
    assert 'value="50' in browser.get(f"{board}thanks/").content.decode()


def test_without_a_line_the_page_says_what_to_connect(manager: Actor, plan: ResultsPlan) -> None:
    campaign = make(manager, plan, channel_of())
    page = log_in(manager).get(f"/polls/{plan.version.poll_id}/campaigns/{campaign.pk}/thanks/")
    assert "No line can send airtime yet" in page.content.decode()


def test_nobody_else_sees_or_changes_it(
    manager: Actor, plan: ResultsPlan, line: Channel, worker: Actor, lead: Actor
) -> None:
    campaign = make(manager, plan, channel_of())
    here = f"/polls/{plan.version.poll_id}/campaigns/{campaign.pk}/thanks/"
    for stranger in (worker, lead, join("mwangi", organisation("Rival Data"), Role.MANAGER)):
        browser = log_in(stranger)
        assert {browser.get(here).status_code, browser.post(here).status_code} == {404}
