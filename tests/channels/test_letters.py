"""The outbox, with mail servers that misbehave."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from pytest_django import Settings

from kazi.channels.letters import give_lost_back, post, send_waiting
from kazi.channels.models import Letter
from kazi.kernel.errors import Refused
from tests.makers import work_off

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class StubbornServer(BaseEmailBackend):
    """A mail server that answers each letter with the next of `answers`, an error or None."""

    answers: ClassVar[list[Exception | None]] = []
    taken: ClassVar[list[EmailMessage]] = []

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for message in email_messages:
            answer = self.answers.pop(0) if self.answers else None
            if answer is not None:
                raise answer
            self.taken.append(message)
        return len(email_messages)


@pytest.fixture
def server(settings: Settings) -> type[StubbornServer]:
    settings.EMAIL_BACKEND = f"{__name__}.StubbornServer"
    StubbornServer.answers, StubbornServer.taken = [], []
    return StubbornServer


def test_a_letter_leaves_once_and_its_text_is_forgotten(server: type[StubbornServer]) -> None:
    letter = post("amina@example.org", "Welcome\nBcc: all@example.org", "Your link: /secret")
    assert send_waiting() == 1
    assert send_waiting() == 0
    (message,) = server.taken
    assert (message.to, message.subject) == (["amina@example.org"], "Welcome Bcc: all@example.org")
    assert message.body == "Your link: /secret"
    letter.refresh_from_db()
    assert (letter.state, letter.text) == (Letter.State.SENT, "")


def test_a_change_that_is_rolled_back_sends_nothing(server: type[StubbornServer]) -> None:
    def invite_and_stumble() -> None:
        with transaction.atomic():
            post("amina@example.org", "Welcome", "Come in.")
            raise Refused

    with pytest.raises(Refused):
        invite_and_stumble()
    assert send_waiting() == 0
    assert server.taken == []


def test_a_hanging_server_costs_one_letter_its_turn_and_the_others_wait(
    server: type[StubbornServer],
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = post("a@example.org", "One", "1")
        clock.shift(1)
        second = post("b@example.org", "Two", "2")
        server.answers = [TimeoutError("timed out")]
        assert send_waiting() == 0
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.attempts) == (Letter.State.WAITING, 1)
        assert first.due_at == NOON + timedelta(seconds=61)
        assert (second.state, second.attempts) == (Letter.State.WAITING, 0)
        assert send_waiting() == 1  # The second goes at once, the first after its minute.
        clock.shift(60)
        assert send_waiting() == 1
    assert [message.subject for message in server.taken] == ["Two", "One"]


def test_a_letter_is_given_up_after_four_tries(server: type[StubbornServer]) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        letter = post("a@example.org", "One", "A secret")
        server.answers = [RuntimeError("backend broke")] * 4
        waits = []
        for _ in range(4):
            send_waiting()
            letter.refresh_from_db()
            waits.append(letter.due_at - datetime.now(UTC))
            clock.shift(letter.due_at - datetime.now(UTC))
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]
    assert (letter.state, letter.text) == (Letter.State.FAILED, "")
    assert "backend broke" in letter.reply


def test_an_address_the_server_refuses_for_good_is_not_tried_again(server: type[StubbornServer]) -> None:
    refused = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")})
    server.answers = [refused]
    letter, other = post("a@example.org", "One", "1"), post("b@example.org", "Two", "2")
    assert send_waiting() == 1
    letter.refresh_from_db()
    other.refresh_from_db()
    assert {letter.state, other.state} == {Letter.State.FAILED, Letter.State.SENT}


def test_a_full_mailbox_is_tried_again(server: type[StubbornServer]) -> None:
    server.answers = [smtplib.SMTPRecipientsRefused({"a@example.org": (452, b"mailbox full")})]
    letter = post("a@example.org", "One", "1")
    assert send_waiting() == 0
    letter.refresh_from_db()
    assert letter.state == Letter.State.WAITING


def test_the_letter_of_a_killed_sender_goes_out_under_the_same_message_id(
    server: type[StubbornServer],
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        letter = post("a@example.org", "One", "1")
        server.answers = [KeyboardInterrupt()]  # type: ignore[list-item]
        with pytest.raises(KeyboardInterrupt):
            send_waiting()
        assert send_waiting() == 0
        clock.shift(timedelta(minutes=16))
        assert give_lost_back() == 1
        assert send_waiting() == 1
    assert server.taken[0].extra_headers["Message-ID"].startswith(f"<{letter.pk}@")


def test_what_is_no_address_is_refused_when_it_is_posted() -> None:
    with pytest.raises(ValidationError):
        post("not an address", "One", "1")


def test_letters_go_through_djangos_own_mail(settings: Settings) -> None:
    post("a@example.org", "One", "1", reply_to="b@example.org")
    assert send_waiting() == 1
    assert mail.outbox[0].reply_to == ["b@example.org"]


def test_the_background_worker_empties_the_outbox() -> None:
    post("a@example.org", "One", "1")
    work_off()
    assert [message.subject for message in mail.outbox] == ["One"]
