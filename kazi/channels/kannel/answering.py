"""Kannel sends the plain text of our answer back to whoever wrote."""

from __future__ import annotations

from kazi.channels.rules.calls import Call, Reply
from kazi.channels.rules.wire import Heard, Said


def answer(call: Call, heard: Heard, said: Said | None) -> Reply | None:
    return Reply("" if said is None else said.text)
