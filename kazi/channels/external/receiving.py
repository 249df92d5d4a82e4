"""The External channel of RapidPro: GET or POST with from or sender, and text.  The path is the secret."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from kazi.channels.rules.calls import REPORT, Call, Came, Reply, needed, number, text_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return what was heard; raise Unreadable when nobody is named as its sender.

    A gateway that names no message is taken at its word by sender, text and time: two messages
    that are the same in all of them are one.
    """
    fields = call.fields()
    if call.what in {"sent", "delivered", "failed"}:
        return REPORT
    if call.what == "stopped":  # Said to the gateway itself.
        sender = number(needed(fields, "from", "sender"))
        return Came([Heard(Event.ANSWER, sender, fields.get("id") or f"stopped:{sender}", "STOP")], Reply())
    sender, text = number(needed(fields, "from", "sender")), text_of(fields.get("text"))
    at = fields.get("date") or fields.get("time") or ""
    key = fields.get("id") or blake2b(f"{sender}\n{text}\n{at}".encode(), digest_size=16).hexdigest()
    session = fields.get("session", "")
    event = Event.OPENED if session and not text else Event.ANSWER
    return Came([Heard(event, sender, key, text, session)])
