"""What is said, as CON and END, or as what a call plays.  Messages leave through the outbound table."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from kazi.channels.rules.calls import Call, Reply, turn_of
from kazi.channels.rules.wire import Event, Heard, Said
from kazi.channels.rules.wording import in_turn

_SECONDS = 15
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(call: Call, heard: Heard, said: Said | None) -> Reply | None:
    """Return the reply on the line; None for a message, which has none."""
    if call.what == "ussd":
        if said is None:
            return Reply("END ")
        return Reply(f"{'CON' if said.waits else 'END'} {said.text}")
    if call.what == "voice":
        return _xml(call, heard, said)
    return None


def _xml(call: Call, heard: Heard, said: Said | None) -> Reply:
    if heard.event is Event.ENDED:
        inside = ""
    elif said is None or heard.event is Event.MISSED:
        inside = "<Reject/>"
    else:
        inside = _spoken(said)
        if said.waits:
            here = call.url.partition("?")[0]
            turn = turn_of(call) + 1
            onward = quoteattr(f"{here}?t={turn}")
            count = f' numDigits="{said.digits}"' if said.digits else ' finishOnKey="#"'
            # Keys count while any of these is heard, so all of them stand inside.
            inside = (
                f'<GetDigits timeout="{_SECONDS}"{count} callbackUrl={onward}>{inside}</GetDigits>'
                f"<Redirect>{escape(f'{here}?t={turn}')}</Redirect>"
            )
    return Reply(
        f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>', "text/xml; charset=utf-8"
    )


def _spoken(said: Said) -> str:
    """Return what is played.  <Say> speaks English only: for other languages there are recordings."""
    found = []
    for one in in_turn(said):
        found += [f"<Play url={quoteattr(address)}/>" for address in one.sounds]
        if not one.sounds and one.text:
            found.append(f"<Say>{escape(_NOT_XML.sub('', one.text))}</Say>")
    return "".join(found)
