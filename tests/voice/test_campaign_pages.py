"""Pages of campaigns, as a manager and a sponsor use them without JavaScript, and who sees none of them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Channel, Outgoing
from kazi.conversations.rules import scripts
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import Campaign, Invitation, Poll, ResultsPlan
from kazi.voice.services.campaigning import run_campaigns
from kazi.voice.services.campaigns import SCRIPT
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
def channel(scope: None) -> Channel:
    return channel_of(name="Our short code")


@pytest.fixture
def browser(manager: Actor) -> Client:
    return log_in(manager)


def here(plan: ResultsPlan) -> str:
    return f"/polls/{plan.version.poll_id}/campaigns/"


def form(channel: Channel, **more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "once": uuid.uuid4(), "channel": channel.pk, "how": "all", "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(), "most_reminders": 1, "days_between": 3, **more,
    }  # fmt: skip


def test_empty_pages_say_how_to_begin(browser: Client, plan: ResultsPlan) -> None:
    assert "New campaign" in browser.get(here(plan)).content.decode()
    assert "There is no channel yet" in browser.get(f"{here(plan)}new/").content.decode()
    draft = Poll.objects.create(title="A draft")
    draft.versions.create(questionnaire={})
    page = browser.get(f"/polls/{draft.pk}/campaigns/").content.decode()
    assert "First fix a version of the poll" in page
    assert browser.get(f"/polls/{draft.pk}/campaigns/new/").status_code == 302


def test_a_campaign_is_made_looked_at_begun_paused_and_ended(
    browser: Client, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(20, site="kisumu", language="sw")
    contacts(4, site="mombasa")
    assert "Only these sites" in browser.get(f"{here(plan)}new/").content.decode()
    said = form(channel, sites=["kisumu"], how="simple", size=12, quota=10)
    for _turn in range(2):  # Sent twice, it is one.
        made = browser.post(f"{here(plan)}new/", said)
        assert made.status_code == 302
    campaign = Campaign.objects.get()
    page = browser.get(made["Location"]).content.decode()
    assert re.search(r"People on your list</dt>\s*<dd>\s*20", page)
    assert "Begin asking" in page
    assert campaign.seed in page
    assert run_campaigns() == 0

    board = f"{here(plan)}{campaign.pk}/"
    assert "Pause" in browser.post(f"{board}begin", follow=True).content.decode()
    run_campaigns()
    assert Invitation.objects.count() == 12
    assert "Go on asking" in browser.post(f"{board}pause", follow=True).content.decode()
    assert "Ended" in browser.post(f"{board}end", follow=True).content.decode()
    assert browser.post(f"{board}begin").status_code == 409
    assert "Our short code" in browser.get(here(plan)).content.decode()


def test_a_draft_is_thrown_away_and_a_campaign_that_asked_is_not(
    browser: Client, plan: ResultsPlan, channel: Channel, manager: Actor
) -> None:
    draft, other = make(manager, plan, channel), begun(manager, plan, channel)
    assert browser.post(f"{here(plan)}{draft.pk}/discard").status_code == 302
    assert browser.post(f"{here(plan)}{other.pk}/discard").status_code == 409
    assert list(Campaign.objects.all()) == [other]


@pytest.mark.parametrize(
    "wrong",
    [{"how": "equal"}, {"quota": 9}, {"ends_on": "2020-01-01"}, {"channel": 0}, {"most_reminders": 4}],
)
def test_a_wrong_form_is_answered_and_makes_nothing(
    wrong: dict[str, object], browser: Client, plan: ResultsPlan, channel: Channel
) -> None:
    assert browser.post(f"{here(plan)}new/", form(channel) | wrong).status_code == 422
    assert not Campaign.objects.exists()


def test_the_board_does_not_move_when_somebody_answers_and_names_nobody(
    browser: Client, plan: ResultsPlan, channel: Channel, manager: Actor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    people = contacts(14, site="kisumu")
    campaign = begun(manager, plan, channel)
    run_campaigns()
    Outgoing.objects.update(state="sent")
    board = f"{here(plan)}{campaign.pk}/"
    browser.get(board)
    with django_assert_max_num_queries(12):
        before = without_tokens(browser.get(board).content.decode())
    says(channel, people[:11], "1")
    says(channel, people[11:12], "STOP")
    assert without_tokens(browser.get(board).content.decode()) == before
    assert not any(str(one.number) in before for one in people)


def without_tokens(page: str) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


def test_only_authors_of_the_own_organisation_see_campaigns(
    plan: ResultsPlan, channel: Channel, manager: Actor, worker: Actor, lead: Actor, org: Organisation
) -> None:
    campaign = make(manager, plan, channel)
    gets = [here(plan), f"{here(plan)}new/", f"{here(plan)}{campaign.pk}/"]
    posts = [f"{here(plan)}{campaign.pk}/{verb}" for verb in ("begin", "pause", "end", "discard")]
    rival = join("mwangi", organisation("Rival Data"), Role.MANAGER)
    client = join("faraja", organisation("Foods", Organisation.Kind.CLIENT), Role.CLIENT)
    sponsor = join("amina", organisation("Union", Organisation.Kind.SPONSOR), Role.SPONSOR)
    for stranger in (worker, lead, rival, client, sponsor):
        browser = log_in(stranger)
        assert {browser.get(one).status_code for one in gets} == {404}
        assert {browser.post(one).status_code for one in posts} == {404}
    assert Campaign.objects.get().state == "draft"
    assert {log_in(manager).get(one).status_code for one in gets} == {200}


def test_a_sponsor_asks_people_who_have_no_employer_here() -> None:
    union = organisation("Union", Organisation.Kind.SPONSOR)
    amina = join("amina", union, Role.SPONSOR)
    plan = asked_poll(union)
    with acting_for(union.pk):
        contacts(2)
        said = form(channel_of())
    made = log_in(amina).post(f"{here(plan)}new/", said)
    log_in(amina).post(f"{made['Location']}begin")
    assert run_campaigns() == 2
