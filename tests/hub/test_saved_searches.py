"""Saved searches: asked for, confirmed from the mailbox, written about, stopped."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from kazi.accounts.models import Person, Role
from kazi.channels.letters import send_waiting
from kazi.channels.models import Letter
from kazi.hub.models import SavedSearch
from kazi.hub.rules.questions import Question
from kazi.hub.services.saved_searches import confirm, save_search, write_about_new
from kazi.search.services import Doc, put
from tests.makers import join, log_in, organisation

pytestmark = pytest.mark.django_db

ASKED = Question("receipts", {"country": ("KE",)})


def wanted(**said: Any) -> dict[str, Any]:
    return {"email": "ruth@buyer.example", "rhythm": "day", "consent": "on", **said}


def appears(title: str = "Receipts United", days: float = 0.5, country: str = "KE") -> None:
    at = timezone.now() + timedelta(days=days)
    put(Doc("provider", title, title, f"/providers/{title[:3]}/", at, facets={"country": [country]}))


def posted() -> list[Letter]:
    return list(Letter.objects.order_by("posted_at"))


def link_in(letter: Letter) -> str:
    found = re.search(r"http://testserver(/search/saved/\S+)", letter.text)
    assert found, letter.text
    return found[1]


def saved(**said: Any) -> SavedSearch:
    return confirm(
        save_search("ruth@buyer.example", ASKED, said.get("rhythm", "day"), site="http://testserver/")
    )


def later(days: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_a_search_is_saved_confirmed_written_about_and_stopped() -> None:
    visitor = Client()
    answer = visitor.post("/search/save/?q=receipts&country=KE", wanted())
    assert answer["Location"] == "/search/saved/"
    (asking,) = posted()
    assert "receipts, Kenya" in asking.text
    appears()
    with later(2):
        assert write_about_new() == 0  # Nobody has confirmed.
    link = link_in(asking)
    assert "Yes, write to me" in visitor.get(link).content.decode()
    assert SavedSearch.objects.get().confirmed_at is None  # A look changes nothing.
    assert "We write to you about it" in visitor.post(link, {"do": "confirm"}).content.decode()
    with later(1.1):
        assert write_about_new() == 1
        assert write_about_new() == 0
    letter = posted()[-1]
    assert "Receipts United\nhttp://testserver/providers/Rec/" in letter.text
    assert "http://testserver/search/?q=receipts&country=KE" in letter.text
    assert link_in(letter) == link
    assert visitor.post(link, {"do": "stop"})["Location"] == "/search/stopped/"
    assert not SavedSearch.objects.exists()
    assert visitor.get(link).status_code == visitor.post(link, {"do": "confirm"}).status_code == 404


def test_the_letter_can_be_stopped_by_the_mail_program() -> None:
    saved()
    appears()
    with later(1.1):
        write_about_new()
        send_waiting()
    letter = mail.outbox[-1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 405
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SavedSearch.objects.exists()
    assert not Letter.objects.exclude(unsubscribe="").filter(state="sent").exists()


def test_without_anything_new_there_is_no_letter_and_nothing_is_told_twice() -> None:
    saved()
    appears("Receipts in India", country="IN")
    with later(1.1):
        assert write_about_new() == 0
    appears(days=1.5)
    with later(2.3):
        assert write_about_new() == 1
    with later(3.5):
        assert write_about_new() == 0


def test_a_week_is_a_week() -> None:
    saved(rhythm="week")
    appears()
    with later(6):
        assert write_about_new() == 0
    with later(7.1):
        assert write_about_new() == 1


def test_nobody_is_written_to_about_what_fits_only_nearly() -> None:
    appears(days=0.1)
    save = save_search("a@b.example", Question("reciepts"), "day", site="http://testserver")
    confirm(save)
    appears("Receipts Two", days=0.2)
    with later(1.1):
        assert write_about_new() == 0


def test_saving_twice_is_saving_once_and_is_no_way_to_flood_a_mailbox() -> None:
    answers = [Client().post("/search/save/?q=receipts", wanted()).status_code for _ in range(7)]
    assert answers == [302] * 5 + [429] * 2
    assert SavedSearch.objects.count() == 1
    assert len(posted()) == 5


def test_one_network_address_cannot_write_to_many() -> None:
    answers = [
        Client().post("/search/save/?q=a", wanted(email=f"n{n}@x.example")).status_code for n in range(21)
    ]
    assert answers == [302] * 20 + [429]


def test_one_address_keeps_at_most_twenty_searches() -> None:
    for number in range(25):
        save_search("a@b.example", Question(f"word{number}"), "week", site="http://testserver")
    assert SavedSearch.objects.count() == 20


def test_whoever_saves_again_learns_nothing_and_the_mailbox_learns_all() -> None:
    saved()
    answer = Client().post("/search/save/?q=receipts&country=KE", wanted())
    assert answer["Location"] == "/search/saved/"
    assert "already" in posted()[-1].subject
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("lacking", ["email", "consent", "rhythm"])
def test_what_is_lacking_is_said_and_nothing_is_sent(lacking: str) -> None:
    answer = Client().post("/search/save/?q=a", {**wanted(), lacking: ""})
    assert f'id="id_{lacking}_error"' in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_machine_is_thanked_and_leaves_nothing() -> None:
    assert Client().post("/search/save/?q=a", wanted(website="http://spam"))["Location"] == "/search/saved/"
    assert not SavedSearch.objects.exists()
    assert not Letter.objects.exists()


def test_what_is_not_confirmed_is_forgotten_in_a_week() -> None:
    save_search("a@b.example", ASKED, "day", site="http://testserver")
    kept = saved()
    with later(7.1):
        write_about_new()
    assert list(SavedSearch.objects.all()) == [kept]


@pytest.mark.parametrize("secret", ["nothing", "1", "1~x", "~", "1~" + "a" * 43, "\u0661~x", "a" * 3000])
def test_a_made_up_secret_opens_nothing(secret: str) -> None:
    saved()
    assert Client().get(f"/search/saved/{secret}/").status_code == 404
    assert Client().post(f"/search/saved/{secret}/stop/").status_code == 404
    assert SavedSearch.objects.count() == 1


def test_who_is_signed_in_confirms_nothing_for_their_own_address_and_sees_only_their_own() -> None:
    org = organisation()
    ruth, other = join("ruth", org, Role.MANAGER), join("omar", org, Role.MANAGER)
    Person.objects.filter(pk=ruth.person_id).update(email="ruth@buyer.example")
    browser = log_in(ruth)
    assert browser.post("/search/save/?q=receipts", wanted())["Location"] == "/search/own/"
    (mine,) = SavedSearch.objects.all()
    assert mine.confirmed_at is not None
    assert not Letter.objects.exists()
    assert "receipts" in browser.get("/search/own/").content.decode()
    browser.post("/search/save/?q=receipts", wanted(email="somebody@else.example"))
    assert len(posted()) == 1  # Another address is asked.
    theirs = log_in(other)
    assert "receipts" not in theirs.get("/search/own/").content.decode()
    assert theirs.post("/search/own/", {"search": str(mine.pk)}).status_code == 404
    assert theirs.post("/search/own/", {"search": "x"}).status_code == 404
    assert browser.post("/search/own/", {"search": str(mine.pk)}).status_code == 302
    assert SavedSearch.objects.count() == 1
