"""Kannel's sms-service: one call for each message, whose answer is sent back as a message."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from kazi.channels.rules.calls import REPORT, STATUS, Call, Came, needed, number, text_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return what was heard; raise Unreadable when nobody is named as its sender."""
    fields = call.fields()
    if call.what == STATUS:
        return REPORT
    sender, text = (
        number(needed(fields, "sender", "from")),
        text_of(fields.get("message", fields.get("text"))),
    )
    at = fields.get("ts", "")
    key = fields.get("id") or blake2b(f"{sender}\n{text}\n{at}".encode(), digest_size=16).hexdigest()
    return Came([Heard(Event.ANSWER, sender, key, text)])
