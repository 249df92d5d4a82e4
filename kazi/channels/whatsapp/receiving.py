"""WhatsApp Cloud: the handshake, and signed batches of messages and reports."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from kazi.channels.rules.calls import Call, Came, Forged, Reply, Unreadable, number, text_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return the messages of the batch; raise Forged for a wrong signature over the raw body."""
    if call.method == "GET":
        return Came(reply=_handshake(call, settings.get("verify_token", "")))
    secret, said = settings.get("app_secret", ""), call.header("x-hub-signature-256")
    right = "sha256=" + hmac.digest(secret.encode(), call.body, "sha256").hex()
    if not secret or not hmac.compare_digest(right.encode(), said.encode()):
        raise Forged("A wrong signature.")
    return Came(list(_messages(call.json(), settings.get("phone_number_id", ""))), Reply(), reports=True)


def _handshake(call: Call, token: str) -> Reply:
    query = {name: values[0] for name, values in parse_qs(call.query).items()}
    said = query.get("hub.verify_token", "")
    if (
        query.get("hub.mode") != "subscribe"
        or not token
        or not hmac.compare_digest(said.encode(), token.encode())
    ):
        raise Forged("Another verify token.")
    return Reply(query.get("hub.challenge", "")[:200])


def _messages(batch: dict[str, Any], phone_number_id: str) -> Iterator[Heard]:
    try:
        values = [change["value"] for entry in batch.get("entry", []) for change in entry.get("changes", [])]
        for value in values:
            ours = value.get("metadata", {}).get("phone_number_id", phone_number_id)
            if phone_number_id and ours != phone_number_id:
                continue  # One app may have several numbers; each has a channel of its own.
            for message in value.get("messages", []):
                yield _heard(message)
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("The batch has another form than WhatsApp's.") from error


def _heard(message: dict[str, Any]) -> Heard:
    kind = message.get("type", "")
    if kind == "interactive":
        pressed = message["interactive"]
        text = pressed[pressed["type"]].get("id", "")
    elif kind == "button":
        text = message["button"].get("text", "")
    else:
        text = message.get("text", {}).get("body", "")
    at = message.get("timestamp", "")
    when = datetime.fromtimestamp(int(at), UTC) if str(at).isdigit() and len(str(at)) < 12 else None
    return Heard(Event.ANSWER, number(message["from"]), str(message["id"]), text_of(text), at=when)
