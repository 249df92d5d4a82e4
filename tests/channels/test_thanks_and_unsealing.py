"""Airtime is given once and within its cap; a number is seen by two together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Purse, Thanks, Unsealing
from kazi.channels.services import thanking, unsealing
from kazi.channels.vault import numbers
from kazi.journal.models import Entry
from kazi.kernel.errors import Conflict, Forbidden, NotFound, Refused
from kazi.kernel.tenancy import acting_for
from tests.channels.gateway import Gateway, Reply, gateway
from tests.channels.makers import channel_of, contacts
from tests.makers import join, organisation

GOOD = Reply(201, {"responses": [{"status": "Sent", "requestId": "ATQid_1"}], "errorMessage": "None"})


@pytest.fixture
def peer() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


def a_line(peer: Gateway) -> Any:
    thanking.set_cap("KES", 10_000)
    thanking.set_cap("KES", 6_000, "poll-1")
    return channel_of("africastalking", values={"base_url": peer.url})


def test_one_key_is_thanked_once(scope: None, peer: Gateway) -> None:
    channel, (amina,) = a_line(peer), contacts(1)
    peer.replies = [GOOD]
    first = thanking.thank(channel, amina.number, 5_000, "KES", "poll-1/a", campaign="poll-1")
    assert thanking.thank(channel, amina.number, 5_000, "KES", "poll-1/a", campaign="poll-1") == first
    assert (thanking.send_waiting(), thanking.send_waiting()) == (1, 0)
    (asked,) = peer.asked
    assert "KES 50.00" in asked.form["recipients"]
    assert asked.headers["idempotency-key"]
    assert Thanks.objects.get().ref == "ATQid_1"
    assert set(Purse.objects.values_list("name", "spent_minor")) == {("", 5_000), ("poll-1", 5_000)}


def test_no_more_is_promised_than_may_be_spent(scope: None, peer: Gateway) -> None:
    channel, (amina,) = a_line(peer), contacts(1)
    thanking.thank(channel, amina.number, 5_000, "KES", "a", campaign="poll-1")
    with pytest.raises(Refused, match="is spent"):
        thanking.thank(channel, amina.number, 2_000, "KES", "b", campaign="poll-1")
    with pytest.raises(Refused, match="First say"):
        thanking.thank(channel, amina.number, 1_000, "KES", "c", campaign="poll-2")
    thanking.set_cap("KES", 50_000, "poll-1")
    with pytest.raises(Refused, match="is spent"):  # The organisation's own cap.
        thanking.thank(channel, amina.number, 6_000, "KES", "b", campaign="poll-1")
    with pytest.raises(Refused, match="already"):
        thanking.set_cap("KES", 4_000)
    assert set(Purse.objects.values_list("spent_minor", flat=True)) == {5_000}


def test_what_was_refused_may_be_spent_on_others(scope: None, peer: Gateway) -> None:
    channel, (amina,) = a_line(peer), contacts(1)
    peer.replies = [Reply(201, {"responses": [{"status": "Failed", "errorMessage": "Invalid number"}]})]
    thanking.thank(channel, amina.number, 5_000, "KES", "a", campaign="poll-1")
    assert thanking.send_waiting() == 0
    assert Thanks.objects.get().state == Thanks.State.FAILED
    assert set(Purse.objects.values_list("spent_minor", flat=True)) == {0}


@pytest.mark.parametrize("reply", [Reply(drops=True), Reply(500), Reply(201, "no json")])
def test_money_of_which_nobody_knows_is_not_sent_again(scope: None, peer: Gateway, reply: Reply) -> None:
    channel, (amina,) = a_line(peer), contacts(1)
    peer.replies = [reply, GOOD]
    thanking.thank(channel, amina.number, 5_000, "KES", "a", campaign="poll-1")
    thanking.send_waiting()
    thanking.send_waiting()
    assert len(peer.asked) == 1
    assert Thanks.objects.get().state == Thanks.State.UNCLEAR
    assert set(Purse.objects.values_list("spent_minor", flat=True)) == {5_000}


def test_a_busy_provider_has_not_taken_it(scope: None, peer: Gateway) -> None:
    channel, (amina,) = a_line(peer), contacts(1)
    peer.replies = [Reply(429), GOOD]
    thanking.thank(channel, amina.number, 5_000, "KES", "a", campaign="poll-1")
    assert thanking.send_waiting() == 0
    Thanks.objects.update(due_at=timezone.now())
    assert thanking.send_waiting() == 1


@pytest.fixture
def officer(org: Organisation) -> Actor:
    return join("officer", org, Role.OFFICER)


@pytest.fixture
def colleague(org: Organisation) -> Actor:
    return join("colleague", org, Role.OFFICER)


def signer(actor: Actor, *, has_second_factor: bool = True) -> unsealing.Signer:
    return unsealing.Signer(actor.person_id, actor.role, has_second_factor)


def test_two_people_see_one_number_once_and_the_journal_has_it(
    scope: None, officer: Actor, colleague: Actor
) -> None:
    (amina,) = contacts(1)
    address = numbers.reveal([amina.number])[amina.number]
    with pytest.raises(Refused):
        unsealing.ask(amina.number, "why not", signer(officer))
    asked = unsealing.ask(amina.number, "She asked to be called back about her case.", signer(officer))
    with pytest.raises(Conflict):
        unsealing.show(asked.pk, signer(officer))
    with pytest.raises(Forbidden):
        unsealing.allow(asked.pk, signer(officer))
    unsealing.allow(asked.pk, signer(colleague))
    with pytest.raises(Forbidden):
        unsealing.show(asked.pk, signer(colleague))
    assert unsealing.show(asked.pk, signer(officer)) == address
    with pytest.raises(Conflict):
        unsealing.show(asked.pk, signer(officer))
    told = list(Entry.objects.filter(event__contains="unseal").values_list("event", "actor_id"))
    assert sorted(told) == sorted(
        [
            ("channels.unseal_asked", officer.person_id),
            ("channels.unseal_allowed", colleague.person_id),
            ("channels.number_unsealed", officer.person_id),
        ]
    )
    assert address[1:] not in str(list(Entry.objects.values()))
    with acting_for(organisation("Rival").pk), pytest.raises(NotFound):
        unsealing.allow(asked.pk, signer(colleague))


def test_what_was_asked_for_long_ago_is_asked_for_again(
    scope: None, officer: Actor, colleague: Actor
) -> None:
    (amina,) = contacts(1)
    asked = unsealing.ask(amina.number, "She asked to be called back.", signer(officer))
    Unsealing.objects.update(asked_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Conflict):
        unsealing.allow(asked.pk, signer(colleague))


def test_nobody_signs_without_the_role_and_the_second_factor(
    scope: None, officer: Actor, colleague: Actor, manager: Actor
) -> None:
    (amina,) = contacts(1)
    why = "She asked to be called back about her case."
    for nobody in (signer(manager), signer(officer, has_second_factor=False)):
        with pytest.raises(Forbidden):
            unsealing.ask(amina.number, why, nobody)
    with pytest.raises(NotFound):  # A number of another organisation's list.
        unsealing.ask(uuid4(), why, signer(officer))
    asked = unsealing.ask(amina.number, why, signer(officer))
    for nobody in (signer(manager), signer(colleague, has_second_factor=False)):
        with pytest.raises(Forbidden):
            unsealing.allow(asked.pk, nobody)
    unsealing.allow(asked.pk, signer(colleague))
    with pytest.raises(Forbidden):
        unsealing.show(asked.pk, signer(officer, has_second_factor=False))
    assert not Unsealing.objects.filter(shown_at__isnull=False).exists()
