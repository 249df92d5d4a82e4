"""Send to a gateway whose address and body a manager describes with {{names}}, as RapidPro does."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from kazi.channels.line import Line
from kazi.channels.rules.outcomes import Outcome, Result, of_status
from kazi.channels.rules.posting import Parcel, Way
from kazi.channels.rules.wording import written_out

MOST: Final = 1
_NAME: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TYPES: Final = {
    "urlencoded": "application/x-www-form-urlencoded",
    "json": "application/json",
    "xml": "text/xml; charset=utf-8",
}


def send(line: Line, way: Way, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [_send_one(line, way, parcel) for parcel in parcels]


def _send_one(line: Line, way: Way, parcel: Parcel) -> Outcome:
    values, words = way.values, _words(way, parcel)
    kind = (values.get("content_type") or "urlencoded").lower()
    method = (values.get("method") or "POST").upper()
    headers = {"Content-Type": _TYPES.get(kind, _TYPES["urlencoded"])}
    if values.get("authorization"):
        headers["Authorization"] = values["authorization"]
    body = None if method == "GET" else _filled(values.get("body", ""), words, kind).encode()
    answer = line.ask(method, _filled(values["send_url"], words, "urlencoded"), body=body, headers=headers)
    outcome = of_status(answer.status, "", answer.wait_seconds)
    if outcome.result is not Result.SENT:
        return outcome
    expected = values.get("expected", "")
    if expected and expected not in answer.text:
        return Outcome(Result.REFUSED, reason="the answer does not hold the word that a good one holds")
    return Outcome(Result.SENT, ref=str(parcel.uuid))


def _words(way: Way, parcel: Parcel) -> dict[str, str]:
    to, sender = parcel.address, way.sender
    return {
        "id": str(parcel.uuid),
        "uuid": str(parcel.uuid),
        "text": written_out(parcel.said),
        "to": to,
        "to_no_plus": to.lstrip("+"),
        "from": sender,
        "from_no_plus": sender.lstrip("+"),
        "channel": str(way.channel_id),
        "session_status": "W" if parcel.said.waits else "C",
        "quick_replies": json.dumps([choice.label for choice in parcel.said.choices], ensure_ascii=False),
    }


def _filled(template: str, words: dict[str, str], kind: str) -> str:
    """Put the words in their places, escaped for where they stand; a name that is not known stays."""

    def word(found: re.Match[str]) -> str:
        name = found[1]
        if name not in words:
            return found[0]
        if kind == "json":  # With its quotes, as RapidPro's templates expect; this one is JSON already.
            return words[name] if name == "quick_replies" else json.dumps(words[name])
        return escape(words[name]) if kind == "xml" else quote_plus(words[name])

    return _NAME.sub(word, template)
