"""Providers ask each other out of sight, and the newsletter goes only to who said yes, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.channels.models import Letter
from kazi.hub.models import Case, Newsletter, NewsletterCopy, Reader, Topic
from kazi.hub.services import moderation, newsletters, talk
from kazi.kernel.errors import NotFound, Refused
from kazi.kernel.tenancy import acting_for
from tests.hub.makers import staff
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody_acts() -> Iterator[None]:
    """Services write to the journal of who acts; on pages the middleware says who that is."""
    with acting_for(organisation("Journal").pk):
        yield


SITE = "https://hub.example.org"


@pytest.fixture
def editor() -> Actor:
    return staff(Role.HUB, organisation("Hub", Organisation.Kind.HUB), "one@hub.example")


@pytest.fixture
def asker() -> Actor:
    return staff(Role.MANAGER, organisation("Amani Data"), "manager@amani.example")


@pytest.fixture
def other() -> Actor:
    return staff(Role.LEAD, organisation("Udaan Data"), "lead@udaan.example")


def test_a_provider_asks_and_another_answers(asker: Actor, other: Actor) -> None:
    place = log_in(asker).post(
        "/exchange/ask/", {"once": uuid4(), "title": "Night transport?", "text": "Who pays it?"}
    )["Location"]
    answering = log_in(other)
    assert "Night transport?" in answering.get("/exchange/").content.decode()
    answering.post(place, {"once": uuid4(), "text": "We do, since March."})
    letter = Letter.objects.get(to="manager@amani.example")
    assert "Night transport?" in letter.text
    assert "since March" not in letter.text
    reply = Topic.objects.get().replies.get()
    log_in(asker).post(f"/exchange/answers/{reply.pk}/solved/")
    assert Topic.objects.get().solved_by == reply


def test_only_who_asked_says_what_helped(asker: Actor, other: Actor) -> None:
    topic = talk.ask(asker, uuid4(), "Banks?", "Which?")
    answer = talk.reply(other, topic, uuid4(), "Ours.", SITE)
    with pytest.raises(Refused, match="Only the person"):
        talk.solve(other, topic, answer)


def test_clients_workers_and_visitors_do_not_read_the_exchange(asker: Actor) -> None:
    topic = talk.ask(asker, uuid4(), "Zebramussel?", "Who?")
    client = join("buyer", organisation("Foods", Organisation.Kind.CLIENT), Role.CLIENT)
    for stranger in (client, join("kamau", organisation("Amani"))):
        assert log_in(stranger).get(f"/exchange/{topic.pk}/").status_code == 404
        assert log_in(stranger).get("/exchange/").status_code == 404
    assert Client().get("/exchange/").status_code == 302


def test_words_on_the_exchange_are_reported_and_judged_without_being_repeated(
    editor: Actor, asker: Actor, other: Actor
) -> None:
    topic = talk.ask(asker, uuid4(), "Zebramussel?", "Which?")
    answer = talk.reply(other, topic, uuid4(), "A worker of ours, Jane, ...", SITE)
    page, link = f"/exchange/{topic.pk}/", f"/report/reply/{answer.pk}/"
    assert link in log_in(asker).get(page).content.decode()
    assert Client().get(link).status_code == 404  # Whoever may not read it may not look by reporting.
    form = {"once": uuid4(), "why": "private", "text": "It names a worker.", "email": "", "website": ""}
    assert log_in(asker).post(link, form).status_code == 302
    judge(editor, "reply", answer.pk)
    assert "Jane" not in log_in(asker).get(page).content.decode()
    assert "0 answers" in log_in(asker).get("/exchange/").content.decode()
    moderation.report("topic", str(topic.pk), "other", "", uuid4())
    judge(editor, "topic", topic.pk)
    assert log_in(other).get(page).status_code == 404
    public = Client().get("/moderation/").content.decode()
    assert "Answer on the exchange" in public
    for text in (public, *Case._base_manager.values_list("title", flat=True)):
        assert "Jane" not in text
        assert "Zebramussel" not in text


def judge(editor: Actor, kind: str, ref: int) -> None:
    case = Case._base_manager.get(kind=kind, ref=str(ref))
    with acting_for(editor.org_id):
        moderation.decide(editor, case, keep=False, reason="Not here.", link_to=lambda secret: f"/{secret}/")


def test_an_answer_full_of_links_waits_and_nobody_is_told_of_it(asker: Actor, other: Actor) -> None:
    topic = talk.ask(asker, uuid4(), "Banks?", "Which?")
    links = " ".join(f"https://bank{number}.example" for number in range(5))
    place = f"/exchange/{topic.pk}/"
    said = log_in(other).post(place, {"once": uuid4(), "text": links}, follow=True).content.decode()
    assert "reads it first" in said
    assert "bank3" not in said
    assert not Letter.objects.filter(to="manager@amani.example").exists()


def asked(email: str, language: str = "en") -> str:
    """Ask for the newsletter on the page and return the address of the link in the letter."""
    Client().post("/newsletter/", {"email": email, "language": language, "website": ""})
    letter = Letter.objects.filter(to=email).latest("due_at")
    found = re.search(r"/newsletter/confirm/\S+", letter.text)
    assert found
    return found[0]


def test_nothing_is_sent_before_the_reader_says_yes(editor: Actor) -> None:
    link = asked("amina@example.org")
    assert Client().get(link).status_code == 200
    assert Reader.objects.get().confirmed_at is None  # A mail program that opens links says nothing.
    Client().post(link)
    assert Reader.objects.get().confirmed_at is not None


def test_an_issue_goes_once_to_each_reader_of_its_language(editor: Actor) -> None:
    for email, language in (("a@example.org", "en"), ("b@example.org", "en"), ("c@example.org", "sw")):
        Client().post(asked(email, language))
    asked("never-said-yes@example.org")
    Letter.objects.all().delete()
    issue = Newsletter.objects.create(
        language="en", subject="Autumn", opening="Dear reader,", made_by_id=editor.person_id
    )
    newsletters.send(editor, issue, SITE)
    newsletters.send(editor, issue, SITE)
    for _ in range(3):
        newsletters.post_waiting()
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["a@example.org", "b@example.org"]
    issue.refresh_from_db()
    assert issue.state == Newsletter.State.SENT
    assert NewsletterCopy.objects.count() == 2


def test_each_letter_ends_with_a_link_that_ends_it(editor: Actor) -> None:
    Client().post(asked("a@example.org"))
    issue = Newsletter.objects.create(language="en", subject="S", opening="O", made_by_id=editor.person_id)
    newsletters.send(editor, issue, SITE)
    newsletters.post_waiting()
    letter = Letter.objects.get(subject="S")
    found = re.search(rf"{SITE}(/newsletter/leave/\S+)", letter.text)
    assert found
    assert letter.unsubscribe == found[0]  # Mail programs post there for their reader.
    assert Client().get(found[1]).status_code == 200
    assert Reader.objects.exists()
    program = Client(enforce_csrf_checks=True)
    assert program.post(found[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Reader.objects.exists()
    assert program.post(found[1]).status_code == 200  # Who has left may leave again.


def test_a_link_for_one_thing_does_no_other(editor: Actor) -> None:
    token = asked("a@example.org").split("/")[3]
    with pytest.raises(NotFound):
        newsletters.leave(token)
    assert Client().get("/newsletter/leave/forged/").status_code == 404


def test_nobody_finds_out_who_reads() -> None:
    def said(email: str) -> str:
        form = {"email": email, "language": "en", "website": ""}
        return Client().post("/newsletter/", form).content.decode().replace(email, "X")

    Client().post(asked("a@example.org"))
    Letter.objects.all().delete()
    again = re.sub(r'(value|content)="[^"]*"', "", said("a@example.org"))
    new = re.sub(r'(value|content)="[^"]*"', "", said("b@example.org"))
    assert again == new
    assert not Letter.objects.filter(to="a@example.org").exists()


def test_a_machine_is_thanked_and_nothing_is_kept() -> None:
    form = {"email": "a@example.org", "language": "en", "website": "https://spam.example"}
    assert Client().post("/newsletter/", form).status_code == 200
    assert not Reader.objects.exists()


def test_an_empty_issue_is_not_sent(editor: Actor) -> None:
    issue = Newsletter.objects.create(language="en", subject="S", opening=" ", made_by_id=editor.person_id)
    with pytest.raises(Refused, match="nothing in this issue"):
        newsletters.send(editor, issue, SITE)


def test_a_stranger_changes_no_readers_language(editor: Actor) -> None:
    Client().post(asked("amina@example.org"))
    Client().post("/newsletter/", {"email": "amina@example.org", "language": "sw", "website": ""})
    assert Reader.objects.get().language == "en"
