"""Send with Kannel's sendsms.

Kannel gives a message no name, so its reports are asked for at an address that holds ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import Parcel, Way
from kazi.channels.rules.wording import is_gsm, written_out

MOST: Final = 1
DLR_MASK: Final = 1 + 2 + 8 + 16  # Delivered, failed, taken and refused by the operator.


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(line, way, parcel) for parcel in parcels]


def _send_one(line: Line, way: Way, parcel: Parcel) -> Outcome:
    text, ref = written_out(parcel.said), str(parcel.uuid)
    fields = {
        "username": way.values["username"],
        "password": way.values["password"],
        "from": way.sender,
        "to": parcel.address,
        "text": text,
        "dlr-mask": str(DLR_MASK),
        "dlr-url": f"{way.hook}/status?id={ref}&status=%d",
    }
    if not is_gsm(text):
        fields |= {"coding": "2", "charset": "utf8"}
    answer = line.ask("GET", f"{way.values['send_url']}?{urlencode(fields)}")
    if answer.status < 300:
        return Outcome(Result.SENT, ref=ref)
    return of_status(answer.status, "", answer.wait_seconds)
