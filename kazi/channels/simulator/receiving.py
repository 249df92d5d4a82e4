"""A made-up phone: the form that a page of ours sends, the same for every medium."""

from __future__ import annotations

from collections.abc import Mapping

from kazi.channels.rules.calls import Call, Came, Unreadable, needed, number, text_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return what was heard; raise Unreadable for a form that lacks something."""
    fields = call.fields()
    try:
        event = Event(fields.get("event", Event.ANSWER.value))
    except ValueError as error:
        raise Unreadable("There is no such event.") from error
    heard = Heard(
        event,
        number(needed(fields, "from")),
        needed(fields, "id")[:100],
        text_of(fields.get("text")),
        fields.get("session", "")[:100],
        machine=fields.get("machine") == "1",
    )
    return Came([heard])
