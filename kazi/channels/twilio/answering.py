"""What is said, as TwiML: a message, or what a call plays and waits for."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from kazi.channels.rules.calls import Call, Reply, turn_of
from kazi.channels.rules.wire import Event, Heard, Said
from kazi.channels.rules.wording import in_turn

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SECONDS = 7
# Voices of <Say>; for other languages there are only recordings.
_VOICES = {
    "en": "en-GB",
    "fr": "fr-FR",
    "es": "es-MX",
    "hi": "hi-IN",
    "ar": "ar-XA",
    "pt": "pt-BR",
    "id": "id-ID",
    "vi": "vi-VN",
    "ta": "ta-IN",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(call: Call, heard: Heard, said: Said | None) -> Reply:
    """Return the TwiML of a reply.  A call missed on purpose is refused: that costs nobody anything."""
    if not heard.session:
        return _xml("" if said is None or not said.text else f"<Message>{_text(said.text)}</Message>")
    if heard.event is Event.MISSED:
        return _xml('<Reject reason="busy"/>')
    if heard.event is Event.ENDED:
        return _xml("")
    if said is None:
        return _xml("<Hangup/>")
    if not said.waits:
        return _xml(f"{spoken(said)}<Hangup/>")
    here, turn = call.url.partition("?")[0], turn_of(call) + 1
    onward, silent = quoteattr(f"{here}?t={turn}"), _text(f"{here}?t={turn}&silent=1")
    count = f' numDigits="{said.digits}"' if said.digits else ' finishOnKey="#"'
    return _xml(
        f'<Gather action={onward} input="dtmf" method="POST"{count} timeout="{_SECONDS}">'
        f"{spoken(said)}</Gather>"
        f'<Redirect method="POST">{silent}</Redirect>'
    )


def spoken(said: Said) -> str:
    """Return what a call plays: recordings, and a voice for what was not recorded."""
    found = []
    for one in in_turn(said):
        found += [f"<Play>{_text(address)}</Play>" for address in one.sounds]
        if not one.sounds and one.text:
            voice = _VOICES.get(one.language.split("-")[0])
            language = f' language="{voice}"' if voice else ""
            found.append(f"<Say{language}>{_text(one.text)}</Say>")
    return "".join(found)


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text))


def _xml(inside: str) -> Reply:
    return Reply(f"{_HEAD}<Response>{inside}</Response>", "text/xml; charset=utf-8")
