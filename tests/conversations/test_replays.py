"""Every provider's calls, in its own words: they come again, or wrong, and no talk is lost."""

from __future__ import annotations

import hmac
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

from kazi.accounts.models import Organisation
from kazi.channels.models import Outgoing
from kazi.conversations.models import Answer, Talk
from kazi.kernel.tenancy import acting_for
from kazi.voice.models import ResultsPlan
from kazi.voice.talking import opening
from tests.conversations.makers import VALUES, channel_of
from tests.voice.poll_talks import tally
from tests.voice.result_makers import ASKS
from tests.voice.test_talking import launched

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
FORM = "application/x-www-form-urlencoded"
CALLER = "+254711000001"
CHAT = 3527065
NUMBER_ID = VALUES["whatsapp"]["phone_number_id"]


@dataclass(frozen=True)
class Sent:
    """One call of a provider, as it may come again."""

    url: str
    body: str
    kind: str = FORM
    headers: tuple[tuple[str, str], ...] = ()

    def post(self) -> tuple[int, bytes]:
        answer = Client().post(self.url, self.body, self.kind, headers=dict(self.headers))
        return answer.status_code, answer.content


def twilio(url: str, form: dict[str, str]) -> Sent:
    token = VALUES["twilio"]["auth_token"]
    said = RequestValidator(token).compute_signature(f"http://testserver{url}", form)
    return Sent(url, urlencode(form), headers=(("X-Twilio-Signature", said),))


def twilio_sms(path: str, turn: int, said: str) -> Sent:
    form = {"MessageSid": f"SM{turn}", "From": CALLER, "To": "+254700111222", "Body": said}
    return twilio(f"{path}/messages", form)


def twilio_call(path: str, turn: int, said: str) -> Sent:
    form = {
        "CallSid": "CA1", "From": CALLER, "To": "+254700111222", "CallStatus": "in-progress",
        "Direction": "inbound",
    }  # fmt: skip
    return twilio(
        f"{path}/voice?t={turn}" if turn else f"{path}/voice", form | ({"Digits": said} if turn else {})
    )


def talking_sms(path: str, turn: int, said: str) -> Sent:
    form = {
        "linkId": f"09{turn}", "text": said, "to": "21512", "id": f"ec9adc86-{turn}", "networkCode": "63902",
        "date": "2026-05-03T06:04:45Z", "from": CALLER, "cost": "KES 0.0",
    }  # fmt: skip
    return Sent(f"{path}/messages", urlencode(form))


class TalkingUssd:
    """USSD tells all that was keyed so far each time."""

    def __init__(self) -> None:
        self.keyed: list[str] = []

    def __call__(self, path: str, turn: int, said: str) -> Sent:
        if turn:
            self.keyed.append(said)
        form = {
            "sessionId": "ATUid_1", "serviceCode": "*384*123#", "phoneNumber": CALLER,
            "networkCode": "63902", "text": "*".join(self.keyed),
        }  # fmt: skip
        return Sent(f"{path}/ussd", urlencode(form))


def talking_call(path: str, turn: int, said: str) -> Sent:
    form = {
        "isActive": "1", "sessionId": "ATVId_1", "direction": "Inbound", "callerNumber": CALLER,
        "destinationNumber": "+254711082000", "callerCountryCode": "254", "callSessionState": "Ringing",
    }  # fmt: skip
    return Sent(f"{path}/voice?t={turn}", urlencode(form | ({"dtmfDigits": said} if turn else {})))


def whatsapp(path: str, turn: int, said: str) -> Sent:
    message = {"from": CALLER[1:], "id": f"wamid.{turn}", "type": "text", "text": {"body": said}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": NUMBER_ID},
        "messages": [message],
    }
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]})
    signed = hmac.digest(VALUES["whatsapp"]["app_secret"].encode(), body.encode(), "sha256").hex()
    headers = (("X-Hub-Signature-256", f"sha256={signed}"),)
    return Sent(f"{path}/messages", body, "application/json", headers)


def telegram(path: str, turn: int, said: str) -> Sent:
    chat = {"id": CHAT, "type": "private"}
    message = {"message_id": turn, "from": {"id": CHAT}, "chat": chat, "text": said}
    body = json.dumps({"update_id": 100 + turn, "message": message})
    secret = VALUES["telegram"]["secret_token"]
    headers = (("X-Telegram-Bot-Api-Secret-Token", secret),)
    return Sent(f"{path}/messages", body, "application/json", headers)


def external(path: str, turn: int, said: str) -> Sent:
    form = {"from": CALLER, "text": said, "date": f"2026-05-03T06:0{turn}:45Z"}
    return Sent(f"{path}/receive", urlencode(form))


def kannel(path: str, turn: int, said: str) -> Sent:
    query = {"sender": CALLER, "message": said, "ts": f"149373550{turn}", "to": "24453", "id": f"as-{turn}"}
    return Sent(f"{path}/receive?{urlencode(query)}", "")


Wire = Callable[[str, int, str], Sent]
EVERY: list[tuple[str, str, Callable[[], Wire]]] = [
    ("twilio", "sms", lambda: twilio_sms),
    ("twilio", "voice", lambda: twilio_call),
    ("africastalking", "sms", lambda: talking_sms),
    ("africastalking", "ussd", TalkingUssd),
    ("africastalking", "voice", lambda: talking_call),
    ("whatsapp", "whatsapp", lambda: whatsapp),
    ("telegram", "telegram", lambda: telegram),
    ("external", "sms", lambda: external),
    ("kannel", "sms", lambda: kannel),
]
every = pytest.mark.parametrize(
    ("provider", "medium", "wire"), EVERY, ids=[f"{one}-{medium}" for one, medium, _wire in EVERY]
)


def a_line(org: Organisation, provider: str, medium: str) -> tuple[ResultsPlan, str]:
    plan = launched(org, ASKS)
    script, state = opening(plan.version_id)
    _channel, path = channel_of(org, provider, medium, script=script, state=state)
    return plan, path


def keys(medium: str) -> Iterator[str]:
    """Say what is answered turn by turn: agreed, Mombasa, a woman, clean water; then it breaks off."""
    yield from ("hello" if medium not in {"ussd", "voice"} else "", "1", "1", "1", "1")


def what_stands(org: Organisation, plan: ResultsPlan) -> tuple[Any, ...]:
    with acting_for(org.pk):
        answers = sorted(Answer.objects.values_list("question", "value"))
        messages = sorted(Outgoing.objects.values_list("key", flat=True))
        return tally(plan), answers, messages, Talk.objects.get().place


@every
def test_any_call_that_comes_three_times_in_any_order_changes_nothing(
    org: Organisation, provider: str, medium: str, wire: Callable[[], Wire]
) -> None:
    plan, path = a_line(org, provider, medium)
    says = wire()
    sent = [says(path, turn, said) for turn, said in enumerate(keys(medium))]
    replies = {one: one.post() for one in sent}
    before = what_stands(org, plan)
    assert before[0]["water", "yes", ("mombasa", "f")] == 1
    again = sent * 2
    random.Random(provider + medium).shuffle(again)  # noqa: S311 -- the same disorder each time.
    for one in again:
        assert one.post() == replies[one]
    assert what_stands(org, plan) == before


@every
def test_a_megabyte_or_a_forgery_in_the_middle_of_a_talk_loses_nothing(
    org: Organisation, provider: str, medium: str, wire: Callable[[], Wire]
) -> None:
    plan, path = a_line(org, provider, medium)
    says = wire()
    for turn, said in enumerate(keys(medium)):
        status, _words = says(path, turn, said).post()
        assert status == 200
        large = wire()(path, 70 + turn, "x" * 1_000_000)
        if provider == "kannel":  # In the address there is no room for it at all.
            large = Sent(f"{path}/receive", urlencode({"sender": CALLER, "message": "x" * 1_000_000}))
        status, words = large.post()
        assert (status, words.startswith(b"A call has at most")) == (413, True)
        long = wire()(path, 80 + turn, "x" * 20_000)
        status, words = long.post()
        assert (status, words) == (400, b"A message has at most 10000 letters.")
        if long.headers:
            ((name, signed),) = long.headers
            forged = wire()(path, 90 + turn, "2")
            for wrong in ("", signed, signed[:-1], "é"):
                bad = Sent(forged.url, forged.body, forged.kind, ((name, wrong),) if wrong else ())
                is_constant = provider == "telegram" and wrong == signed  # A secret word, no signature.
                if not is_constant:
                    assert bad.post()[0] == 403, wrong
    assert tally(plan)["water", "yes", ("mombasa", "f")] == 1


@pytest.mark.parametrize(
    "said", ["\u200f2", "2\u200e", "\u2067٢\u2069", "2️⃣", "２", "\u202b2.\u202c", "No", "NO 👍"]
)
@pytest.mark.parametrize("at", [0, 5, 7, 8], ids=lambda at: f"{EVERY[at][0]}")
def test_emoji_and_marks_of_direction_do_not_hide_an_answer(org: Organisation, at: int, said: str) -> None:
    provider, medium, wire = EVERY[at]
    plan, path = a_line(org, provider, medium)
    says = wire()
    for turn, text in enumerate([*list(keys(medium))[:4], said]):
        assert says(path, turn, text).post()[0] == 200
    assert tally(plan)["water", "no", ("mombasa", "f")] == 1


def test_a_short_code_that_nobody_knows_is_answered_by_the_line_that_was_called(org: Organisation) -> None:
    """One address may stand for several codes; a wrong address is said to be one."""
    plan, path = a_line(org, "africastalking", "ussd")
    form = {"sessionId": "a", "serviceCode": "*999*9#", "phoneNumber": CALLER, "text": ""}
    assert Sent(f"{path}/ussd", urlencode(form)).post()[1].startswith(b"CON ")
    status, words = Sent(f"{path}x/ussd", urlencode(form)).post()
    assert (status, words) == (404, b"There is no such address.")
    del form["sessionId"]
    status, words = Sent(f"{path}/ussd", urlencode(form)).post()
    assert (status, words) == (400, b"The field sessionId is missing.")
    assert not tally(plan)
