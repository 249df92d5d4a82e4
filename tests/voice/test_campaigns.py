"""Campaigns at work: drawn, asked, reminded, paused and ended, with kills in the middle."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.channels.models import Channel, Contact, Outgoing
from kazi.channels.services import queueing
from kazi.channels.services.contacts import stop
from kazi.conversations.models import Talk
from kazi.conversations.rules import scripts
from kazi.kernel.errors import Conflict, NotFound, Refused
from kazi.voice import boards
from kazi.voice.models import Campaign, Invitation, ResultsPlan
from kazi.voice.services import drawing, inviting
from kazi.voice.services.campaigning import run_campaigns
from kazi.voice.services.campaigns import SCRIPT, Terms, begin, end, make_campaign, messages_of, pause
from kazi.voice.services.drawing import draw_people
from kazi.voice.services.inviting import ask_people, note_invited, remind_people
from kazi.voice.services.releasing import close_poll
from tests.channels.makers import channel_of, contacts
from tests.makers import join, organisation
from tests.voice.campaign_makers import OneQuestion, begun, make, says
from tests.voice.result_makers import asked_poll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scope", "script")]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scripts._scripts, SCRIPT, OneQuestion())


@pytest.fixture
def plan(org: Organisation, scope: None) -> ResultsPlan:
    return asked_poll(org)


@pytest.fixture
def channel(scope: None) -> Channel:
    return channel_of()


def keys() -> list[str]:
    return sorted(Outgoing.objects.values_list("key", flat=True))


def test_a_campaign_asks_everybody_once_however_often_the_clock_strikes(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(12)
    campaign = begun(manager, plan, channel)
    assert run_campaigns() == 12
    assert run_campaigns() == 0
    assert messages_of(campaign, 0).count() == Outgoing.objects.count() == 12
    assert "clean water" in Outgoing.objects.first().said["text"]  # type: ignore[union-attr,index]


def test_nobody_is_asked_before_the_beginning_in_a_draft_or_in_a_pause(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(3)
    draft = make(manager, plan, channel)
    soon = timezone.now() + timedelta(hours=1)
    begun(manager, plan, channel, starts_at=soon)
    assert run_campaigns() == 0
    begin(manager, draft)
    pause(manager, draft)
    pause(manager, draft)
    assert run_campaigns() == 0
    begin(manager, draft)
    assert run_campaigns() == 3


def test_a_campaign_asks_only_the_sites_groups_and_languages_that_it_names(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    (wanted,) = contacts(1, site="kisumu", stratum="night", language="sw")
    contacts(1, site="kisumu", stratum="day", language="sw")
    contacts(1, site="kisumu", stratum="night", language="en")
    contacts(1, site="mombasa", stratum="night", language="sw")
    campaign = begun(manager, plan, channel, sites=("kisumu",), strata=("night",), languages=("sw",))
    run_campaigns()
    assert [one.contact for one in Invitation.objects.filter(campaign=campaign)] == [wanted]


def test_nobody_is_asked_twice_by_two_campaigns_on_one_version(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(6)
    begun(manager, plan, channel, how="simple", size=4)
    run_campaigns()
    begun(manager, plan, channel_of())
    run_campaigns()
    asked = Counter(Outgoing.objects.values_list("number", flat=True))
    assert len(asked) == 6
    assert set(asked.values()) == {1}


def test_a_stratified_sample_takes_its_share_of_each_and_the_seed_draws_it_again(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(30, site="kisumu")
    contacts(10, site="mombasa")
    campaign = begun(manager, plan, channel, how="proportional", size=20)
    draw_people(campaign)
    first = set(Invitation.objects.values_list("contact_id", flat=True))
    assert Counter(Invitation.objects.values_list("site", flat=True)) == {"kisumu": 15, "mombasa": 5}
    Invitation.objects.all().delete()
    Campaign.objects.update(drawn_at=None)
    campaign.refresh_from_db()
    draw_people(campaign)
    assert set(Invitation.objects.values_list("contact_id", flat=True)) == first


def test_a_draw_killed_in_the_middle_goes_on_and_doubles_nobody(
    manager: Actor, plan: ResultsPlan, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(25)
    campaign = begun(manager, plan, channel, how="simple", size=20)
    monkeypatch.setattr(drawing, "IN_A_LOT", 5)
    whole, lots = drawing._keep, []

    def killed(rows: list[tuple[int | str, ...]]) -> None:
        lots.append(rows)
        if len(lots) == 3:
            raise KeyboardInterrupt
        whole(rows)

    with monkeypatch.context() as patch:
        patch.setattr(drawing, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            draw_people(campaign)
    assert Invitation.objects.count() == 10
    assert draw_people(campaign) == draw_people(campaign) == 20
    assert sorted(Invitation.objects.values_list("place", flat=True)) == list(range(20))


@pytest.mark.parametrize("after", ["the talk", "the message"])
def test_a_kill_in_the_middle_of_asking_neither_loses_nor_doubles(
    after: str, manager: Actor, plan: ResultsPlan, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(9)
    begun(manager, plan, channel)
    monkeypatch.setattr(inviting, "IN_A_LOT", 4)
    real, calls = queueing.say_all, []

    def killed(*args: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2 and after == "the talk":
            raise KeyboardInterrupt
        real(*args, **more)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(inviting, "say_all", killed)
    with pytest.raises(KeyboardInterrupt):
        run_campaigns()
    # The first lot is whole, and of the second nothing was done: no talk, no message.
    assert Invitation.objects.filter(asked_at=None).count() == 5
    assert Talk.objects.count() == Outgoing.objects.count() == 4
    run_campaigns()
    assert Invitation.objects.filter(asked_at=None).count() == 0
    asked = Counter(Outgoing.objects.values_list("number", flat=True))
    assert len(asked) == 9
    assert set(asked.values()) == {1}


def test_a_reminder_never_goes_to_who_has_finished_or_said_stop_and_no_row_tells_who(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    done, stopped, silent, lost = contacts(4)
    campaign = begun(manager, plan, channel, most_reminders=2, days_between=3)
    run_campaigns()
    says(channel, [done, lost], "1")
    says(channel, [stopped], "STOP")
    stop(channel, lost.number)
    before = keys()
    assert remind_people(campaign) == 0  # Not yet.
    when = timezone.now() + timedelta(days=3, minutes=1)
    assert remind_people(campaign, when) == 4
    assert remind_people(campaign, when) == 0
    new = [key for key in keys() if key not in before]
    assert new == [f"campaign:{campaign.pk}:1:{silent.pk}"]
    rows = Invitation.objects.values_list("asked_at", "reminders", "remind_at")
    assert len(set(rows)) == 1
    for day in (6, 9, 12):
        remind_people(campaign, timezone.now() + timedelta(days=day, minutes=day))
    assert messages_of(campaign, 2).count() == 1
    assert messages_of(campaign).count() == 4 + 2  # Never a third reminder.


def test_a_reminder_killed_after_its_message_is_sent_once(
    manager: Actor, plan: ResultsPlan, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(3)
    campaign = begun(manager, plan, channel)
    run_campaigns()
    when = timezone.now() + timedelta(days=4)
    with monkeypatch.context() as patch:
        patch.setattr(Invitation.objects.all().__class__, "update", _kill)
        with pytest.raises(KeyboardInterrupt):
            remind_people(campaign, when)
    assert remind_people(campaign, when) == 3
    assert messages_of(campaign, 1).count() == 3


def _kill(*_args: Any, **_more: Any) -> None:
    raise KeyboardInterrupt


def test_a_quota_asks_others_only_for_answers_that_are_missing(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    everybody = contacts(25, site="kisumu")
    contacts(4, site="mombasa")
    campaign = begun(manager, plan, channel, quota=10, most_reminders=0, days_between=1)
    draw_people(campaign)
    assert ask_people(campaign) == 10 + 4
    assert ask_people(campaign) == 0
    asked = set(Invitation.objects.filter(asked_at__isnull=False).values_list("contact_id", flat=True))
    says(channel, [one for one in everybody if one.pk in asked][:7], "1")
    assert ask_people(campaign) == 0  # Three may still answer.
    assert ask_people(campaign, timezone.now() + timedelta(days=2)) == 3
    last = Invitation.objects.filter(asked_at__isnull=False).exclude(contact_id__in=asked)
    says(channel, [one.contact for one in last], "2")
    assert ask_people(campaign, timezone.now() + timedelta(days=9)) == 0  # Ten have answered.


def test_a_message_waits_for_the_day_of_whoever_gets_it(
    manager: Actor, plan: ResultsPlan, scope: None
) -> None:
    channel = channel_of(opens_at=time(10), closes_at=time(20))
    contacts(2, zone="Africa/Nairobi")
    contacts(3, zone="Asia/Phnom_Penh")
    campaign = begun(manager, plan, channel)
    draw_people(campaign)
    assert ask_people(campaign, datetime(2026, 11, 2, 5, tzinfo=UTC)) == 3  # 12 in Phnom Penh, 8 in Nairobi.
    assert ask_people(campaign, datetime(2026, 11, 2, 8, tzinfo=UTC)) == 2


def test_an_end_takes_back_what_waits_and_nothing_begins_again(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(3)
    campaign = begun(manager, plan, channel)
    run_campaigns()
    for _turn in range(2):
        end(manager, campaign)
    assert set(messages_of(campaign).values_list("state", flat=True)) == {"stopped"}
    for verb in (begin, pause):
        with pytest.raises(Conflict):
            verb(manager, campaign)


def test_a_campaign_ends_by_the_clock_on_its_day_and_with_its_poll(
    manager: Actor, plan: ResultsPlan, channel: Channel, org: Organisation
) -> None:
    contacts(1)
    begun(manager, plan, channel, starts_at=timezone.now() - timedelta(days=2), ends_at=timezone.now())
    other = asked_poll(org, "Another")
    begun(manager, other, channel)
    close_poll(manager, other.version)
    assert run_campaigns() == 0
    assert set(Campaign.objects.values_list("state", flat=True)) == {"ended"}


def test_results_hear_how_many_were_asked_at_each_site_that_they_know(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(12, site="kisumu")
    contacts(3, site="elsewhere")
    campaign = begun(manager, plan, channel)
    run_campaigns()
    plan.refresh_from_db()
    assert plan.invited == {"": 15, "kisumu": 12}
    note_invited(campaign)
    plan.refresh_from_db()
    assert plan.invited == {"": 15, "kisumu": 12}


def test_the_board_counts_in_tens_and_never_reminders(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(13)
    campaign = begun(manager, plan, channel)
    run_campaigns()
    remind_people(campaign, timezone.now() + timedelta(days=4))
    Outgoing.objects.filter(key__endswith=str(Contact.objects.first().pk)).update(state="failed")  # type: ignore[union-attr]
    told = boards.sent(campaign)
    assert (told.asked, told.waiting, told.failed, told.sent) == (10, 10, None, 0)


def test_the_same_form_sent_again_makes_one_campaign(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    now, once = timezone.now(), uuid.uuid4()
    terms = Terms(now, now + timedelta(days=1))
    first = make_campaign(manager, once, plan.version, channel, terms)
    assert make_campaign(manager, once, plan.version, channel, terms) == first


def test_what_cannot_be_asked_makes_no_campaign(manager: Actor, plan: ResultsPlan, channel: Channel) -> None:
    for wrong in ({"how": "simple"}, {"ends_at": timezone.now() - timedelta(days=1)}):
        with pytest.raises(Refused):
            make(manager, plan, channel, **wrong)
    with pytest.raises(Refused):
        make(manager, plan, channel_of(medium="ussd"))
    close_poll(manager, plan.version)
    with pytest.raises(Refused):
        make(manager, plan, channel)
    buyer = join("buyer", organisation("Foods", Organisation.Kind.CLIENT))
    with pytest.raises(NotFound):
        make(buyer, plan, channel)


def test_a_contact_that_is_forgotten_takes_its_invitation_along(
    manager: Actor, plan: ResultsPlan, channel: Channel
) -> None:
    contacts(2)
    begun(manager, plan, channel)
    run_campaigns()
    Contact.objects.first().delete()  # type: ignore[union-attr]
    assert Invitation.objects.count() == 1
