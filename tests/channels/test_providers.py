"""What leaves for each provider is what its documents ask for, and each of its answers is understood."""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client as TwilioClient

from kazi.channels.africastalking import sending as at_sending
from kazi.channels.external import sending as external_sending
from kazi.channels.kannel import sending as kannel_sending
from kazi.channels.line import Line
from kazi.channels.models import LastHeard, Outgoing, Shown
from kazi.channels.rules.outcomes import Outcome, Result
from kazi.channels.rules.posting import NoAnswer, Parcel, Way
from kazi.channels.rules.providers import PROVIDERS
from kazi.channels.rules.wire import Choice, Medium, Said
from kazi.channels.rules.wording import is_gsm, segments, written_out
from kazi.channels.services import contacts as people
from kazi.channels.services import queueing
from kazi.channels.services.sending import send_for
from kazi.channels.telegram import sending as telegram_sending
from kazi.channels.twilio import sending as twilio_sending
from kazi.channels.vault import numbers
from kazi.channels.whatsapp import sending as whatsapp_sending
from tests.channels.gateway import Gateway, Reply, gateway
from tests.channels.makers import NEEDED, QUESTION, channel_of, contacts

TO = "+254711000001"
HOOK = "https://voice.example.org/hooks/s3cret"


@pytest.fixture
def peer() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(private=True, seconds=2)
    yield made
    made.close()


def way(provider: str, url: str, medium: Medium = Medium.SMS, **values: str) -> Way:
    usual = {name: asked.usual for name, asked in PROVIDERS[provider].fields.items()}
    return Way(7, medium, "21512", usual | NEEDED[provider] | {"base_url": url} | values, HOOK)


def parcel(said: Said = QUESTION, address: str = TO, **more: Any) -> Parcel:
    return Parcel(7, f"m-{address}", address, said, UUID(int=1), **more)


# -- Africa's Talking --------------------------------------------------------------------------------


def at_reply(*recipients: tuple[str, int, str]) -> Reply:
    said = [
        {
            "statusCode": code,
            "number": number,
            "status": status,
            "cost": "KES 0.8000",
            "messageId": f"ATX{number}",
        }
        for number, code, status in recipients
    ]
    return Reply(201, {"SMSMessageData": {"Message": "Sent to 1/1", "Recipients": said}})


def test_africas_talking_says_of_each_recipient_what_became_of_it(peer: Gateway, line: Line) -> None:
    given_ = [f"+25471100000{n}" for n in range(6)]
    codes = [101, 403, 406, 501, 102]
    peer.replies = [at_reply(*((one, code, "s") for one, code in zip(given_, codes, strict=False)))]
    got = at_sending.send(line, way("africastalking", peer.url), [parcel(address=one) for one in given_])
    assert [one.result for one in got] == [
        Result.SENT, Result.REFUSED, Result.STOPPED, Result.TROUBLE, Result.SENT, Result.TROUBLE,
    ]  # fmt: skip
    assert got[0].ref == "ATX+254711000000"
    assert peer.asked[0].form["to"].split(",") == given_


def test_a_word_of_refusal_for_all_is_a_refusal_of_each(peer: Gateway, line: Line) -> None:
    peer.replies = [Reply(201, {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}})]
    got = at_sending.send(line, way("africastalking", peer.url), [parcel()])
    assert got == [Outcome(Result.REFUSED, reason="InvalidSenderId")]


def test_a_call_is_placed_and_named(peer: Gateway, line: Line) -> None:
    entries = [{"phoneNumber": TO, "status": "Queued", "sessionId": "ATVId_1"}]
    peer.replies = [Reply(201, {"entries": entries, "errorMessage": "None"})]
    got = at_sending.send(line, way("africastalking", peer.url, Medium.VOICE), [parcel()])
    assert got == [Outcome(Result.SENT, ref="ATVId_1")]
    assert (peer.asked[0].path, peer.asked[0].form["to"]) == ("/call", TO)
    assert at_sending._voice("https://api.africastalking.com") == "https://voice.africastalking.com"


# -- Twilio ------------------------------------------------------------------------------------------


class _Caught(HttpClient):  # type: ignore[misc]
    """Catches what Twilio's own library would send."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("twilio"), False, None)

    def request(
        self, method: str, url: str, params: Any = None, data: Any = None, *rest: Any, **more: Any
    ) -> Any:
        self.caught = (method, url, data, more.get("auth") or (rest[1] if len(rest) > 1 else None))
        return Response(201, json.dumps({"sid": "SM1", "status": "queued"}))


@pytest.mark.parametrize("medium", [Medium.SMS, Medium.VOICE])
def test_twilios_own_library_sends_the_same(peer: Gateway, line: Line, medium: Medium) -> None:
    peer.replies = [Reply(201, {"sid": "SM1", "status": "queued"})]
    got = twilio_sending.send(line, way("twilio", peer.url, medium), [parcel()])
    assert got == [Outcome(Result.SENT, ref="SM1")]
    ours = peer.asked[0]
    caught = _Caught()
    client = TwilioClient(NEEDED["twilio"]["account_sid"], "12345", http_client=caught)
    status = f"{HOOK}/status"
    if medium is Medium.SMS:
        client.messages.create(to=TO, from_="21512", body=written_out(QUESTION), status_callback=status)
    else:
        client.calls.create(
            to=TO, from_="21512", url=f"{HOOK}/voice", status_callback=status, machine_detection="Enable"
        )
    method, url, data, auth = caught.caught
    assert (ours.method, url.removeprefix("https://api.twilio.com")) == (method, ours.path)
    assert ours.form == {name: value for name, value in data.items() if isinstance(value, str)}
    basic = b64decode(ours.headers["authorization"].removeprefix("Basic ")).decode()
    assert tuple(basic.split(":")) == auth


@pytest.mark.parametrize(
    ("status", "code", "result"),
    [
        (400, 21610, Result.STOPPED), (429, 20429, Result.BUSY), (400, 21211, Result.REFUSED),
        (503, 20503, Result.TROUBLE), (401, 20003, Result.REFUSED),
    ],
)  # fmt: skip
def test_each_error_of_twilio_is_of_its_kind(
    peer: Gateway, line: Line, status: int, code: int, result: Result
) -> None:
    peer.replies = [Reply(status, {"code": code, "message": f"The number {TO} is ...", "status": status})]
    (got,) = twilio_sending.send(line, way("twilio", peer.url), [parcel()])
    assert got.result is result
    assert TO not in got.reason


def test_every_try_has_the_same_name_and_every_message_another(peer: Gateway, line: Line) -> None:
    peer.replies = [Reply(201, {"sid": "SM1"})]
    for one in (parcel(), parcel(), parcel(address="+254711000002")):
        twilio_sending.send(line, way("twilio", peer.url), [one])
    first, again, other = (asked.headers["i-twilio-idempotency-token"] for asked in peer.asked)
    assert first == again != other


# -- WhatsApp ----------------------------------------------------------------------------------------


def wa(code: int, status: int = 400) -> Reply:
    return Reply(status, {"error": {"code": code, "message": "x"}})


WA_GOOD = Reply(200, {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.Y"}]})


def _choices(many: int, label: str = "Yes") -> Said:
    return Said("Q", choices=tuple(Choice(str(n), f"{label} {n}") for n in range(1, many + 1)))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said("Hello"), "text"), (_choices(2), "button"), (_choices(3), "button"), (_choices(4), "list"),
        (_choices(10), "list"), (_choices(11), "text"), (_choices(3, "a label longer than a button"), "text"),
        (_choices(3, "one of twenty letters"), "list"),
    ],
)  # fmt: skip
def test_whatsapp_has_buttons_for_three_and_a_list_for_ten(
    peer: Gateway, line: Line, said: Said, kind: str
) -> None:
    peer.replies = [WA_GOOD]
    got = whatsapp_sending.send(line, way("whatsapp", peer.url, Medium.WHATSAPP), [parcel(said)])
    assert got == [Outcome(Result.SENT, ref="wamid.Y")]
    body = peer.asked[0].document
    assert (body["to"], body["messaging_product"]) == (TO[1:], "whatsapp")
    assert peer.asked[0].headers["authorization"] == "Bearer wa-token"
    assert (body["interactive"]["type"] if body["type"] == "interactive" else "text") == kind
    if kind == "button":
        buttons = body["interactive"]["action"]["buttons"]
        assert [one["reply"]["id"] for one in buttons] == [one.code for one in said.choices]
        assert all(len(one["reply"]["title"]) <= 20 for one in buttons)
    if kind == "list":
        rows = body["interactive"]["action"]["sections"][0]["rows"]
        assert [one["title"] for one in rows] == [one.label for one in said.choices]
    if kind == "text" and said.choices:
        assert "\n1. " in body["text"]["body"]


def test_outside_the_day_only_a_template_is_sent(peer: Gateway, line: Line) -> None:
    peer.replies = [WA_GOOD]
    one = parcel(is_free=False)
    (got,) = whatsapp_sending.send(line, way("whatsapp", peer.url, Medium.WHATSAPP), [one])
    assert got.result is Result.REFUSED
    assert peer.asked == []
    here = way("whatsapp", peer.url, Medium.WHATSAPP, template="news", template_language="sw")
    assert whatsapp_sending.send(line, here, [one])[0].result is Result.SENT
    template = peer.asked[0].document["template"]
    assert (template["name"], template["language"]) == ("news", {"code": "sw"})
    assert "\n" not in template["components"][0]["parameters"][0]["text"]
    # Our clock and Meta's differ: its word counts.
    peer.replies = [wa(131047), WA_GOOD]
    assert whatsapp_sending.send(line, here, [parcel()])[0].result is Result.SENT
    assert peer.asked[-1].document["type"] == "template"


@pytest.mark.parametrize(
    ("code", "result"),
    [(130429, Result.BUSY), (131056, Result.BUSY), (131000, Result.TROUBLE), (131050, Result.STOPPED),
     (131026, Result.REFUSED)],
)  # fmt: skip
def test_each_error_of_whatsapp_is_of_its_kind(peer: Gateway, line: Line, code: int, result: Result) -> None:
    peer.replies = [wa(code)]
    assert whatsapp_sending.send(line, way("whatsapp", peer.url), [parcel()])[0].result is result


def test_who_wrote_within_the_day_gets_any_words(scope: None, peer: Gateway) -> None:
    channel = channel_of("whatsapp", values={"base_url": peer.url, "template": "news"})
    amina, baraka = contacts(2)
    people.heard_from(channel, amina.number)
    peer.replies = [WA_GOOD]
    for one in (amina, baraka):
        queueing.say(channel, one.number, QUESTION, str(one.number))
    assert send_for(3) == 2
    kinds = {asked.document["to"]: asked.document["type"] for asked in peer.asked}
    address = numbers.reveal([amina.number, baraka.number])
    assert kinds[address[amina.number][1:]] == "interactive"
    assert kinds[address[baraka.number][1:]] == "template"
    assert LastHeard.objects.count() == 1


# -- Telegram, External, Kannel, the simulator -------------------------------------------------------


def test_telegrams_buttons_answer_with_their_code(peer: Gateway, line: Line) -> None:
    peer.replies = [Reply(200, {"ok": True, "result": {"message_id": 41}})]
    said = Said("Q", audio=("https://h/q.ogg",), choices=QUESTION.choices)
    here = way("telegram", peer.url, Medium.TELEGRAM)
    assert telegram_sending.send(line, here, [parcel(said, "3527065")]) == [Outcome(Result.SENT, ref="41")]
    words, voice = peer.asked
    assert words.path == "/bot42:secret/sendMessage"
    keys = words.document["reply_markup"]["inline_keyboard"]
    assert [row[0]["callback_data"] for row in keys] == ["1", "2"]
    assert (voice.path, voice.document["voice"]) == ("/bot42:secret/sendVoice", "https://h/q.ogg")
    peer.replies = [Reply(429, {"ok": False, "parameters": {"retry_after": 35}})]
    assert telegram_sending.send(line, here, [parcel()])[0] == Outcome(Result.BUSY, "", "429", 35.0)
    peer.replies = [Reply(403, {"ok": False, "description": "bot was blocked by the user"})]
    assert telegram_sending.send(line, here, [parcel()])[0].result is Result.STOPPED


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(TEXTS)
def test_words_of_any_kind_arrive_whole_through_a_template(text: str) -> None:
    words = external_sending._words(way("external", ""), parcel(Said(text)))
    form = external_sending._filled("t={{text}}&to={{ to }}&k={{unknown}}", words, "urlencoded")
    found = dict(parse_qsl(form, keep_blank_values=True))
    assert (found["t"], found["to"], found["k"]) == (text, TO, "{{unknown}}")
    document = json.loads(external_sending._filled('{"t": {{text}}, "q": {{quick_replies}}}', words, "json"))
    assert document == {"t": text, "q": []}
    assert "<" not in external_sending._filled("{{text}}", words, "xml")


def test_a_gateway_of_rapidpros_dialect_is_asked_as_described(peer: Gateway, line: Line) -> None:
    here = way(
        "external", "", send_url=f"{peer.url}/s?to={{{{to_no_plus}}}}", content_type="json", method="PUT",
        body='{"m": {{text}}, "s": {{session_status}}}', authorization="Token t", expected="accepted",
    )  # fmt: skip
    peer.replies = [Reply(200, "accepted"), Reply(200, "no credit"), Reply(drops=True)]
    assert external_sending.send(line, here, [parcel()])[0].result is Result.SENT
    asked = peer.asked[0]
    assert (asked.method, asked.query, asked.headers["authorization"]) == ("PUT", {"to": TO[1:]}, "Token t")
    assert asked.document == {"m": written_out(QUESTION), "s": "W"}
    assert external_sending.send(line, here, [parcel()])[0].result is Result.REFUSED
    with pytest.raises(NoAnswer):
        external_sending.send(line, here, [parcel()])


def test_kannel_is_told_the_letters_and_where_to_report(peer: Gateway, line: Line) -> None:
    here = way("kannel", "", send_url=f"{peer.url}/cgi-bin/sendsms")
    peer.replies = [Reply(202, "0: Accepted for delivery")]
    (got,) = kannel_sending.send(line, here, [parcel()])
    kannel_sending.send(line, here, [parcel(Said("សួស្តី"))])
    latin, khmer = peer.asked
    assert "coding" not in latin.query
    assert (khmer.query["coding"], khmer.query["charset"], khmer.query["text"]) == ("2", "utf8", "សួស្តី")
    address, _, query = latin.query["dlr-url"].partition("?")
    assert address == f"{HOOK}/status"
    assert parse_qs(query, keep_blank_values=True)["id"] == [got.ref]
    assert query.endswith("&status=%d")
    assert latin.query["to"] == TO


def test_the_simulators_phone_shows_a_message_once(scope: None) -> None:
    channel = channel_of()
    (amina,) = contacts(1)
    queueing.say(channel, amina.number, QUESTION, "m1")
    send_for(2)
    Outgoing.objects.update(state="waiting", said={"text": "again"})
    send_for(2)
    shown = Shown.objects.get()
    assert (shown.number, shown.said["text"]) == (amina.number, QUESTION.text)


# -- The line ----------------------------------------------------------------------------------------


def test_one_connection_carries_many_messages_and_a_dead_one_is_replaced(peer: Gateway, line: Line) -> None:
    peer.replies = [
        Reply(),
        Reply(),
        Reply(headers={"Connection": "close"}),
        Reply(),
        Reply(drops=True),
        Reply(),
    ]
    for _time in range(4):
        assert line.ask("GET", peer.url).status == 200
    with pytest.raises(NoAnswer):
        line.ask("GET", peer.url)
    assert line.ask("GET", peer.url).status == 200
    assert len(line._all) == 1


def test_an_answer_that_does_not_come_in_time_is_none(peer: Gateway) -> None:
    impatient = Line(private=True, seconds=0.2)
    peer.replies = [Reply(hangs=1.0), Reply()]
    with pytest.raises(NoAnswer):
        impatient.ask("GET", peer.url)
    assert impatient.ask("GET", peer.url).status == 200
    impatient.close()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "ftp://a.example/", "http://"]
)
def test_a_manager_cannot_make_us_ask_inside_our_own_network(peer: Gateway, url: str) -> None:
    outside = Line(private=False, seconds=1)
    with pytest.raises(NoAnswer):
        outside.ask("GET", url.format(port=peer.url.rpartition(":")[2]))
    assert peer.asked == []
    assert outside._all == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ក" * 70, 1), ("ক" * 71, 2),
     ("😀" * 35, 1), ("", 1)],
)  # fmt: skip
def test_an_sms_holds_160_letters_or_70_of_other_scripts(text: str, count: int) -> None:
    assert segments(text) == count


def test_the_letters_of_gsm_are_known() -> None:
    assert is_gsm("Ça coûte 5 £") is False
    assert is_gsm("Habari, ni @ 5 €?") is True
