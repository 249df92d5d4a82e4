"""Send SMS and place calls with Twilio or a work-alike at another address."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from kazi.channels.exchange import Answer
from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import NoAnswer, Parcel, Way
from kazi.channels.rules.wire import Medium
from kazi.channels.rules.wording import written_out

MOST: Final = 1
_STOPPED: Final = 21610
_BUSY: Final = {20429, 14107, 21611, 30001, 63018}  # Too many requests; the sender's queue is full.


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(line, way, parcel) for parcel in parcels]


def _send_one(line: Line, way: Way, parcel: Parcel) -> Outcome:
    fields = {"To": parcel.address, "StatusCallback": f"{way.hook}/status"}
    if way.medium is Medium.VOICE:
        kind = "Calls"
        # A machine is told from a person before anything is played.
        fields |= {"From": way.sender, "Url": f"{way.hook}/voice", "MachineDetection": "Enable"}
    else:
        kind = "Messages"
        fields["MessagingServiceSid" if way.sender.startswith("MG") else "From"] = way.sender
        fields["Body"] = written_out(parcel.said)
    sid = way.values["account_sid"]
    url = f"{way.values['base_url']}/2010-04-01/Accounts/{sid}/{kind}.json"
    headers = {
        "Authorization": "Basic " + b64encode(f"{sid}:{way.values['auth_token']}".encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
        "I-Twilio-Idempotency-Token": str(parcel.uuid),
    }
    return _of(line.ask("POST", url, body=urlencode(fields).encode(), headers=headers))


def _of(answer: Answer) -> Outcome:
    try:
        said = answer.document()
    except NoAnswer:
        if answer.status < 300:
            raise
        return of_status(answer.status, "", answer.wait_seconds)
    if answer.status < 300:
        return Outcome(Result.SENT, ref=str(said.get("sid") or ""))
    # The number stands in Twilio's sentences, so its code alone is kept.
    code = said.get("code")
    if code == _STOPPED:
        return Outcome(Result.STOPPED, reason=str(code))
    if code in _BUSY:
        return Outcome(Result.BUSY, reason=str(code), wait_seconds=answer.wait_seconds)
    return of_status(answer.status, str(code or ""), answer.wait_seconds)
