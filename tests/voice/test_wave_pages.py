"""Pages of waves as a manager uses them, campaigns to those who agreed, and who sees none of them."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.channels.models import Channel, Contact, Outgoing
from kazi.channels.vault import studies
from kazi.kernel.errors import Refused
from kazi.kernel.recall import forget_everything
from kazi.voice import boards
from kazi.voice.models import Campaign, Invitation, Panel, PanelMember, PollVersion, Wave
from kazi.voice.services import polls
from kazi.voice.services.campaigning import run_campaigns
from tests.channels.makers import channel_of, contacts
from tests.makers import join, log_in, organisation
from tests.voice.campaign_makers import begun, make
from tests.voice.panel_makers import WATER, a_panel, begin_next, count_many, plan_of_wave

pytestmark = [pytest.mark.django_db(databases=["default", "vault"]), pytest.mark.usefixtures("scope")]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    forget_everything()


@pytest.fixture
def panel(manager: Actor, scope: None) -> Panel:
    return a_panel(manager)


@pytest.fixture
def channel(scope: None) -> Channel:
    return channel_of(name="Our short code")


def here(panel: Panel) -> str:
    return f"/polls/{panel.poll_id}/waves/"


def agreed(panel: Panel, people: list[Contact]) -> None:
    """Let these have agreed to be asked again."""
    studies.begin(panel.study, is_panel=True)
    for one in people:
        PanelMember.objects.create(panel=panel, who=studies.pseudonym(panel.study, one.number))


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_manager_begins_waves_closes_them_and_reads_what_changed(manager: Actor) -> None:
    browser = log_in(manager)
    poll = polls.make_poll(manager, uuid.uuid4(), WATER, "editor")
    assert "Fix it as the first wave" in browser.get(f"/polls/{poll.pk}/waves/").text
    browser.post(f"/polls/{poll.pk}/waves/begin", {"edits": 0})
    panel = Panel.objects.get(poll=poll)
    assert "Nothing to compare yet" in browser.get(here(panel)).text
    some = [uuid.uuid4() for _one in range(100)]
    first = [(one, "a", "yes" if n < 40 else "no") for n, one in enumerate(some)]
    count_many(panel, plan_of_wave(panel, 1), first)
    browser.post(f"{here(panel)}close", {"number": 1})
    browser.post(f"{here(panel)}next", {"number": 2})
    browser.post(f"{here(panel)}next", {"number": 2})
    assert Wave.objects.filter(panel=panel).count() == 2
    second = [(one, "a", "yes" if n < 61 else "no") for n, one in enumerate(some)]
    count_many(panel, plan_of_wave(panel, 2), second)
    browser.post(f"{here(panel)}close", {"number": 2})
    said = text_of(browser.get(here(panel)).text)
    assert "Yes 40 % 60 %" in said
    assert "Before Now 2 Yes 40 % 60 % 2 No 60 % 40 %" in said
    assert "at least 95 %" in said
    assert " 61 " not in said
    file = browser.get(f"/polls/{poll.pk}/waves.csv").text
    assert "water,Is there clean water?,everybody,,yes,2,60," in file
    assert "answered both times" in file
    browser.post(f"{here(panel)}end")
    assert "Over" in browser.get(here(panel)).text
    assert PanelMember.objects.count() == 0
    assert "Before" in browser.get(here(panel)).text


def test_a_breakdown_that_is_not_permitted_is_everybody_together(manager: Actor, panel: Panel) -> None:
    browser = log_in(manager)
    people = [(None, site, water) for site in "ab" for water in ["yes"] * 40 + ["no"] * 60]
    count_many(panel, plan_of_wave(panel, 1), people)
    plan = begin_next(manager, panel, 2)
    moved = [(None, site, water) for site in "ab" for water in ["yes"] * 60 + ["no"] * 40]
    count_many(panel, plan, moved)
    browser.post(f"{here(panel)}close", {"number": 2})
    by_site = text_of(browser.get(f"{here(panel)}?by=site").text)
    assert "Mombasa Yes 40 % 60 %" in by_site
    assert "Kisumu Yes 40 % 60 %" in by_site
    assert "Mombasa" not in browser.get(f"{here(panel)}?by=sex").text


def test_the_poll_s_page_offers_no_change_and_results_say_which_wave(manager: Actor, panel: Panel) -> None:
    browser = log_in(manager)
    page = browser.get(f"/polls/{panel.poll_id}/").text
    assert "Add a question" not in page
    assert here(panel) in page
    assert browser.post(f"/polls/{panel.poll_id}/questions/water/remove", {"edits": 0}).status_code == 422
    assert PollVersion.objects.filter(poll=panel.poll).count() == 1
    assert "the first wave" in browser.get(f"/polls/{panel.poll_id}/results/").text


def test_a_wave_is_asked_of_those_who_agreed_and_of_nobody_else(
    manager: Actor, panel: Panel, channel: Channel
) -> None:
    people = contacts(30)
    agreed(panel, people[:12])
    plan = begin_next(manager, panel, 2)
    campaign = begun(manager, plan, channel, only_members=True)
    run_campaigns()
    run_campaigns()
    asked = Invitation.objects.filter(campaign=campaign).values_list("contact", flat=True)
    assert set(asked) == {one.pk for one in people[:12]}
    assert Outgoing.objects.count() == 12
    # And, where it was chosen so, of new people too, each once.
    begun(manager, plan, channel)
    run_campaigns()
    assert Invitation.objects.count() == Outgoing.objects.count() == 30


def test_fewer_than_ten_who_agreed_look_like_nobody(manager: Actor, panel: Panel, channel: Channel) -> None:
    """Else a list with one person on it would tell whether that person agreed."""
    people = contacts(3)
    plan = begin_next(manager, panel, 2)
    campaign = begun(manager, plan, channel, only_members=True)
    agreed(panel, people[:1])
    run_campaigns()
    assert Invitation.objects.count() == 0
    campaign.refresh_from_db()
    assert boards.sent(campaign).asked is None


@pytest.mark.parametrize("more", [{"sites": ("Mombasa",)}, {"how": "simple", "size": 10}, {"quota": 10}])
def test_nobody_is_chosen_among_those_who_agreed(
    manager: Actor, panel: Panel, channel: Channel, more: dict[str, object]
) -> None:
    plan = begin_next(manager, panel, 2)
    with pytest.raises(Refused, match="together"):
        make(manager, plan, channel, only_members=True, **more)


def test_in_the_first_wave_nobody_has_agreed_yet(manager: Actor, panel: Panel, channel: Channel) -> None:
    with pytest.raises(Refused, match="second wave"):
        make(manager, plan_of_wave(panel, 1), channel, only_members=True)
    browser = log_in(manager)
    assert "only_members" not in browser.get(f"/polls/{panel.poll_id}/campaigns/new/").text


def test_the_form_of_a_later_wave_asks_those_who_agreed_unless_told_otherwise(
    manager: Actor, panel: Panel, channel: Channel
) -> None:
    browser = log_in(manager)
    contacts(12)
    begin_next(manager, panel, 2)
    page = browser.get(f"/polls/{panel.poll_id}/campaigns/new/").text
    assert re.search(r'name="only_members"[^>]*checked', page)
    today = timezone.localdate()
    said = {
        "once": uuid.uuid4(), "channel": channel.pk, "how": "all", "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=9)).isoformat(), "most_reminders": 1, "days_between": 3,
        "only_members": "on",
    }  # fmt: skip
    board = browser.post(f"/polls/{panel.poll_id}/campaigns/new/", said, follow=True).text
    assert Campaign.objects.get().only_members
    assert "all who agreed to be asked again" in board


def test_another_organisation_s_waves_are_not_there(panel: Panel) -> None:
    rival = log_in(join("rival", organisation("Rival"), Role.MANAGER))
    for path in (here(panel), f"/polls/{panel.poll_id}/waves.csv"):
        assert rival.get(path).status_code == 404
    for verb in ("begin", "next", "close", "end"):
        assert rival.post(f"{here(panel)}{verb}", {"number": 1, "edits": 0}).status_code == 404


def test_a_number_that_is_none_is_not_there(manager: Actor, panel: Panel) -> None:
    browser: Client = log_in(manager)
    for number in ("", "x", "9", "-1"):
        assert browser.post(f"{here(panel)}close", {"number": number}).status_code == 404
        assert browser.post(f"{here(panel)}next", {"number": number}).status_code == 409
