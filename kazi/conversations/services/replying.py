"""Reply to what was heard: the one service behind every channel, the simulator and the web page."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kazi.channels.rules.wire import Event, Heard, Said
from kazi.conversations import hot
from kazi.conversations.access import Called
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.place import from_json
from kazi.conversations.rules.talking import begin, step
from kazi.conversations.rules.turns import Outcome
from kazi.conversations.services import together
from kazi.conversations.services.effects import settle
from kazi.conversations.services.knowing import (
    HeardBefore,
    Knowing,
    forget_number,
    number_anew,
    number_of,
    talker,
)
from kazi.conversations.services.outcomes import as_said, start_key, to_store
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for

TRIES = 8  # So many messages of one person may come at the same moment.
MEMORY = timedelta(days=14)  # WhatsApp sends again for seven days; what is older than this is not heard.


def reply(called: Called, heard: Heard) -> Said | None:
    """Return what to say to this, or None for silence; whatever it changes is stored before that.

    What comes again, in whatever order, gets the stored reply and changes nothing.  Messages of one
    person that come at once are taken one after the other.
    """
    now = timezone.now()
    if heard.event is Event.ENDED or (heard.at is not None and heard.at < now - MEMORY):
        return None
    key = key_of(called, heard)
    answered = together.answer(called, heard, key)
    return answered.said if answered is not None else _reply(called, heard, key)


def key_of(called: Called, heard: Heard) -> str:
    """Return under which key a message is received once."""
    return blake2b(f"{called.channel_id}:{heard.key}".encode(), digest_size=16).hexdigest()


def _reply(called: Called, heard: Heard, key: str) -> Said | None:
    """Reply to this message by itself."""
    with acting_for(called.org_id):
        number_id = number_of(heard.address)
        who = talker(called.org_id, number_id)
        for _ in range(TRIES):
            standing = hot.read(called.org_id, who.hex)
            if not standing.version and (now_id := number_anew(heard.address)) != number_id:
                number_id, who = now_id, talker(called.org_id, now_id)  # Erased by another process.
                standing = hot.read(called.org_id, who.hex)
            know = Knowing(called, who, number_id, key)
            try:
                outcome = step(from_json(standing.place), heard, called.line, know, phrase)
                said = _store(called, key, who, number_id, standing.version, outcome)
                if "erase" in outcome.wants:
                    forget_number(heard.address)
                return said
            except HeardBefore as before:
                return as_said(before.said)
            except hot.Moved:
                # It may be this very message that was faster, on another connection.
                if (seen := hot.seen(called.org_id, key)) is not None:
                    return as_said(seen)
    raise Conflict


def start(called: Called, number_id: UUID, script: str, state: dict[str, Any], once: str) -> Said | None:
    """Begin a script with a person on our own account; return the first thing to send them, or None.

    None for somebody who has said STOP, or has answered it before.  `once` is unique for this
    beginning: a second call returns what the first one did.  Whoever is in the middle of another
    talk is reminded of that instead.
    """
    key = start_key(called.channel_id, once)
    with acting_for(called.org_id):
        who = talker(called.org_id, number_id)
        know = Knowing(called, who, number_id, key)
        for _ in range(TRIES):
            standing = hot.read(called.org_id, who.hex)
            place = from_json(standing.place)
            try:
                outcome = begin(place, script, state, called.line, know, phrase)
            except HeardBefore as before:
                return as_said(before.said)
            if not outcome.place.script:
                return None
            try:
                return _store(called, key, who, number_id, standing.version, outcome)
            except hot.Moved:
                if (seen := hot.seen(called.org_id, key)) is not None:
                    return as_said(seen)
    raise Conflict


def _store(
    called: Called, key: str, who: UUID, number_id: UUID, version: int, outcome: Outcome
) -> Said | None:
    stored = to_store(called, key, who, number_id, version, outcome)
    if not outcome.wants:
        return as_said(hot.store(stored)[0])
    with transaction.atomic():
        text, is_new = hot.store(stored)
        if is_new:
            settle(called, outcome.wants, who, number_id, key)
    return as_said(text)
