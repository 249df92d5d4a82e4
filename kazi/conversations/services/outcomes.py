"""What a step has come to, as it is stored; and what was said, as it comes back."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.utils import timezone

from kazi.channels.rules.wire import Choice, Said, Spoken
from kazi.channels.vault.studies import Shredded
from kazi.conversations import hot
from kazi.conversations.access import Called
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.linking import study_of
from kazi.conversations.rules.turns import Outcome
from kazi.conversations.services.knowing import pseudonym

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def start_key(channel_id: int, once: str) -> str:
    """Return under which key a beginning on our own account is stored once."""
    return blake2b(f"{channel_id}:start:{once}".encode(), digest_size=16).hexdigest()


def to_store(
    called: Called, key: str, who: UUID, number_id: UUID, version: int, outcome: Outcome
) -> hot.Stored:
    """Return an outcome for `hot`.  `version` is what the talk was read as.

    Where the link of a subject was destroyed, the talk leaves it, and the outcome says so.
    """
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
    return hot.Stored(
        called.org_id,
        key,
        who.hex,
        version,
        outcome.place.as_json(),
        "null" if outcome.said is None else _encode(_as_json(outcome.said)),
        timezone.localdate(),
        called.medium.value,
        outcome.place.language,
        taken,
        outcome.decided,
        "stop" in outcome.wants,
    )


def _linked(subject: str, number_id: UUID) -> tuple[str, str] | None:
    """Return the study that a subject is of, and who this person is there, while it has a link."""
    study = study_of(subject)
    if not study:
        return None
    try:
        return study, pseudonym(study, number_id, is_panel=True).hex
    except Shredded:
        return None


def as_said(text: str) -> Said | None:
    """Return what was stored as said; None for silence."""
    found = json.loads(text)
    if found is None:
        return None
    found["choices"] = tuple(Choice(**one) for one in found.get("choices", ()))
    found["audio"] = tuple(found.get("audio", ()))
    found["spoken"] = tuple(
        Spoken(words, tuple(tuple(way) for way in ways), language)
        for words, ways, language in found.get("spoken", ())
    )
    return Said(**{"text": ""} | found)


def _as_json(said: Said) -> dict[str, Any]:
    choices = [{"code": one.code, "label": one.label} for one in said.choices]
    every = {
        "text": said.text,
        "language": said.language,
        "audio": said.audio,
        "choices": choices,
        "waits": said.waits,
        "digits": said.digits,
        "spoken": [[one.text, one.ways, one.language] for one in said.spoken],
        "subject": said.subject if said.spoken else "",
    }
    return {name: value for name, value in every.items() if value}
