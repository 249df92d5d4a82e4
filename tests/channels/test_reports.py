"""Delivery reports: in any order, however often, they come to the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kazi.channels.africastalking import receipts as at
from kazi.channels.external import receipts as external
from kazi.channels.kannel import receipts as kannel
from kazi.channels.models import Channel, Outgoing, Report, Stop
from kazi.channels.rules.fates import FATE_OF, RANK, best
from kazi.channels.rules.wire import Fate, Receipt
from kazi.channels.services import queueing
from kazi.channels.services.reporting import KEEP_STRANGERS, add, fold_waiting
from kazi.channels.services.sending import send_for
from kazi.channels.twilio import receipts as twilio
from kazi.channels.whatsapp import receipts as whatsapp
from tests.channels.makers import QUESTION, channel_of, contacts


@pytest.mark.parametrize(
    ("said", "fate"),
    [("Success", Fate.DELIVERED), ("Sent", Fate.SENT), ("Buffered", Fate.SENT), ("Rejected", Fate.FAILED),
     ("Failed", Fate.FAILED), ("Expired", Fate.FAILED)],
)  # fmt: skip
def test_africas_talkings_words_are_known(said: str, fate: Fate) -> None:
    form = {"id": "ATXid_dda018a640edfcc5d2ce455de3e4a6e7", "status": said}
    assert at.read(form) == [Receipt(form["id"], fate)]
    blacklisted = form | {"status": "Failed", "failureReason": "UserInBlacklist"}
    assert at.read(blacklisted)[0].fate is Fate.STOPPED
    assert at.read({"id": "", "status": said}) == at.read(form | {"status": "Unheard"}) == []


def test_twilios_messages_and_calls_are_known() -> None:
    assert twilio.read({"MessageSid": "SM1", "MessageStatus": "delivered"}) == [
        Receipt("SM1", Fate.DELIVERED)
    ]
    assert twilio.read({"CallSid": "CA1", "CallStatus": "no-answer"}) == [
        Receipt("CA1", Fate.FAILED, "no-answer")
    ]
    failed = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": "21610"}
    assert twilio.read(failed) == [Receipt("SM1", Fate.STOPPED, "21610")]
    assert twilio.read({"From": "+254711000001"}) == []


def test_an_event_of_whatsapp_holds_many_statuses() -> None:
    statuses = [
        {"id": "wamid.X", "recipient_id": "5678", "status": "read", "timestamp": "1454119029"},
        {"id": "wamid.Y", "recipient_id": "5679", "status": "failed", "errors": [{"code": 131056}]},
        {"id": "wamid.Z", "status": "unheard of"},
        "nonsense",
    ]
    event = {"entry": [{"changes": [{"value": {"statuses": statuses}}]}]}
    assert whatsapp.read({}, event) == [
        Receipt("wamid.X", Fate.READ, at=datetime.fromtimestamp(1454119029, UTC)),
        Receipt("wamid.Y", Fate.FAILED, "131056"),
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["entry", "changes", "value", "statuses", "id", "status", "errors", "timestamp"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_no_event_of_any_form_breaks_the_reader(document: Any) -> None:
    assert isinstance(whatsapp.read({}, document), list)


def test_the_dialects_of_rapidpro_and_kannel_are_known() -> None:
    assert external.read({"id": "u-1"}, what="delivered") == [Receipt("u-1", Fate.DELIVERED)]
    assert external.read({"id": "u-1"}, what="stopped") == external.read({}, what="sent") == []
    fates = [kannel.read({"id": "u-1", "status": status})[0].fate for status in ("1", "2", "4", "8", "16")]
    assert fates == [Fate.DELIVERED, Fate.FAILED, Fate.SENT, Fate.SENT, Fate.FAILED]
    assert kannel.read({"id": "u-1", "status": "31"}) == []


@given(st.lists(st.sampled_from(list(RANK.values())), max_size=8), st.randoms(use_true_random=False))
def test_order_and_repeats_change_nothing(ranks: list[int], dice: random.Random) -> None:
    mixed = ranks * 2
    dice.shuffle(mixed)
    assert best(mixed) == best(ranks)
    assert best([best(ranks[:3]), best(ranks[3:])]) == best(ranks)


def sent(many: int) -> Channel:
    channel = channel_of()
    for place, one in enumerate(contacts(many)):
        queueing.say(channel, one.number, QUESTION, f"m{place}")
    assert send_for(3) == many
    return channel


@settings(
    max_examples=10, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    reports=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(Fate))), max_size=12),
    dice=st.randoms(use_true_random=False),
)
def test_any_replay_of_reports_leaves_the_same_state(
    scope: None, reports: list[tuple[int, Fate]], dice: random.Random
) -> None:
    with transaction.atomic():
        channel = sent(3)
        messages = Outgoing.objects.filter(channel=channel)
        refs = [str(one) for one in messages.order_by("key").values_list("ref", flat=True)]
        wanted = {
            ref: best([RANK[Fate.SENT], *(RANK[fate] for place, fate in reports if refs[place] == ref)])
            for ref in refs
        }
        replayed = reports * 3
        dice.shuffle(replayed)
        for place, fate in replayed:
            add(channel.pk, [Receipt(refs[place], fate)])
            if dice.random() < 0.3:
                fold_waiting()
        fold_waiting()
        assert dict(messages.values_list("ref", "fate")) == wanted
        assert not Report.objects.exists()
        transaction.set_rollback(True)


def test_a_report_that_is_faster_than_our_own_note_is_not_lost(scope: None) -> None:
    channel = sent(1)
    row = Outgoing.objects.get()
    Outgoing.objects.update(ref=None)
    add(channel.pk, [Receipt(str(row.ref), Fate.DELIVERED), Receipt("nobody's", Fate.READ)])
    assert fold_waiting() == 0
    Outgoing.objects.update(ref=row.ref)
    soon = timezone.now() + timedelta(minutes=1)
    assert fold_waiting(soon) == 1
    assert FATE_OF[Outgoing.objects.get().fate] is Fate.DELIVERED
    assert fold_waiting(soon + KEEP_STRANGERS) == 1  # The stranger is forgotten.
    assert not Report.objects.exists()


def test_who_told_the_provider_to_stop_has_told_us(scope: None) -> None:
    channel = sent(1)
    row = Outgoing.objects.get()
    add(channel.pk, [Receipt(str(row.ref), Fate.STOPPED, "to +254711000001")])
    add(channel.pk, [Receipt(str(row.ref), Fate.STOPPED)])
    assert "+254711000001" not in str(list(Report.objects.values()))
    fold_waiting()
    assert Stop.objects.get().number == row.number


def test_a_report_of_another_channel_changes_nothing(scope: None) -> None:
    sent(1)
    add(channel_of().pk, [Receipt(str(Outgoing.objects.get().ref), Fate.READ)])
    fold_waiting()
    assert Outgoing.objects.get().fate == RANK[Fate.SENT]
