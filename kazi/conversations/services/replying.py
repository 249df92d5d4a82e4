"""Reply to what was heard: the one service behind every channel, the simulator and the web page."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kazi.channels.rules.wire import Choice, Event, Heard, Said
from kazi.channels.vault.studies import Shredded
from kazi.conversations import hot
from kazi.conversations.access import Called
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.linking import study_of
from kazi.conversations.rules.place import from_json
from kazi.conversations.rules.talking import begin, step
from kazi.conversations.rules.turns import Outcome
from kazi.conversations.services.effects import settle
from kazi.conversations.services.knowing import (
    HeardBefore,
    Knowing,
    forget_number,
    number_anew,
    number_of,
    pseudonym,
    talker,
)
from kazi.kernel.errors import Conflict
from kazi.kernel.tenancy import acting_for

TRIES = 8  # So many messages of one person may come at the same moment.
MEMORY = timedelta(days=14)  # WhatsApp sends again for seven days; what is older than this is not heard.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def reply(called: Called, heard: Heard) -> Said | None:
    """Return what to say to this, or None for silence; whatever it changes is stored before that.

    What comes again, in whatever order, gets the stored reply and changes nothing.  Messages of one
    person that come at once are taken one after the other.
    """
    now = timezone.now()
    if heard.event is Event.ENDED or (heard.at is not None and heard.at < now - MEMORY):
        return None
    key = blake2b(f"{called.channel_id}:{heard.key}".encode(), digest_size=16).hexdigest()
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
                return _said(before.said)
            except hot.Moved:
                # It may be this very message that was faster, on another connection.
                if (seen := hot.seen(called.org_id, key)) is not None:
                    return _said(seen)
    raise Conflict


def start(called: Called, number_id: UUID, script: str, state: dict[str, Any], once: str) -> Said | None:
    """Begin a script with a person on our own account; return the first thing to send them, or None.

    None for somebody who has said STOP, or has answered it before.  `once` is unique for this
    beginning: a second call returns what the first one did.  Whoever is in the middle of another
    talk is reminded of that instead.
    """
    key = blake2b(f"{called.channel_id}:start:{once}".encode(), digest_size=16).hexdigest()
    with acting_for(called.org_id):
        who = talker(called.org_id, number_id)
        know = Knowing(called, who, number_id, key)
        for _ in range(TRIES):
            standing = hot.read(called.org_id, who.hex)
            place = from_json(standing.place)
            try:
                outcome = begin(place, script, state, called.line, know, phrase)
            except HeardBefore as before:
                return _said(before.said)
            if not outcome.place.script:
                return None
            try:
                return _store(called, key, who, number_id, standing.version, outcome)
            except hot.Moved:
                if (seen := hot.seen(called.org_id, key)) is not None:
                    return _said(seen)
    raise Conflict


def _store(
    called: Called, key: str, who: UUID, number_id: UUID, version: int, outcome: Outcome
) -> Said | None:
    taken = []
    for part in outcome.parts:
        if not part.subject:
            continue  # A greeting: nothing is asked, nothing is kept.
        try:
            whose = pseudonym(part.subject, number_id)
        except Shredded:
            outcome.place.leave()
            outcome.said = Said(phrase("nothing", outcome.place.language or "en"))
            continue
        answers = [hot.Given(one.question, one.value) for one in part.answers]
        linked = _linked(part.subject, number_id)
        taken.append(hot.Taken(part.subject, part.script, whose.hex, answers, part.began, part.ended, linked))
    said = "null" if outcome.said is None else _encode(_as_json(outcome.said))
    stored = hot.Stored(
        called.org_id,
        key,
        who.hex,
        version,
        outcome.place.as_json(),
        said,
        timezone.localdate(),
        called.medium.value,
        outcome.place.language,
        taken,
        outcome.decided,
        "stop" in outcome.wants,
    )
    if not outcome.wants:
        return _said(hot.store(stored)[0])
    with transaction.atomic():
        text, is_new = hot.store(stored)
        if is_new:
            settle(called, outcome.wants, who, number_id, key)
    return _said(text)


def _linked(subject: str, number_id: UUID) -> tuple[str, str] | None:
    """Return the study that a subject is of, and who this person is there, while it has a link."""
    study = study_of(subject)
    if not study:
        return None
    try:
        return study, pseudonym(study, number_id, is_panel=True).hex
    except Shredded:
        return None


def _as_json(said: Said) -> dict[str, Any]:
    choices = [{"code": one.code, "label": one.label} for one in said.choices]
    every = {
        "text": said.text,
        "language": said.language,
        "audio": said.audio,
        "choices": choices,
        "waits": said.waits,
        "digits": said.digits,
    }
    return {name: value for name, value in every.items() if value}


def _said(text: str) -> Said | None:
    found = json.loads(text)
    if found is None:
        return None
    found["choices"] = tuple(Choice(**one) for one in found.get("choices", ()))
    found["audio"] = tuple(found.get("audio", ()))
    return Said(**{"text": ""} | found)
