"""The addresses that providers call: read right, answered in their words, refused when forged."""

from __future__ import annotations

import json
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from twilio.request_validator import RequestValidator

from kazi.accounts.models import Organisation
from kazi.channels.models import Outgoing, Stop
from kazi.channels.twilio.receiving import signature
from kazi.conversations.models import Answer, Decision, Taking, Talk
from kazi.kernel.tenancy import acting_for
from tests.conversations.makers import channel_of

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
FORM = "application/x-www-form-urlencoded"
CALLER = "+254711000001"
_sids = count(1)


def stored(org: Organisation) -> dict[str, Any]:
    with acting_for(org.pk):
        return {one.question: json.loads(one.value) for one in Answer.objects.all()}


class Twilio:
    """Twilio as it calls us, signing with its own library."""

    def __init__(self, path: str, token: str = "12345") -> None:  # noqa: S107
        self.path, self.validator = path, RequestValidator(token)

    def post(
        self,
        fields: dict[str, str],
        *,
        what: str = "messages",
        url: str = "",
        algorithm: str = "",
        **headers: str,
    ) -> Any:
        at = url or f"{self.path}/{what}"
        whole = f"http://testserver{at}"
        said = self.validator.compute_signature(whole, fields, algorithm or None)
        extra = {"X-Twilio-Signature": said} | headers
        if algorithm:
            extra["X-Twilio-Webhooks-Signature-Settings"] = f"key=sk_1,algorithm={algorithm}"
        return Client().post(at, urlencode(fields), FORM, headers=extra)

    def text(self, body: str, *, sid: str = "", **more: Any) -> Any:
        fields = {
            "MessageSid": sid or f"SM{next(_sids)}",
            "From": CALLER,
            "To": "+254700111222",
            "Body": body,
            "NumMedia": "0",
        }
        return self.post(fields, **more)


def test_the_published_signature_vector() -> None:
    pairs = [
        ("MessageSid", "SM0123456789abcdef0123456789abcdef"),
        ("AccountSid", "AC0123456789abcdef0123456789abcdef"),
        ("From", "+254711000001"),
        ("To", "+254700111222"),
        ("Body", "2"),
        ("NumMedia", "0"),
        ("FromCountry", "KE"),
    ]
    said = signature("12345", "https://voice.example.org/hooks/twilio/sms?c=ke1", pairs)
    assert said == "CnkrUjC6zos204Fvq6BrnE9/SbI="


@pytest.mark.parametrize("algorithm", ["", "HMAC_SHA1", "HMAC_SHA256"])
def test_a_whole_talk_by_twilio_signed_by_its_own_library(org: Organisation, algorithm: str) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    twilio = Twilio(path)
    first = twilio.text("Hi", algorithm=algorithm)
    assert first.status_code == 200
    assert "<Message>Four short questions" in first.content.decode()
    for said in ("1", "1", "1 3"):
        twilio.text(said, algorithm=algorithm)
    last = twilio.text("४५", algorithm=algorithm).content.decode()  # 45 in Devanagari.
    assert "<Message>Thank you. Goodbye.</Message>" in last
    assert stored(org) == {"comfortable": "yes", "needs": ["childcare", "clinic"], "minutes": "45"}
    with acting_for(org.pk):
        assert Decision.objects.get().agreed
        assert Taking.objects.get().state == "done"
        assert Answer.objects.values("who").distinct().count() == 1
        assert Answer.objects.first().who != Talk.objects.get().who  # type: ignore[union-attr]


def test_a_forged_call_is_refused_and_changes_nothing(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    assert Twilio(path, token="12346").text("Hi").status_code == 403
    fields = {"MessageSid": "SM1", "From": CALLER, "Body": "1"}
    assert Client().post(f"{path}/messages", urlencode(fields), FORM).status_code == 403
    right = RequestValidator("12345").compute_signature(f"http://testserver{path}/messages", fields)
    changed = urlencode({**fields, "Body": "2"})
    headers = {"X-Twilio-Signature": right}
    assert Client().post(f"{path}/messages", changed, FORM, headers=headers).status_code == 403
    unknown = headers | {"X-Twilio-Webhooks-Signature-Settings": "key=k,algorithm=NONE"}
    assert Client().post(f"{path}/messages", urlencode(fields), FORM, headers=unknown).status_code == 403
    other = Twilio(path).post({**fields, "AccountSid": "AC_of_somebody_else"})
    assert other.status_code == 403
    with acting_for(org.pk):
        assert not Talk.objects.exists()


def test_the_usual_port_may_be_signed_or_not_and_values_may_repeat(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    fields = {"MessageSid": "SM1", "From": CALLER, "Body": "Hi"}
    with_port = RequestValidator("12345").compute_signature(f"http://testserver:80{path}/messages", fields)
    headers = {"X-Twilio-Signature": with_port}
    assert Client().post(f"{path}/messages", urlencode(fields), FORM, headers=headers).status_code == 200
    body = urlencode({**fields, "MessageSid": "SM2"}) + "&MediaUrl0=b&MediaUrl0=a&MediaUrl0=b"

    class Many(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    values = Many({name: [one] for name, one in {**fields, "MessageSid": "SM2"}.items()})
    values["MediaUrl0"] = ["b", "a", "b"]
    said = RequestValidator("12345").compute_signature(f"http://testserver{path}/messages", values)
    assert (
        Client().post(f"{path}/messages", body, FORM, headers={"X-Twilio-Signature": said}).status_code == 200
    )


def test_a_json_body_is_signed_by_its_hash(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    body = json.dumps({"MessageSid": "SM9", "From": CALLER, "Body": "Hi"})
    validator = RequestValidator("12345")
    at = f"{path}/messages?bodySHA256={validator.compute_hash(body)}"
    said = validator.compute_signature(f"http://testserver{at}", {})
    headers = {"X-Twilio-Signature": said}
    assert Client().post(at, body, "application/json", headers=headers).status_code == 200
    assert Client().post(at, body.replace("Hi", "Ho"), "application/json", headers=headers).status_code == 403


def test_what_comes_again_in_any_order_gets_the_same_reply_and_changes_nothing(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    twilio = Twilio(path)
    said = [("Hi", "A"), ("1", "B"), ("2", "C"), ("Chairs", "D"), ("0", "E"), ("30", "F")]
    replies = {sid: twilio.text(text, sid=sid).content for text, sid in said}
    before = stored(org)
    with acting_for(org.pk):
        place = Talk.objects.get().place
    for text, sid in [*reversed(said), *said, said[2], said[0]]:
        assert twilio.text(text, sid=sid).content == replies[sid]
    assert stored(org) == before == {"comfortable": "no", "why": "Chairs", "needs": [], "minutes": "30"}
    with acting_for(org.pk):
        assert Talk.objects.get().place == place


def test_a_ussd_session_by_africas_talking_goes_on_when_dialled_again(org: Organisation) -> None:
    _channel, path = channel_of(org, "africastalking", "ussd", languages=("en", "sw"))

    def screen(session: str, text: str) -> str:
        fields = {
            "sessionId": session,
            "serviceCode": "*384*123#",
            "phoneNumber": CALLER,
            "networkCode": "63902",
            "text": text,
        }
        answer = Client().post(f"{path}/ussd", urlencode(fields), FORM)
        assert answer.headers["Content-Type"].startswith("text/plain")
        return answer.content.decode()

    assert screen("a", "") == "CON 1. English\n2. Kiswahili"
    assert screen("a", "2").startswith("CON Maswali manne")
    assert "Je, mahali pako" in screen("a", "2*1")
    assert "Ni ipi" in screen("a", "2*1*1")
    again = screen("b", "")  # The line dropped; the answer so far is kept.
    assert "Ni ipi" in again
    assert "Ni ipi" in screen("c", "1")  # An extension of the code that was dialled is no answer.
    assert "dakika" in screen("c", "1*1 2")
    assert screen("c", "1*1 2*20").startswith("END ")
    assert stored(org) == {"comfortable": "yes", "needs": ["childcare", "transport"], "minutes": "20"}


def test_a_call_by_twilio_asks_with_keys_and_survives_silence_and_hanging_up(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "voice")
    twilio = Twilio(path)

    def turn(call: str, number: int, **fields: str) -> str:
        url = f"{path}/voice" + (f"?t={number}" if number else "")
        silent = not fields and number
        url += "&silent=1" if silent else ""
        base = {
            "CallSid": call,
            "From": CALLER,
            "To": "+254700111222",
            "CallStatus": "in-progress",
            "Direction": "inbound",
        }
        answer = twilio.post(base | fields, url=url)
        assert answer.status_code == 200
        return str(answer.content.decode())

    first = turn("CA1", 0)
    assert "<Gather" in first
    assert "t=1" in first
    assert "For Yes press 1." in first
    turn("CA1", 1, Digits="1")
    turn("CA1", 2, Digits="1")
    asked = turn("CA1", 3)  # Silence: the question again.
    assert "For yes press 1, for no press 2." in asked
    assert "</Response>" in turn("CA1", 4, CallStatus="completed")
    resumed = turn("CA2", 0)
    assert "Which of these would help you?" in resumed
    for number, key in enumerate("1212", 1):
        turn("CA2", number, Digits=key)
    assert "<Hangup/>" in turn("CA2", 5, Digits="25")
    assert stored(org) == {"comfortable": "yes", "needs": ["childcare", "clinic"], "minutes": "25"}


def test_a_machine_hears_nothing_and_a_missed_call_is_returned(org: Organisation) -> None:
    channel, path = channel_of(org, "twilio", "voice", calls_back=True)
    twilio = Twilio(path)
    base = {
        "CallSid": "CA1",
        "From": CALLER,
        "To": "+254700111222",
        "CallStatus": "ringing",
        "Direction": "inbound",
    }
    for _ in range(3):
        assert '<Reject reason="busy"/>' in twilio.post(base, what="voice").content.decode()
    with acting_for(org.pk):
        assert Outgoing.objects.filter(channel=channel).count() == 1  # Called back once.
    ours = {
        "CallSid": "CA2",
        "From": "+254700111222",
        "To": CALLER,
        "CallStatus": "in-progress",
        "Direction": "outbound-api",
    }
    played = twilio.post(ours | {"AnsweredBy": "machine_start"}, what="voice").content.decode()
    assert "question" not in played
    assert "<Hangup/>" in played
    assert "Four short questions" in twilio.post(ours | {"CallSid": "CA3"}, what="voice").content.decode()


def test_a_call_by_africas_talking_gathers_digits(org: Organisation) -> None:
    _channel, path = channel_of(org, "africastalking", "voice")
    base = {
        "isActive": "1",
        "sessionId": "V1",
        "direction": "Inbound",
        "callerNumber": CALLER,
        "destinationNumber": "+254711082000",
    }
    first = Client().post(f"{path}/voice", urlencode(base), FORM).content.decode()
    assert '<GetDigits timeout="15" numDigits="1"' in first
    second = Client().post(f"{path}/voice?t=1", urlencode(base | {"dtmfDigits": "1"}), FORM).content.decode()
    assert "Is your place at work comfortable?" in second
    ended = Client().post(
        f"{path}/voice", urlencode(base | {"isActive": "0", "durationInSeconds": "9"}), FORM
    )
    assert ended.status_code == 200


def test_whatsapp_is_verified_over_the_raw_body_and_answered_through_the_table(org: Organisation) -> None:
    channel, path = channel_of(org, "whatsapp", "whatsapp")
    at = f"{path}/messages"
    query = {"hub.mode": "subscribe", "hub.verify_token": "T", "hub.challenge": "123"}
    answer = Client().get(at, query)
    assert (answer.status_code, answer.content) == (200, b"123")
    assert Client().get(at, query | {"hub.verify_token": "U"}).status_code == 403
    empty = '{"object":"whatsapp_business_account","entry":[]}'
    vector = "sha256=09eceea024af6e6343b760cc9bd3ae7c056938dd636e24e92109eb8219500384"
    good = {"X-Hub-Signature-256": vector}
    assert Client().post(at, empty, "application/json", headers=good).status_code == 200
    assert Client().post(at, empty + " ", "application/json", headers=good).status_code == 403
    for name, kind in (
        ("wamid.1", {"type": "text", "text": {"body": "Habari"}}),
        ("wamid.1", {"type": "text", "text": {"body": "Habari"}}),
    ):
        assert _whatsapp(at, name, kind) == 200
    with acting_for(org.pk):
        waiting = Outgoing.objects.get(channel=channel)
        assert waiting.said is not None
        pressed = waiting.said["choices"][0]["code"]
    button = {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": pressed, "title": "Yes"}},
    }
    assert _whatsapp(at, "wamid.2", button) == 200
    with acting_for(org.pk):
        assert Decision.objects.get().agreed
        assert Outgoing.objects.filter(channel=channel).count() == 2
    old = {"type": "text", "text": {"body": "STOP"}, "timestamp": "1454119029"}
    assert _whatsapp(at, "wamid.3", old) == 200  # Ten years old: a stale one changes nothing.
    with acting_for(org.pk):
        assert not Stop.objects.exists()


def _whatsapp(at: str, name: str, message: dict[str, Any]) -> int:
    import hmac  # noqa: PLC0415

    value = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": "1234567890"},
        "messages": [{"from": "254711000001", "id": name, **message}],
    }
    body = json.dumps(
        {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }
    )
    said = "sha256=" + hmac.digest(b"appsecret", body.encode(), "sha256").hex()
    return Client().post(at, body, "application/json", headers={"X-Hub-Signature-256": said}).status_code


def test_telegram_is_answered_on_the_line(org: Organisation) -> None:
    _channel, path = channel_of(org, "telegram", "telegram")

    def update(number: int, what: dict[str, Any], secret: str = "hush") -> Any:  # noqa: S107
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return Client().post(
            f"{path}/messages", {"update_id": number, **what}, "application/json", headers=headers
        )

    chat = {"id": 3527065, "type": "private"}
    start = {"message": {"message_id": 1, "from": {"id": 3527065}, "chat": chat, "text": "/start"}}
    assert update(1, start, "hash").status_code == 403
    first = update(1, start).json()
    assert first["method"] == "sendMessage"
    yes = first["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    pressed = {
        "callback_query": {
            "id": "9",
            "from": {"id": 3527065},
            "message": {"chat": chat, "date": 0},
            "data": yes,
        }
    }
    second = update(2, pressed).json()
    assert "comfortable" in second["text"]
    assert update(2, pressed).json() == second
    stale = update(3, pressed).json()  # A button of the question before answers nothing.
    assert "comfortable" in stale["text"]
    assert update(4, {"edited_message": {}}).status_code == 200


def test_gateways_of_operators_are_heard(org: Organisation) -> None:
    channel, path = channel_of(org, "external", "sms")
    at = f"{path}/receive"
    assert Client().post(at, {"text": "Hi"}).status_code == 400
    assert Client().get(at, {"from": "254711000001", "text": "Hi", "id": "1"}).status_code == 200
    assert (
        Client().post(at, urlencode({"sender": "+254711000001", "text": "1", "id": "2"}), FORM).status_code
        == 200
    )
    with acting_for(org.pk):
        assert Outgoing.objects.filter(channel=channel).count() == 2
        assert Talk.objects.count() == 1  # With and without plus: the same person.
    _channel, kannel = channel_of(org, "kannel", "sms")
    query = {"sender": "+2349067554729", "message": "Join", "ts": "1493735509", "id": "asdf", "to": "24453"}
    assert b"Four short questions" in Client().get(f"{kannel}/receive", query).content


@pytest.mark.parametrize("what", ["ussd", "messages", "receive"])
def test_unknown_addresses_large_bodies_and_odd_methods_are_answered_honestly(
    org: Organisation, what: str
) -> None:
    assert Client().post(f"/hooks/nobody/{what}", {"a": "b"}).status_code == 404
    _channel, path = channel_of(org, "africastalking", "sms")
    large = urlencode({"from": CALLER, "id": "1", "text": "x" * 1_000_000})
    assert Client().post(f"{path}/messages", large, FORM).status_code == 413
    long = urlencode({"from": CALLER, "id": "1", "text": "x" * 20_000})
    assert Client().post(f"{path}/messages", long, FORM).status_code == 400
    assert Client().post(f"{path}/messages", b"from=%FF", FORM).status_code == 400
    assert Client().put(f"{path}/messages").status_code == 405
    with acting_for(org.pk):
        assert not Talk.objects.exists()


def test_emoji_and_marks_of_direction_survive_as_an_answer(org: Organisation) -> None:
    _channel, path = channel_of(org, "twilio", "sms")
    twilio = Twilio(path)
    for said in ("Hi", "1", "2"):
        twilio.text(said)
    twilio.text("المقاعد \u200fقديمة 🪑👩🏾‍🏭\x00")
    assert stored(org)["why"] == "المقاعد \u200fقديمة 🪑👩🏾‍🏭"
