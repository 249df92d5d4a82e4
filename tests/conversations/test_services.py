"""What is stored of a talk, by whom it can be found, and that it can be erased."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from kazi.accounts.models import Organisation
from kazi.channels.models import Channel, Stop
from kazi.channels.rules.wire import Event, Heard, Said
from kazi.channels.vault import numbers, studies
from kazi.conversations.access import as_called
from kazi.conversations.models import Answer, Decision, Keyword, Received, Taking, Talk, Tally
from kazi.conversations.services.replying import reply, start
from kazi.kernel.tenancy import acting_for
from tests.conversations.makers import channel_of

CALLER = "+254711000001"


def say(channel: Channel, *texts: str, address: str = CALLER, event: Event = Event.ANSWER) -> str:
    """Let somebody say these, one after the other; return what was said to the last."""
    said: Said | None = None
    with acting_for(channel.org_id):
        called = as_called(channel)
    for text in texts:
        said = reply(called, Heard(event, address, uuid4().hex, text))
    return said.text if said else ""


def tally(org: Organisation) -> dict[tuple[str, str], int]:
    with acting_for(org.pk):
        return {(one.question, one.value): one.count for one in Tally.objects.exclude(count=0)}


@pytest.mark.django_db(databases=["default", "vault"])
def test_answers_are_under_a_pseudonym_that_ends_with_the_subject(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms")
    say(channel, "Hi", "1", "1", "1 3", "45")
    number_id = numbers.find(CALLER)
    assert number_id is not None
    with acting_for(org.pk):
        answer = Answer.objects.first()
        assert answer is not None
        assert answer.who == studies.pseudonym("trying", number_id)
        assert answer.who not in {number_id, Talk.objects.get().who}
        stored = repr(
            [list(table.objects.values_list()) for table in (Answer, Talk, Taking, Decision, Received)]
        )
    assert "711000001" not in stored
    assert str(number_id) not in stored
    assert tally(org) == {
        ("comfortable", "yes"): 1,
        ("needs", "childcare"): 1,
        ("needs", "clinic"): 1,
        ("minutes", "45"): 1,
    }


@pytest.mark.django_db(databases=["default", "vault"])
def test_an_answer_given_again_replaces_the_first_also_in_the_count(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms")
    say(channel, "Hi", "1", "1", "BACK", "2")
    assert tally(org) == {("comfortable", "no"): 1}
    with acting_for(org.pk):
        assert Answer.objects.get().value == '"no"'


@pytest.mark.django_db(databases=["default", "vault"])
def test_delete_erases_the_person_and_takes_the_answers_out_of_the_count(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms")
    say(channel, "Hi", "1", "1", "1 3")
    say(channel, "Hi", "1", "1", address="+254711000002")
    assert "3 answers" not in say(channel, "MY DATA")
    assert "Kept: your language, 2 answers and 1 decisions" in say(channel, "mis datos")
    assert say(channel, "DELETE", "1") == "It is erased."
    assert tally(org) == {("comfortable", "yes"): 1}
    with acting_for(org.pk):
        assert (Answer.objects.count(), Talk.objects.count(), Decision.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(databases=["default", "vault"])
def test_stop_withdraws_consent_and_closes_the_channel_until_start(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms")
    say(channel, "Hi", "1", "arrêt")
    with acting_for(org.pk):
        assert Stop.objects.count() == 1
        assert not Decision.objects.get().agreed
        assert Taking.objects.get().state == "stopped"
    assert say(channel, "what?") == ""
    assert "Do you agree?" in say(channel, "START")
    with acting_for(org.pk):
        assert not Stop.objects.exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_talk_goes_on_by_another_channel_where_it_was_left(org: Organisation) -> None:
    ussd, _path = channel_of(org, "simulator", "ussd")
    sms, _path = channel_of(org, "simulator", "sms")
    say(ussd, "", event=Event.OPENED)
    say(ussd, "1", "1")
    assert "Which of these would help you?" in say(sms, "hello")
    with acting_for(org.pk):
        assert Talk.objects.count() == 1


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_word_begins_a_script_and_organisations_do_not_meet(org: Organisation) -> None:
    other = Organisation.objects.create(name="Other", slug="other-org")
    channel, _path = channel_of(org, "simulator", "sms", script="welcome")
    theirs, _path = channel_of(other, "simulator", "sms", script="welcome")
    with acting_for(org.pk):
        Keyword.objects.create(word="K7X2", script="trying")
    assert "This line asks and you answer" in say(theirs, "k7x2")
    assert "Do you agree?" in say(channel, "k7x2")
    with acting_for(other.pk):
        assert not Taking.objects.exists()


@pytest.mark.django_db(databases=["default", "vault"])
def test_a_campaign_begins_once_and_not_with_who_has_stopped(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms", script="welcome")
    kept = numbers.keep_many([CALLER, "+254711000002"])
    one, two = kept[CALLER], kept["+254711000002"]
    say(channel, "STOP", address="+254711000002")
    with acting_for(org.pk):
        called = as_called(channel)
    first = start(called, one, "trying", {}, "wave-1")
    assert first is not None
    assert "Do you agree?" in first.text
    assert start(called, one, "trying", {}, "wave-1") == first
    assert start(called, two, "trying", {}, "wave-1") is None
    with acting_for(org.pk):
        assert Taking.objects.count() == 1


@pytest.mark.django_db(databases=["default", "vault"])
def test_after_the_link_is_destroyed_nobody_can_be_asked_under_it_again(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "sms")
    say(channel, "Hi", "1", "1")
    studies.shred("trying")
    assert say(channel, "1 3") == "Thank you. There is nothing to ask you now."
    assert "0 answers" in say(channel, "MY DATA")
    with acting_for(org.pk):
        assert Answer.objects.count() == 1


@pytest.mark.django_db(databases=["default", "vault"], transaction=True)
def test_messages_that_come_at_the_same_moment_are_stored_once_each() -> None:
    org = Organisation.objects.create(name="Race", slug="race-org")
    channel, _path = channel_of(org, "simulator", "sms", script="measured")
    with acting_for(org.pk):
        called = as_called(channel)
    for n in range(6):
        reply(called, Heard(Event.ANSWER, f"+25471100000{n}", f"open-{n}", "Hi"))
    failed: list[BaseException] = []
    start_together = threading.Barrier(6)

    def one(n: int) -> None:
        try:
            start_together.wait(20)
            for question in range(4):
                for _again in range(2):  # Each is sent twice, and two phones share one number.
                    reply(called, Heard(Event.ANSWER, f"+25471100000{n // 2}", f"{n}-{question}", "1"))
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with acting_for(org.pk):
        assert Answer.objects.count() == 24
    assert sum(tally(org).values()) == 24


def test_nothing_about_a_person_hangs_on_the_form_of_the_tables() -> None:
    names: Any = {
        field.name for table in (Talk, Answer, Taking, Decision, Received) for field in table._meta.fields
    }
    assert not names & {"number", "phone", "address", "person", "at", "created_at"}
