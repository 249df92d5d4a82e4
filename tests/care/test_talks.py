"""Care on phones: a need that becomes a referral, a case, a service's SMS, and what is left in the tables."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kazi.accounts.models import Organisation, Role
from kazi.care.models import Case, CaseMessage, LocalService, Referral, UnmetNeed
from kazi.care.rules.referrals import Who
from kazi.care.rules.slips import code_from, shown_code, typed_code
from kazi.care.scripts import words
from kazi.care.sealing import unsealed
from kazi.care.services import cases, referrals
from kazi.care.services.asking_back import ask_whether_it_helped
from kazi.care.services.sealing_anew import seal_all_anew
from kazi.care.services.slips import code_for, open_slip
from kazi.channels.models import Channel, Outgoing
from kazi.channels.rules.wire import Event, Heard, Medium
from kazi.channels.vault import numbers
from kazi.conversations import hot
from kazi.conversations.access import as_called
from kazi.conversations.models import Answer, Decision, Keyword, Received, Taking, Talk
from kazi.conversations.rules import scripts
from kazi.conversations.rules.neutral import is_neutral
from kazi.conversations.rules.place import Place, from_json
from kazi.conversations.rules.scripts import Ask, Kind
from kazi.conversations.rules.understanding import mark
from kazi.conversations.services.knowing import talker
from kazi.conversations.services.replying import reply
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from tests.care.makers import a_service
from tests.conversations.makers import channel_of
from tests.makers import join, organisation

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PIN = "480295"
FOUR = ("sms", "ussd", "voice", "web")
NEED = {
    "need": "violence", "town": "Nairobi", "service": 1, "contact": "0700555123", "agree": "yes",
    "back": "yes", "pin": PIN, "noted": "ok",
}  # fmt: skip


@dataclass
class Caller:
    """Somebody with a phone, who answers each question by its name."""

    channel: Channel
    address: str = "+254711000001"
    heard: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    session: str = ""

    def place(self) -> Place:
        with acting_for(self.channel.org_id):
            who = talker(self.channel.org_id, numbers.keep(self.address))
            return from_json(hot.read(self.channel.org_id, who.hex).place)

    def send(self, text: str, event: Event = Event.ANSWER, key: str = "") -> str:
        with acting_for(self.channel.org_id):
            called = as_called(self.channel)
        said = reply(called, Heard(event, self.address, key or uuid4().hex, text, self.session))
        if said is not None:
            self.heard.append("\n".join([said.text, *(one.label for one in said.choices)]))
        return self.heard[-1]

    def open(self) -> None:
        if self.channel.medium in {"ussd", "voice"}:
            self.session = uuid4().hex
        if self.channel.medium == Medium.SMS:
            self.send("hello")
        else:
            self.send("", Event.OPENED)

    def go(self, answers: dict[str, Any]) -> str:
        """Answer what stands until nothing stands, or until it is not among the answers."""
        for _ in range(40):
            place = self.place()
            if place.stage:
                self.asked.append(place.stage)
                self.press(place.stage, 1)
                continue
            script = scripts.find(place.script)
            ask = script.move(place.state) if script else None
            if not isinstance(ask, Ask) or ask.id not in answers:
                break
            self.asked.append(ask.id)
            self.answer(ask, answers[ask.id])
        return self.heard[-1]

    def answer(self, ask: Ask, value: Any) -> None:
        if ask.kind is Kind.ONE:
            codes = [one.code for one in ask.options]
            self.press(ask.id, value if isinstance(value, int) else codes.index(value) + 1)
        elif ask.kind is Kind.ACKNOWLEDGE:
            self.send("1")
        elif value is None:
            self.send("*" if self.channel.medium == "voice" else "SKIP")
        else:
            self.send(value)

    def press(self, question: str, number: int) -> None:
        if self.channel.medium == "voice" and question == "need" and number > 7:
            page, at = divmod(number - 1, 8)
            for _ in range(page):
                self.send("9")
            number = at + 1
        self.send(f"{mark(question)}:{number}" if self.channel.medium == "web" else str(number))


def caller(org: Organisation, medium: str = "sms", script: str = "referral", **more: Any) -> Caller:
    channel, _path = channel_of(org, "simulator", medium, script=script, **more)
    return Caller(channel)


def safe_house() -> LocalService:
    return a_service("Women against violence", needs=["violence", "childcare"], languages=["sw", "en", "ar"])


def test_every_text_is_there_in_each_language_with_the_same_places() -> None:
    for name, texts in words.every().items():
        assert set(texts) == {"en", "sw", "hi", "bn", "km", "ar", "fr", "es"}, name
        assert len({tuple(sorted(re.findall(r"%\(\w+\)s", text))) for text in texts.values()}) == 1, name
        assert all(is_neutral(text) for text in texts.values()), name


@pytest.mark.parametrize("language", ["en", "sw", "ar"])
def test_the_same_need_on_four_media_is_the_same_referral(org: Organisation, language: str) -> None:
    safe_house()
    rows, paths = [], []
    for medium in FOUR:
        one = caller(org, medium, languages=(language,))
        one.open()
        one.go(NEED)
        row = Referral.objects.latest("since")
        rows.append((row.need, row.town, row.country, row.state, unsealed(row.passed), row.service.name))
        paths.append([name for name in one.asked if name != "safe"])
        assert one.place().script == ""
        if medium == "sms":
            assert one.asked[:2] == ["need", "safe"]  # Private: not before they say that it is safe.
            assert all(is_neutral(text) for text in one.heard), one.heard
            assert not any("Women" in text or PIN in text for text in one.heard)
    assert rows == [rows[0]] * 4
    assert rows[0][:3] == ("violence", "Nairobi", "KE")
    assert rows[0][4] == {"contact": "0700555123", "language": language}
    assert paths == [paths[0]] * 4


def test_the_code_that_is_told_opens_the_referral_with_the_pin(org: Organisation) -> None:
    a_service()
    one = caller(org, "ussd")
    one.open()
    one.go({**NEED, "need": "childcare"})
    told = next(text for text in one.heard if "Your code" in text)
    code = re.search(r"(\d\d(?: \d\d){5})", told)
    assert code is not None
    assert open_slip(Referral, code[1], PIN) == Referral.objects.get()


def test_no_row_of_the_employer_and_no_journal_ties_anybody_to_a_need(org: Organisation) -> None:
    safe_house()
    one = caller(org)
    before = all_tenants(Entry).count()
    one.open()
    one.go({name: NEED[name] for name in ("need", "town", "service", "contact", "agree")})
    with acting_for(org.pk):  # In the middle of it.
        tables = (Answer, Taking, Decision, Received, Talk)
        kept = repr([list(table.objects.values_list()) for table in tables])
        assert not Answer.objects.exists()
        assert not Taking.objects.exists()
    assert "violence" not in kept
    assert "0700555123" not in kept
    one.go(NEED)
    with acting_for(org.pk):
        kept = repr([list(table.objects.values_list()) for table in tables])
        assert json.loads(Talk.objects.get().place).get("state") is None
    assert PIN not in kept
    assert all_tenants(Entry).count() == before
    assert "711000001" not in repr(Referral.objects.values().get())


def test_a_message_that_comes_again_at_any_time_sends_nothing_twice(org: Organisation) -> None:
    a_service()
    one = caller(org)
    one.open()
    one.go(
        {
            **{name: NEED[name] for name in ("town", "service", "contact", "agree", "back")},
            "need": "childcare",
        }
    )
    told = one.send(PIN, key="the PIN")
    assert "Your code" in told
    assert [one.send(PIN, key="the PIN") for _ in range(3)] == [told] * 3
    one.send("1")
    one.send("hello")
    assert one.send(PIN, key="the PIN") == told
    assert Referral.objects.count() == 1


def test_what_fits_nobody_is_counted_without_anybody(org: Organisation) -> None:
    one = caller(org)
    one.open()
    one.go({"need": "food", "place": "Kibera", "count": "yes"})
    row = UnmetNeed.objects.get()
    assert (row.need, row.town, row.count) == ("food", "Kibera", 1)
    assert not Referral.objects.exists()


def test_a_no_passes_nothing_on(org: Organisation) -> None:
    a_service()
    one = caller(org)
    one.open()
    one.go({**NEED, "need": "childcare", "agree": "no"})
    assert not Referral.objects.exists()
    assert one.place().state == {}


def test_a_poll_hands_a_need_over_and_it_is_sealed_at_once(org: Organisation) -> None:
    safe_house()
    one = caller(org, state={"need": "violence", "place": "Nairobi"})
    one.open()
    assert one.place().stage == "safe"
    assert set(one.place().state) == {"sealed"}
    one.go(NEED)
    assert "need" not in one.asked
    assert "town" not in one.asked
    assert Referral.objects.get().town == "Nairobi"


def test_from_a_need_on_a_phone_to_the_word_that_it_helped(org: Organisation) -> None:
    service = a_service()
    one = caller(org)
    one.open()
    one.go({**NEED, "need": "childcare"})
    row = Referral.objects.get()
    desk = Caller(one.channel, "+254205550100")
    stranger = Caller(one.channel, "+254799999999")
    assert "no such number" in stranger.send(f"ACCEPT {row.ref}")
    for word in ("ACCEPT", "CONTACTED", "SERVED"):
        assert row.ref in desk.send(f"{word} {row.ref}")
    row.refresh_from_db()
    assert (row.state, row.confirmed, row.service_id) == ("served", None, service.pk)

    assert (ask_whether_it_helped(), ask_whether_it_helped()) == (1, 0)
    with acting_for(org.pk):
        texts = [sent.said["text"] for sent in Outgoing.objects.all() if sent.said]
    asked = [text for text in texts if "did it help" in text]
    assert len(asked) == 1
    assert is_neutral(asked[0])
    one.send("1")
    row.refresh_from_db()
    assert (row.state, row.confirmed, row.way, row.passed) == ("served", True, "", "")


def test_nobody_is_asked_back_who_did_not_say_so(org: Organisation) -> None:
    a_service()
    one = caller(org)
    one.open()
    one.go({**NEED, "need": "childcare", "back": "no"})
    row = Referral.objects.get()
    assert row.way == ""
    for word in ("accept", "serve"):
        referrals.say(row, word, Who.SERVICE)
    assert ask_whether_it_helped() == 0


def test_by_code_the_holder_says_whether_it_helped(org: Organisation) -> None:
    begun = referrals.refer(a_service(), "childcare", {"contact": "0700"}, PIN, once="a talk", of_digits=True)
    for medium in FOUR:
        one = caller(org, medium, "slip")
        one.open()
        assert "Nothing was opened" in one.go({"code": begun.code, "pin": "999888"})
        Referral.objects.update(failures=0)
        one.open()
        one.go({"code": begun.code, "pin": PIN, "word": "nothing"})
        assert any("not answered yet" in text for text in one.heard)
    for word in ("accept", "serve"):
        referrals.say(begun.referral, word, Who.SERVICE)
    one.open()
    one.go({"code": begun.code, "pin": PIN, "word": "helped"})
    begun.referral.refresh_from_db()
    assert begun.referral.confirmed is True


@pytest.fixture
def officer(db: None) -> Any:
    return join("nadia", organisation("Workers' line", Organisation.Kind.ADVOCATE), Role.OFFICER)


@pytest.mark.parametrize("medium", FOUR)
def test_a_case_is_told_answered_and_judged_on_any_medium(
    org: Organisation, officer: Any, medium: str
) -> None:
    one = caller(org, medium, "helpline")
    one.open()
    text = None if medium == "voice" else "He touched me"
    answers = {"begin": "new", "kind": "harassment", "text": text, "call": "0700555123", "pin": PIN}
    one.go({**answers, "noted": "ok"})
    code = re.search(r"\d\d(?: \d\d){5}", "\n".join(one.heard))
    assert code is not None
    case = cases.find_case(code[0], PIN)
    with acting_for(case.org_id):
        told = unsealed(case.told)
        assert ("He touched me" in told) is (medium != "voice")
        assert "0700555123" in told
        Case.objects.filter(pk=case.pk).update(employer=org, stage="talking")
        case.refresh_from_db()
        cases.add_message(case, "I have read it. Are you safe?", officer=officer)
        cases.notify(officer, case, "Look at the night shift.")
        Case.objects.filter(pk=case.pk).update(stage="replied")
    typed = code[0].replace(" ", "")
    one.open()
    one.go({"begin": "open", "code": typed, "pin": PIN, "word": "write", "text": "Yes"})
    assert any("I have read it" in heard for heard in one.heard)
    with acting_for(case.org_id):
        assert CaseMessage.objects.filter(case=case, from_officer=False).count() == (medium != "voice")
    one.open()
    one.go({"begin": "open", "code": typed, "pin": PIN, "word": "right"})
    with acting_for(case.org_id):
        case.refresh_from_db()
    assert (case.stage, case.confirmed) == ("resolved", True)
    assert medium != "sms" or all(is_neutral(heard) for heard in one.heard)


def test_an_officers_word_that_gives_away_is_not_sent_to_a_phone(org: Organisation, officer: Any) -> None:
    opened = cases.open_case("x", "harassment", PIN, once="t", of_digits=True)
    cases.add_message(opened.case, "The harassment was reported", officer=officer)
    one = caller(org, "sms", "helpline")
    one.open()
    one.go({"begin": "open", "code": opened.code, "pin": PIN, "word": "nothing"})
    assert any("web page" in text for text in one.heard)
    assert all(is_neutral(text) for text in one.heard)


def test_without_a_helpline_the_caller_is_told_and_nothing_is_kept(org: Organisation) -> None:
    one = caller(org, "ussd", "helpline")
    one.open()
    answers = {"begin": "new", "kind": "pay", "text": "No pay", "call": None, "pin": PIN}
    assert "could not be sent" in one.go(answers)
    assert not all_tenants(Case).exists()


def test_a_word_begins_the_referral_also_in_the_midst_of_the_helpline(org: Organisation) -> None:
    one = caller(org, "sms", "helpline")
    with acting_for(org.pk):
        Keyword.objects.create(org_id=org.pk, word="need", script="referral")
    one.open()
    assert "help you most" in one.send("NEED")
    assert one.place().script == "referral"


def test_a_weak_pin_is_asked_again(org: Organisation) -> None:
    a_service()
    one = caller(org)
    one.open()
    one.go({**{k: v for k, v in NEED.items() if k != "pin"}, "need": "childcare"})
    assert "not 123456" in one.send("123456")
    assert "Your code" in one.send(PIN)


def test_a_form_that_is_posted_twice_makes_one_thing(officer: Any, client: Client) -> None:
    service = a_service()
    chosen = {"service": str(service.pk), "need": "childcare", "town": "", "contact": "0700", "agreed": "on"}
    pages = [client.post("/care/choose/", {**chosen, "pin": PIN, "once": "f" * 32}) for _ in range(2)]
    codes = {re.search(r'class="slip" dir="ltr">([\w-]+)<', page.content.decode())[1] for page in pages}  # type: ignore[index]
    assert (len(codes), Referral.objects.count()) == (1, 1)
    assert client.post("/care/choose/", {**chosen, "pin": "771204", "once": "f" * 32}).status_code == 422
    tell = {"kind": "pay", "text": "No pay", "pin": PIN, "once": "e" * 32}
    told = [client.post("/helpline/tell/", tell) for _ in range(2)]
    assert {page.status_code for page in told} == {200}
    assert all_tenants(Case).count() == 1
    once = re.search(r'name="once" value="(\w{32})"', client.get("/helpline/tell/").content.decode())
    again = re.search(r'name="once" value="(\w{32})"', client.get("/helpline/tell/").content.decode())
    assert once is not None
    assert again is not None
    assert once[1] != again[1]


def test_codes_of_digits_can_be_keyed_as_they_are_read_out() -> None:
    code = code_for("a talk", of_digits=True)
    assert code == code_for("a talk", of_digits=True) != code_for("another", of_digits=True)
    assert (len(code), code.isdecimal(), typed_code(shown_code(code))) == (12, True, code)
    assert code_from(0, of_digits=True) == "0" * 12
    with pytest.raises(Refused):
        open_slip(Referral, code, PIN)


def test_a_new_key_of_the_vault_opens_what_the_old_one_sealed(officer: Any, settings: Any) -> None:
    settings.VAULT_KEY, settings.VAULT_OLD_KEYS = "the old key", []
    told = cases.open_case("No pay", "pay", PIN)
    referrals.refer(a_service(), "childcare", {"contact": "0700"}, PIN)
    settings.VAULT_KEY, settings.VAULT_OLD_KEYS = "the new key", ["the old key"]
    assert (seal_all_anew(), seal_all_anew()) == ((2, 0), (0, 0))
    settings.VAULT_OLD_KEYS = []
    assert unsealed(Referral.objects.get().passed) == {"contact": "0700"}
    with acting_for(told.case.org_id):
        assert unsealed(Case.objects.get().told) == "No pay"
    settings.VAULT_KEY = "lost"
    assert seal_all_anew() == (0, 2)
