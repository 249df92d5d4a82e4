"""Messages out: queued once, in the hours of whoever gets them, at the channel's rate, sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kazi.accounts.models import Organisation
from kazi.channels.models import ALWAYS, Allowance, Channel, Contact, Letter, Outgoing, Shown, Stop
from kazi.channels.rules.hours import next_window, zone_of
from kazi.channels.rules.outcomes import MOST_TRIES, Outcome, Result, retry_after
from kazi.channels.rules.wire import Said
from kazi.channels.services import claiming, queueing
from kazi.channels.services import contacts as people
from kazi.channels.services.sending import send_for
from kazi.channels.vault import numbers
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for
from tests.channels.gateway import Asked, Gateway, Reply, gateway
from tests.channels.makers import QUESTION, channel_of, contacts
from tests.makers import organisation

HELLO = Said("Hello")
State = Outgoing.State


@pytest.fixture
def peer() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def states() -> dict[str, int]:
    return dict(Counter(Outgoing.objects.values_list("state", flat=True)))


# -- Queueing ----------------------------------------------------------------------------------------


def test_a_broadcast_reaches_each_contact_once_however_often_it_is_queued(scope: None) -> None:
    channel, people_ = channel_of(), contacts(30)
    one = queueing.broadcast(channel, "poll-1", {"en": QUESTION})
    assert queueing.queue(one, Contact.objects.filter(pk__in=[p.pk for p in people_[:20]])) == 20
    assert queueing.queue(one, Contact.objects.all()) == 10
    assert queueing.queue(one, Contact.objects.all()) == 0
    again = queueing.broadcast(channel, "poll-1", {"en": QUESTION})
    assert again == one
    assert queueing.queue(again, Contact.objects.all()) == 0
    assert send_for(5) == 30
    assert Shown.objects.values("number").distinct().count() == Shown.objects.count() == 30
    assert Outgoing.objects.filter(said__isnull=False).count() == 0
    with pytest.raises(Conflict):
        queueing.broadcast(channel, "poll-1", {"en": HELLO})


def test_who_said_stop_is_left_out_until_start(scope: None) -> None:
    channel, (amina, baraka) = channel_of(), contacts(2)
    people.stop(channel, baraka.number)
    said = queueing.broadcast(channel, "poll-1", {"en": HELLO})
    assert queueing.queue(said, Contact.objects.all()) == 1
    assert Outgoing.objects.get().number == amina.number
    assert people.start(channel, baraka.number)
    assert queueing.queue(said, Contact.objects.all()) == 1


def test_each_waits_for_the_hours_of_their_own_place(scope: None) -> None:
    channel = channel_of(opens_at=time(10), closes_at=time(20))
    zones = ("Africa/Nairobi", "Asia/Phnom_Penh", "America/Port-au-Prince")
    for zone in zones:
        contacts(2, zone=zone)
    said = queueing.broadcast(channel, "poll-1", {"en": HELLO})
    noon = datetime(2026, 11, 30, 12, tzinfo=UTC)  # 15:00 in Nairobi, 19:00 in Phnom Penh, 7:00 in Haiti.
    assert queueing.queue(said, Contact.objects.all(), due_at=noon) == 6
    due = dict(Outgoing.objects.values_list("zone", "due_at"))
    assert due == {
        "Africa/Nairobi": noon,
        "Asia/Phnom_Penh": noon,
        "America/Port-au-Prince": datetime(2026, 11, 30, 15, tzinfo=UTC),
    }
    # What was not sent by eight in the evening waits for the next morning there, and is not taken.
    late = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
    assert {one.number for one in claiming.take(channel, 10, late)} <= set(
        Outgoing.objects.filter(zone="Africa/Nairobi").values_list("number", flat=True)
    )
    assert claiming.put_off_to_the_next_day(late) == 2
    assert dict(Outgoing.objects.values_list("zone", "due_at"))["Asia/Phnom_Penh"] == datetime(
        2026, 12, 1, 3, tzinfo=UTC
    )


@given(
    st.integers(1_577_836_800, 2_051_222_400).map(lambda at: datetime.fromtimestamp(at, UTC)),
    st.sampled_from(["Africa/Nairobi", "Asia/Kolkata", "America/Port-au-Prince", "Europe/Paris", "no/where"]),
    st.integers(0, 22),
    st.integers(1, 23),
)
def test_a_message_leaves_within_a_day_and_only_in_its_hours(
    at: datetime, zone: str, opens: int, hours: int
) -> None:
    first, last = time(opens), time(min(23, opens + hours))
    due, until = next_window(at, zone, first, last)
    assert at <= due < until
    assert due - at < timedelta(hours=26)
    wall = due.astimezone(zone_of(zone)).time().replace(tzinfo=None)
    assert (
        first <= wall < last
        or due.astimezone(zone_of(zone)).utcoffset() != until.astimezone(zone_of(zone)).utcoffset()
    )
    if due != at:  # It could not have left at once.
        assert not first <= at.astimezone(zone_of(zone)).time() < last


def test_an_answer_leaves_at_any_hour_and_before_all_broadcasts(scope: None) -> None:
    channel = channel_of(opens_at=time(10), closes_at=time(20))
    (amina,) = contacts(1)
    said = queueing.broadcast(channel, "poll-1", {"en": HELLO})
    queueing.queue(said, Contact.objects.all(), due_at=datetime(2026, 11, 30, 12, tzinfo=UTC))
    night = datetime(2026, 11, 30, 23, tzinfo=UTC)
    answer = queueing.say(channel, amina.number, QUESTION, "turn-1", due_at=night)
    assert queueing.say(channel, amina.number, HELLO, "turn-1") == answer
    assert answer.until == ALWAYS
    assert [one.key for one in claiming.take(channel, 5, night)] == ["turn-1"]


def test_nothing_of_another_organisation_is_queued(scope: None) -> None:
    channel = channel_of()
    with acting_for(organisation("Rival").pk):
        contacts(3)
        theirs = Contact.objects.all()
    contacts(2)
    said = queueing.broadcast(channel, "poll-1", {"en": HELLO})
    assert queueing.queue(said, theirs) == 0
    assert queueing.queue(said, Contact.objects.all()) == 2


def test_each_hears_it_in_their_own_language(scope: None) -> None:
    channel = channel_of()
    for code in ("sw", "km", "fr"):
        contacts(1, language=code)
    words = {"en": HELLO, "sw": Said("Habari", "sw"), "km": Said("សួស្តី", "km")}
    queueing.queue(queueing.broadcast(channel, "p", words), Contact.objects.all())
    send_for(5)
    assert sorted(one.said["text"] for one in Shown.objects.all()) == ["Habari", "Hello", "សួស្តី"]


# -- Sending -----------------------------------------------------------------------------------------


def external(peer: Gateway, **more: Any) -> Channel:
    return channel_of("external", values={"send_url": f"{peer.url}/send"}, **more)


def queue_some(channel: Channel, many: int) -> list[Contact]:
    some = contacts(many)
    for place, one in enumerate(some):
        queueing.say(channel, one.number, HELLO, f"m{place}")
    return some


def test_senders_together_keep_the_channels_rate(scope: None) -> None:
    channel = channel_of(per_second=10)
    queue_some(channel, 40)
    Allowance.objects.update_or_create(channel=channel, defaults={"tokens": 0, "at": claiming._clock() - 1})
    first, second = claiming.take(channel, 40), claiming.take(channel, 40)
    assert len(first) == 10
    assert len(second) <= 2
    assert not {one.id for one in first} & {one.id for one in second}


def test_a_busy_gateway_is_asked_again_and_costs_no_try(scope: None, peer: Gateway) -> None:
    channel = external(peer)
    queue_some(channel, 1)
    peer.replies = [Reply(429, headers={"Retry-After": "7"}), Reply(200)]
    assert send_for(3) == 0
    row = Outgoing.objects.get()
    assert (row.state, row.attempts) == (State.WAITING, 0)
    assert row.due_at > timezone.now() + timedelta(seconds=5)
    Outgoing.objects.update(due_at=timezone.now())
    assert send_for(3) == 1
    assert len(peer.asked) == 2


def test_what_is_refused_is_not_tried_again(scope: None, peer: Gateway) -> None:
    queue_some(external(peer), 1)
    peer.replies = [Reply(400)]
    assert send_for(2) == 0
    assert states() == {State.FAILED: 1}
    assert Outgoing.objects.get().reason == "400"
    assert send_for(1) == 0
    assert len(peer.asked) == 1


def test_trouble_is_tried_six_times_and_then_given_up(scope: None, peer: Gateway) -> None:
    queue_some(external(peer), 1)
    peer.replies = [Reply(503)]
    for _time in range(MOST_TRIES + 2):
        Outgoing.objects.update(due_at=timezone.now())
        send_for(2)
    assert len(peer.asked) == MOST_TRIES
    assert states() == {State.FAILED: 1}


@given(st.sampled_from([Result.BUSY, Result.TROUBLE]), st.integers(1, 5), st.floats(0, 1))
def test_each_try_waits_longer(result: Result, tries: int, spread: float) -> None:
    now, later = (retry_after(Outcome(result), count, spread) for count in (tries, tries + 1))
    assert now is not None
    assert later is None or later >= now or tries + 1 > 5


class Honest:
    """A gateway that honours our name of a message: it delivers each name once."""

    def __init__(self, trouble: list[Reply]) -> None:
        self.delivered: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.trouble = trouble

    def __call__(self, asked: Asked) -> Reply:
        name = asked.form["id"]
        if name not in self.seen:
            self.seen.add(name)
            self.delivered[asked.form["to"]] += 1
        return self.trouble.pop(0) if self.trouble else Reply()


def test_an_answer_that_is_lost_after_the_message_was_taken_sends_nothing_twice(
    scope: None, peer: Gateway
) -> None:
    some = queue_some(external(peer), 5)
    honest = Honest([Reply(drops=True), Reply(500), Reply(drops=True)])
    peer.replies = [honest]
    while Outgoing.objects.filter(state=State.WAITING).exists():
        Outgoing.objects.filter(state=State.WAITING).update(due_at=timezone.now())
        send_for(2)
    assert states() == {State.SENT: 5}
    assert len(peer.asked) == 8
    addresses = numbers.reveal([one.number for one in some])
    assert honest.delivered == dict.fromkeys(addresses.values(), 1)


def test_what_a_killed_sender_held_goes_out_again_under_its_name(scope: None, peer: Gateway) -> None:
    channel = external(peer)
    queue_some(channel, 4)
    honest = Honest([])
    peer.replies = [honest]
    Allowance.objects.update_or_create(channel=channel, defaults={"tokens": 9, "at": claiming._clock()})
    held = claiming.take(channel, 2)
    assert len(held) == 2
    assert send_for(2) == 2  # The rest.
    assert claiming.give_lost_back() == 0
    Outgoing.objects.filter(state=State.SENDING).update(claimed_at=timezone.now() - timedelta(hours=1))
    assert claiming.give_lost_back() == 2
    assert send_for(2) == 2
    assert states() == {State.SENT: 4}
    # It was not dead after all: what it writes down now changes nothing.
    before = list(Outgoing.objects.order_by("pk").values())
    claiming.finish([(one, Outcome(Result.REFUSED, reason="late")) for one in held])
    assert list(Outgoing.objects.order_by("pk").values()) == before


def test_who_says_stop_after_it_was_queued_gets_nothing(scope: None) -> None:
    channel = channel_of()
    (amina, baraka) = queue_some(channel, 2)
    people.stop(channel, amina.number)
    Stop.objects.create(channel=channel, number=baraka.number)  # Between queueing and sending.
    assert send_for(2) == 0
    assert states() == {State.STOPPED: 2}
    assert not Shown.objects.exists()


def test_a_forgotten_number_gets_nothing(scope: None) -> None:
    (amina,) = queue_some(channel_of(), 1)
    numbers.forget([amina.number])
    assert send_for(2) == 0
    assert Outgoing.objects.get().reason == "forgotten"


def test_the_table_of_messages_holds_no_number(scope: None) -> None:
    (amina,) = queue_some(channel_of(), 1)
    send_for(2)
    address = numbers.reveal([amina.number])[amina.number]
    for table in (Outgoing, Shown, Contact):
        for row in table.objects.values():
            assert address[1:] not in str(row)


def test_a_channel_that_is_off_sends_nothing(scope: None) -> None:
    channel = channel_of(is_enabled=False)
    queue_some(channel, 1)
    assert send_for(1) == 0
    assert states() == {State.WAITING: 1}


def test_e_mail_goes_out_as_one_letter(scope: None) -> None:
    channel = channel_of("email")
    number = numbers.keep("amina@example.org")
    queueing.say(channel, number, QUESTION, "m1")
    assert send_for(2) == 1
    Outgoing.objects.update(state=State.WAITING, said={"text": "again"})  # As after a kill.
    send_for(2)
    letter = Letter.objects.get()
    assert (letter.to, letter.text) == ("amina@example.org", "Do you feel safe at work?\n1. Yes\n2. No")
    assert "safe" not in letter.subject


def test_messages_of_two_organisations_leave_side_by_side(org: Organisation) -> None:
    for one in (org, organisation("Rival")):
        with acting_for(one.pk):
            queue_some(channel_of(), 3)
    assert send_for(3) == 6
    with acting_for(org.pk):
        assert Shown.objects.count() == 3
