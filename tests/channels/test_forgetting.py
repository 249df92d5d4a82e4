"""What is left of messages and people: no words, no rows of who was spoken with, found without a search."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from kazi.channels.models import Channel, Contact, LastHeard, Outgoing, Purse, Stop, Thanks
from kazi.channels.rules.wire import Fate, Receipt, Said
from kazi.channels.services import contacts as people
from kazi.channels.services import forgetting, queueing, reporting
from kazi.channels.services.sending import send_for
from kazi.channels.vault.models import Number
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.channels.makers import channel_of, contacts
from tests.makers import organisation

LATER = timedelta(days=15)


def test_words_go_when_a_message_has_left_and_its_row_after_two_weeks(scope: None) -> None:
    channel, (amina, baraka) = channel_of(), contacts(2)
    sent = {"reply:1": queueing.REPLY, "results:7": queueing.LATER, "first": queueing.POLL}
    for key, priority in sent.items():
        queueing.say(channel, amina.number, Said("Do you feel safe at work?"), key, priority=priority)
    assert send_for(5) == 3
    assert not Outgoing.objects.exclude(said=None).exists()
    soon = timezone.now() + LATER
    queueing.say(channel, baraka.number, Said("Still waits"), "reply:2", due_at=soon)
    assert forgetting.forget_old_messages() == 0  # Reports may still come, and copies of what was heard.
    assert forgetting.forget_old_messages(soon) == 2
    assert forgetting.forget_old_messages(soon) == 0
    assert set(Outgoing.objects.values_list("key", flat=True)) == {"first", "reply:2"}


def test_what_was_stopped_is_forgotten_too_and_of_every_organisation(scope: None) -> None:
    with acting_for(organisation("A union").pk):
        channel, (amina,) = channel_of(), contacts(1)
        queueing.say(channel, amina.number, Said("Hello"), "reply:1")
        people.stop(channel, amina.number)
        assert Outgoing.objects.get().said is None
    assert forgetting.forget_old_messages(timezone.now() + LATER) == 1
    assert not all_tenants(Outgoing).exists()


def test_a_report_of_a_message_that_is_forgotten_is_no_trouble(scope: None) -> None:
    channel, (amina,) = channel_of("kannel"), contacts(1)
    queueing.say(channel, amina.number, Said("Hello"), "reply:1")
    Outgoing.objects.update(state="sent", ref="ref-1", said=None, done_at=timezone.now() - LATER)
    assert forgetting.forget_old_messages() == 1
    reporting.add(channel.pk, [Receipt("ref-1", Fate.DELIVERED)])
    assert reporting.fold_waiting() == 0
    assert reporting.fold_waiting(timezone.now() + timedelta(days=2)) == 1


@pytest.mark.parametrize("held", ["contact", "stop", "last heard", "waiting", "being sent", "airtime", ""])
def test_a_number_leaves_the_vault_once_nothing_of_any_organisation_needs_it(
    held: str, scope: None, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[Any]]
) -> None:
    (amina,) = contacts(1)
    with acting_for(organisation("A union").pk):
        theirs = channel_of()
        if held == "contact":
            Contact.objects.create(number=amina.number)
        elif held == "stop":
            Stop.objects.create(channel=theirs, number=amina.number)
        elif held == "last heard":
            LastHeard.objects.create(channel=theirs, number=amina.number)
        elif held in {"waiting", "being sent"}:
            queueing.say(theirs, amina.number, Said("Hello"), "reply:1")
            Outgoing.objects.update(state="waiting" if held == "waiting" else "sending")
        elif held == "airtime":
            _owe_airtime(theirs, amina)
    with django_capture_on_commit_callbacks(execute=True):
        people.forget(amina.number)
    assert not Contact.objects.exists()
    assert Number.objects.filter(pk=amina.number).exists() == bool(held)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (lambda number: Outgoing.objects.filter(number=number, state="waiting"), "outgoing_number"),
        (lambda number: all_tenants(Outgoing).filter(number=number, state="sending"), "outgoing_lost"),
        (lambda number: all_tenants(Contact).filter(number=number), "one_contact_of_a_number"),
        (lambda number: all_tenants(Stop).filter(number=number), "one_stop_of_a_number"),
        (lambda number: all_tenants(LastHeard).filter(number=number), "one_last_word"),
        (lambda number: all_tenants(Thanks).filter(number=number), "thanks_number"),
        (
            lambda _number: all_tenants(Outgoing).exclude(priority=1).filter(done_at__lt=timezone.now()),
            "outgoing_to_forget",
        ),
    ],
)
def test_nothing_of_it_goes_through_a_whole_table(
    asked: Callable[[UUID], QuerySet[Any]], index: str, scope: None
) -> None:
    (amina,) = contacts(1)
    rows = asked(amina.number)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert index in rows.order_by().explain()
    else:
        plan = rows.order_by().explain()
        assert "INDEX" in plan
        assert index in plan or ("sqlite_autoindex" in plan and "(number=?)" in plan)


def _owe_airtime(channel: Channel, one: Contact) -> None:
    purse = Purse.objects.create(name="", currency="KES", cap_minor=100)
    Thanks.objects.create(
        key="a", channel=channel, purse=purse, number=one.number, amount_minor=5, currency="KES"
    )
