"""What is said, as the call of the API that Telegram takes as the answer to an update."""

from __future__ import annotations

import json

from kazi.channels.rules.calls import Call, Reply
from kazi.channels.rules.wire import Heard, Said

_LONGEST = 4_096


def answer(call: Call, heard: Heard, said: Said | None) -> Reply | None:
    """Return sendMessage with one button below the other: it costs no call of our own."""
    if said is None or not said.text:
        return Reply()
    message: dict[str, object] = {
        "method": "sendMessage", "chat_id": heard.address, "text": said.text[:_LONGEST],
    }  # fmt: skip
    if said.choices:
        rows = [[{"text": one.label, "callback_data": one.code}] for one in said.choices]
        message["reply_markup"] = {"inline_keyboard": rows}
    return Reply(json.dumps(message, ensure_ascii=False), "application/json")
