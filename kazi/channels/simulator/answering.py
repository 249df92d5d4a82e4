"""What is said, as JSON that a page can show."""

from __future__ import annotations

import json
from dataclasses import asdict

from kazi.channels.rules.calls import Call, Reply
from kazi.channels.rules.wire import Heard, Said


def answer(call: Call, heard: Heard, said: Said | None) -> Reply | None:
    return Reply(json.dumps(None if said is None else asdict(said), ensure_ascii=False), "application/json")
