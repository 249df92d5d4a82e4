"""The simulator and the page of the web channel, without JavaScript."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.conversations.models import Answer
from kazi.conversations.pages.web import link_to
from kazi.kernel.tenancy import acting_for
from tests.conversations.makers import channel_of
from tests.makers import log_in

pytestmark = pytest.mark.django_db(databases=["default", "vault"])


def page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return unescape(answer.content.decode())


def test_six_phones_take_the_way_of_real_ones(org: Organisation, manager: Actor) -> None:
    browser = log_in(manager)
    assert "Put all six on the table" in page(browser.get("/simulator/"))
    shown = page(browser.post("/simulator/phones/", {"medium": "all"}, follow=True))
    phones = re.findall(r'class="phone (\w+)"\s+id="phone-(\w+)"', shown)
    assert [medium for medium, _id in phones] == ["ussd", "sms", "voice", "whatsapp", "telegram", "web"]
    for medium, phone in phones:
        texts = (
            ["", "1", "1", "1", "1 3", "45"]
            if medium != "voice"
            else ["", "1", "1", "1", "1", "2", "1", "2", "45"]
        )
        for n, text in enumerate(texts):
            what = "open" if n == 0 else "say"
            sent = {"phone": phone, "what": what, "text": text if n or medium in {"ussd", "voice"} else "hi"}
            shown = page(browser.post("/simulator/phones/send", sent, follow=True))
    with acting_for(org.pk):
        answers = list(Answer.objects.values_list("question", "value", "medium"))
    for question, value in (
        ("comfortable", '"yes"'),
        ("needs", '["childcare","clinic"]'),
        ("minutes", '"45"'),
    ):
        media = {medium for name, said, medium in answers if (name, said) == (question, value)}
        assert media == {"ussd", "sms", "voice", "whatsapp", "telegram", "web"}, question
    part = browser.get("/simulator/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Begin with all six" in page(browser.post("/simulator/phones/", {"medium": "none"}, follow=True))


def test_only_managers_try_talks(worker: Actor) -> None:
    assert log_in(worker).get("/simulator/").status_code == 403
    assert Client().get("/simulator/").status_code == 302


def test_a_web_talk_needs_no_cookie_and_goes_on_with_its_code(org: Organisation) -> None:
    channel, _path = channel_of(org, "simulator", "web", languages=("en", "ar"))
    at = link_to(channel)
    browser = Client()
    assert "Begin" in page(browser.get(at))
    first = page(browser.post(at, {"once": "a"}))
    code = re.search(r'name="code" value="(\w+)"', first)
    assert code is not None
    who = {"code": code[1]}
    language = re.findall(r'name="text"\s+value="(\w+:\d)"', first)
    arabic = page(browser.post(at, {**who, "once": "b", "text": language[1]}))
    assert 'dir="rtl"' in arabic
    yes = re.findall(r'name="text"\s+value="(\w+:1)"', arabic)[0]
    page(browser.post(at, {**who, "once": "c", "text": yes}))
    twice = [page(browser.post(at, {**who, "once": "d", "text": "1"})) for _ in range(2)]
    asked = [re.search(r'class="asked"[^>]*>([^<]*)', one) for one in twice]
    assert asked[0] is not None
    assert asked[1] is not None
    assert asked[0][1] == asked[1][1]
    assert 'type="checkbox"' in twice[0]
    other = Client()
    resumed = page(
        other.post(at, {"code": "-".join(re.findall("....", code[1])), "resume": "1", "once": "e"})
    )
    assert 'type="checkbox"' in resumed
    page(other.post(at, {**who, "once": "f", "text": ["1", "3"]}))
    page(other.post(at, {**who, "once": "g", "text": "٢٠"}))
    with acting_for(org.pk):
        assert dict(Answer.objects.values_list("question", "value")) == {
            "comfortable": '"yes"', "needs": '["childcare","clinic"]', "minutes": '"20"',
        }  # fmt: skip
    assert not browser.cookies
    assert "There is no such code" in page(other.post(at, {"code": "nonsense", "resume": "1"}))
    assert other.get("/talk/forged/").status_code == 404
