"""Africa's Talking's own client (africastalking, MIT) beside ours, over HTTP, at one and the same gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import africastalking
import pytest

from kazi.channels.africastalking import airtime, receipts, sending
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Result
from kazi.channels.rules.wire import Fate, Medium, Said
from tests.channels.gateway import Asked, Gateway, Reply, gateway
from tests.channels.test_providers import TO, at_reply, parcel, way

JSON = {"Content-Type": "application/json"}  # Their client reads no other answer.


@pytest.fixture
def peer() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line(private=True, seconds=5)
    yield made
    made.close()


@pytest.fixture
def theirs(peer: Gateway, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Their package, which knows no other address than its maker's, pointed at the gateway."""
    africastalking.initialize("amani", "at-key")
    for service, path in (
        (africastalking.SMS, "/version1"),
        (africastalking.Voice, ""),
        (africastalking.Airtime, "/version1/airtime"),
    ):
        monkeypatch.setattr(service, "_baseUrl", peer.url + path)
    return africastalking


def same_door(ours: Asked, their: Asked) -> None:
    """See that both asked the same address in the same way."""
    assert (ours.method, ours.path, ours.query) == (their.method, their.path, their.query)
    for name in ("apikey", "accept"):
        assert ours.headers[name] == their.headers[name]
    assert ours.headers["content-type"] == their.headers["content-type"]


def test_a_message_to_many_is_the_same_request_and_both_understand_the_answer(
    peer: Gateway, line: Line, theirs: Any
) -> None:
    people = [f"+25471100000{n}" for n in range(1, 4)]
    reply = at_reply((people[0], 101, "Success"), (people[1], 403, "InvalidPhoneNumber"))
    peer.replies = [Reply(201, reply.body, JSON)]
    words = "Je, uko salama? 😀 & + ="
    got = sending.send(
        line, way("africastalking", peer.url), [parcel(Said(words), address=one) for one in people]
    )
    answer = theirs.SMS.send(words, people, "21512", enqueue=True)
    ours, their = peer.asked
    same_door(ours, their)
    assert ours.form == their.form
    assert [one.result for one in got] == [Result.SENT, Result.REFUSED, Result.TROUBLE]
    assert got[0].ref == answer["SMSMessageData"]["Recipients"][0]["messageId"]


def test_a_call_is_the_same_request(peer: Gateway, line: Line, theirs: Any) -> None:
    entries = [{"phoneNumber": TO, "status": "Queued", "sessionId": "ATVId_1"}]
    peer.replies = [Reply(201, {"entries": entries, "errorMessage": "None"}, JSON)]
    got = sending.send(line, way("africastalking", peer.url, Medium.VOICE), [parcel()])
    answer = theirs.Voice.call("21512", [TO])
    ours, their = peer.asked
    same_door(ours, their)
    # Ours has a name beside, by which the provider tells us of this call.
    assert {name: value for name, value in ours.form.items() if name != "clientRequestId"} == their.form
    assert (got[0].ref, got[0].result) == (answer["entries"][0]["sessionId"], Result.SENT)


def test_airtime_is_the_same_request(peer: Gateway, line: Line, theirs: Any) -> None:
    responses = [{"phoneNumber": TO, "status": "Sent", "requestId": "ATQid_1", "errorMessage": "None"}]
    peer.replies = [Reply(201, {"numSent": 1, "responses": responses, "errorMessage": "None"}, JSON)]
    got = airtime.send(line, way("africastalking", peer.url), TO, Decimal("20.00"), "KES", "thanks-1")
    recipients = [{"phoneNumber": TO, "amount": "20.00", "currency_code": "KES"}]
    answer = theirs.Airtime.send(recipients=recipients, idempotency_key="thanks-1")
    ours, their = peer.asked
    same_door(ours, their)
    assert ours.form["username"] == their.form["username"]
    assert json.loads(ours.form["recipients"]) == json.loads(their.form["recipients"])
    assert ours.headers["idempotency-key"] == their.headers["idempotency-key"]
    assert (got.ref, got.result) == (answer["responses"][0]["requestId"], Result.SENT)


def test_a_refusal_of_the_key_is_no_answer_to_either(peer: Gateway, line: Line, theirs: Any) -> None:
    peer.replies = [Reply(401, "The supplied authentication is invalid")]
    got = sending.send(line, way("africastalking", peer.url), [parcel()])
    with pytest.raises(Exception, match="authentication is invalid"):
        theirs.SMS.send("Hi", [TO])
    assert got[0].result is not Result.SENT


@pytest.mark.parametrize(
    ("form", "fate"),
    [
        (
            {
                "id": "ATXid_1", "status": "Success", "phoneNumber": TO, "networkCode": "63902",
                "retryCount": "0",
            },
            Fate.DELIVERED,
        ),
        (
            {
                "id": "ATXid_1", "status": "Failed", "phoneNumber": TO, "networkCode": "63902",
                "failureReason": "UserInBlacklist", "retryCount": "1",
            },
            Fate.STOPPED,
        ),
        ({"id": "ATXid_1", "status": "Buffered", "phoneNumber": TO}, Fate.SENT),
    ],
)  # fmt: skip
def test_a_report_with_all_that_is_documented_is_read(form: dict[str, str], fate: Fate) -> None:
    (report,) = receipts.read(form)
    assert (report.ref, report.fate) == ("ATXid_1", fate)
    assert TO not in report.reason
