"""Twilio and its work-alikes: signed calls for a message that came in, and for each turn of a phone call."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from kazi.channels.rules.calls import (
    REPORT,
    STATUS,
    Call,
    Came,
    Forged,
    Unreadable,
    needed,
    number,
    text_of,
    turn_of,
)
from kazi.channels.rules.wire import Event, Heard

_HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_PORTS = {"https": 443, "http": 80}
_OVER = {"completed", "busy", "no-answer", "canceled", "failed"}
_MACHINES = ("machine", "fax")


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return what was heard; raise Forged for a wrong signature, Unreadable for what lacks something."""
    pairs = _verified(call, settings.get("auth_token", ""))
    fields = dict(pairs)
    expected = settings.get("account_sid", "")
    if expected and fields.get("AccountSid", expected) != expected:
        raise Forged("Another account.")
    if call.what == STATUS:
        return REPORT
    if "CallSid" in fields:
        return Came([_turn(call, fields, settings.get("calls_back") == "1")])
    heard = Heard(
        Event.ANSWER,
        number(needed(fields, "From")),
        needed(fields, "MessageSid", "SmsSid"),
        text_of(fields.get("Body")),
        media_url=fields.get("MediaUrl0", ""),
    )
    return Came([heard])


def _turn(call: Call, fields: Mapping[str, str], calls_back: bool) -> Heard:
    """Understand one turn of a call.  Our own next address carries the number of the turn as `t`.

    With `calls_back` a call to us is not taken: it is missed, free of charge, and returned.
    """
    sid, status = needed(fields, "CallSid"), fields.get("CallStatus", "in-progress")
    caller = fields.get("To" if fields.get("Direction", "").startswith("outbound") else "From", "")
    turn = turn_of(call)
    silent = "silent=1" in call.query
    if status in _OVER:
        event, text = Event.ENDED, ""
    elif turn == 0:
        missed = calls_back and fields.get("Direction", "inbound").startswith("inbound")
        event, text = (Event.MISSED if missed else Event.OPENED), ""
    elif silent and "Digits" not in fields:
        event, text = Event.SILENCE, ""
    else:
        event, text = Event.ANSWER, text_of(fields.get("Digits"))
    return Heard(
        event,
        number(caller),
        f"{sid}:{status if event is Event.ENDED else turn}",
        text,
        sid,
        machine=fields.get("AnsweredBy", "").startswith(_MACHINES),
    )


def _verified(call: Call, token: str) -> list[tuple[str, str]]:
    """Return the signed fields: of the form, or of the query where the body is JSON or there is none."""
    said = call.header("x-twilio-signature")
    algorithm = _algorithm(call.header("x-twilio-webhooks-signature-settings"))
    if not token or not said or algorithm is None:
        raise Forged("No signature.")
    query = parse_qs(call.query)
    signed: list[tuple[str, str]] = []
    if body_hash := query.get("bodySHA256"):
        if not hmac.compare_digest(sha256(call.body).hexdigest().encode(), body_hash[0].encode()):
            raise Forged("Another body.")
    elif call.method == "POST":
        signed = call.pairs()
    right = [signature(token, url, signed, algorithm).encode() for url in with_and_without_port(call.url)]
    # Both are compared, whichever is right, so that the time tells nothing.
    same = [hmac.compare_digest(one, said.encode()) for one in right]
    if True not in same:
        raise Forged("A wrong signature.")
    if not signed:
        if call.header("content-type").startswith("application/json") and call.body:
            found = call.json()
            if any(isinstance(value, (dict, list)) for value in found.values()):
                raise Unreadable("The body is not a flat JSON object.")
            return [(name, str(value)) for name, value in found.items()]
        return [(name, values[0]) for name, values in query.items()]
    return signed


def signature(token: str, url: str, pairs: Sequence[tuple[str, str]], algorithm: str = "sha1") -> str:
    """Return the signature of a call: names in order, each with its different values in order."""
    plain = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.digest(token.encode(), plain.encode(), algorithm)).decode()


def _algorithm(settings: str) -> str | None:
    for part in settings.split(","):
        name, _equals, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            return _HASHES.get(value.strip().upper())
    return "sha1"


@lru_cache(maxsize=1_000)
def with_and_without_port(url: str) -> tuple[str, ...]:
    """Return the address as it is, and with the usual port put in or left out: Twilio signs either."""
    parts = urlsplit(url)
    usual, host = _PORTS.get(parts.scheme), parts.netloc
    other = f"{host}:{usual}" if parts.port is None else host.rpartition(":")[0]
    return url, url.replace(f"//{host}", f"//{other}", 1)
