"""WhatsApp takes no answer on the line: what is said leaves through the outbound table."""

from __future__ import annotations

from kazi.channels.rules.calls import Call, Reply
from kazi.channels.rules.wire import Heard, Said


def answer(call: Call, heard: Heard, said: Said | None) -> Reply | None:
    return None
