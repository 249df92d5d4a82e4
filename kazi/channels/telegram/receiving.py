"""Telegram: one update at a time, with the secret that was given to setWebhook in a header."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime

from kazi.channels.rules.calls import Call, Came, Forged, Reply, Unreadable, text_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return the message or the pressed button; nothing for other updates, such as a group's."""
    secret, said = settings.get("secret_token", ""), call.header("x-telegram-bot-api-secret-token")
    if not secret or not hmac.compare_digest(secret.encode(), said.encode()):
        raise Forged("Another secret token.")
    update = call.json()
    try:
        key = str(update["update_id"])
        pressed = update.get("callback_query")
        message = pressed["message"] if pressed else update.get("message")
        if not message or message["chat"].get("type", "private") != "private":
            return Came(reply=Reply())
        chat = str(message["chat"]["id"])
        text = text_of(pressed.get("data") if pressed else message.get("text"))
        # When a button was pressed is not told; the message under it may be old.
        at = datetime.fromtimestamp(message["date"], UTC) if not pressed and "date" in message else None
    except (KeyError, TypeError, AttributeError, ValueError, OSError, OverflowError) as error:
        raise Unreadable("The update has another form than Telegram's.") from error
    if text.partition(" ")[0] == "/start":
        return Came([Heard(Event.OPENED, chat, key, text.partition(" ")[2], at=at)], Reply())
    return Came([Heard(Event.ANSWER, chat, key, text.removeprefix("/"), at=at)], Reply())
