"""Send SMS and place calls with Africa's Talking.

SMS of the same words go out a hundred to a request.  The answer names each recipient by itself: one
that is refused says nothing about the others, one that is not named was perhaps not taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from kazi.channels.exchange import Answer
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import Parcel, Way
from kazi.channels.rules.wire import Medium
from kazi.channels.rules.wording import written_out

MOST: Final = 100
_TAKEN: Final = {100, 101, 102}  # Processed, sent, queued.
_STOPPED: Final = {406, 409}  # On the blacklist, do not disturb.
_TROUBLE: Final = {405: 1800.0, 500: 0.0, 501: 0.0}  # No money left: somebody has to pay first.


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return _call(line, way, parcels) if way.medium is Medium.VOICE else _text(line, way, parcels)


def _text(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    fields = {
        "username": way.values["username"],
        "to": ",".join(parcel.address for parcel in parcels),
        "message": written_out(parcels[0].said),
        "bulkSMSMode": "1",
        "enqueue": "1",
    }
    if way.sender:
        fields["from"] = way.sender
    answer = post(line, way, f"{way.values['base_url']}/version1/messaging", fields)
    if answer.status >= 300:
        return [of_status(answer.status, answer.text[:80], answer.wait_seconds)] * len(parcels)
    data = answer.document().get("SMSMessageData") or {}
    recipients = [one for one in data.get("Recipients") or [] if isinstance(one, dict)]
    if not recipients:  # "InvalidSenderId" and the like stand in the message, for all together.
        return [Outcome(Result.REFUSED, reason=str(data.get("Message", ""))[:120])] * len(parcels)
    by_number = {str(one.get("number", "")).lstrip("+"): one for one in recipients}
    return [_of(by_number.get(parcel.address.lstrip("+"))) for parcel in parcels]


def _of(recipient: dict[str, Any] | None) -> Outcome:
    if recipient is None:
        return Outcome(Result.TROUBLE, reason="not named in the answer")
    code = recipient.get("statusCode")
    said = f"{code} {recipient.get('status', '')}"[:120]
    if code in _TAKEN:
        return Outcome(Result.SENT, ref=str(recipient.get("messageId") or ""))
    if code in _STOPPED:
        return Outcome(Result.STOPPED, reason=said)
    if code in _TROUBLE:
        return Outcome(Result.TROUBLE, reason=said, wait_seconds=_TROUBLE[code])
    return Outcome(Result.REFUSED, reason=said)


def _call(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    """Place a call; what is said in it is asked for at our voice address once somebody answers."""
    outcomes = []
    for parcel in parcels:
        fields = {
            "username": way.values["username"], "from": way.sender, "to": parcel.address,
            "clientRequestId": str(parcel.uuid),
        }  # fmt: skip
        answer = post(line, way, f"{_voice(way.values['base_url'])}/call", fields)
        if answer.status >= 300:
            outcomes.append(of_status(answer.status, answer.text[:80], answer.wait_seconds))
            continue
        entries = answer.document().get("entries") or [{}]
        status = str(entries[0].get("status", answer.document().get("errorMessage", "")))
        if status == "Queued":
            outcomes.append(Outcome(Result.SENT, ref=str(entries[0].get("sessionId") or "")))
        else:
            outcomes.append(Outcome(Result.REFUSED, reason=status[:120]))
    return outcomes


def _voice(base: str) -> str:
    """Return where calls are placed: beside api.africastalking.com it is voice.africastalking.com."""
    host = urlsplit(base).hostname or ""
    return base.replace("//api.", "//voice.", 1) if host.endswith("africastalking.com") else base


def post(
    line: Line, way: Way, url: str, fields: dict[str, str], more: dict[str, str] | None = None
) -> Answer:
    """Post a form with the key of the channel, and with `more` headers."""
    headers = {
        "apikey": way.values["api_key"],
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        **(more or {}),
    }
    return line.ask("POST", url, body=urlencode(fields).encode(), headers=headers)
