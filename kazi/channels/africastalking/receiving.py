"""Africa's Talking: messages, USSD sessions and calls.  Nothing is signed: the secret path is the key."""

from __future__ import annotations

from collections.abc import Mapping

from kazi.channels.rules.calls import REPORT, STATUS, Call, Came, Unreadable, needed, number, text_of, turn_of
from kazi.channels.rules.wire import Event, Heard


def receive(call: Call, settings: Mapping[str, str]) -> Came:
    """Return what was heard; raise Unreadable for a call that lacks something."""
    if call.method != "POST":
        raise Unreadable("Africa's Talking calls with POST.")
    fields = call.fields()
    if call.what == STATUS:
        return REPORT
    if call.what == "ussd":
        return Came([_ussd(fields)])
    if call.what == "voice":
        return Came([_turn(call, fields, settings.get("calls_back") == "1")])
    sender = number(needed(fields, "from"))
    return Came([Heard(Event.ANSWER, sender, needed(fields, "id", "linkId"), text_of(fields.get("text")))])


def _ussd(fields: Mapping[str, str]) -> Heard:
    """Understand one screen.  `text` holds every answer of the session, joined by stars."""
    session, caller = needed(fields, "sessionId"), number(needed(fields, "phoneNumber"))
    said = text_of(fields.get("text"))
    event = Event.ANSWER if said else Event.OPENED
    return Heard(event, caller, f"{session}:{said}", said.rpartition("*")[2], session)


def _turn(call: Call, fields: Mapping[str, str], calls_back: bool) -> Heard:
    """Understand one turn of a call.  Our own next address carries the number of the turn as `t`.

    With `calls_back` a call to us is not taken: it is missed, free of charge, and returned.
    """
    session = needed(fields, "sessionId")
    turn = turn_of(call)
    if fields.get("isActive", "1") == "0":
        event = Event.ENDED
    elif turn == 0:
        missed = calls_back and fields.get("direction", "Inbound").lower() == "inbound"
        event = Event.MISSED if missed else Event.OPENED
    else:
        event = Event.ANSWER if "dtmfDigits" in fields else Event.SILENCE
    key = "end" if event is Event.ENDED else str(turn)
    digits = text_of(fields.get("dtmfDigits"))
    return Heard(event, number(needed(fields, "callerNumber")), f"{session}:{key}", digits, session)
