"""The messages of one moment, answered together: one reading, one transaction, one wait for the disk.

Each thread brings the message it has; one of them answers all that wait, so no two threads want Python at the
same moment and the database is asked once for all.  Only what is usual is answered here.  Whatever
is not (a person's first word, STOP, a message that came before, two of one person at once, a
script that acts, any fault) is left to `replying`, which answers it by itself, from the beginning.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from kazi.channels.rules.wire import Heard, Said
from kazi.conversations import hot
from kazi.conversations.access import Called
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.place import from_json
from kazi.conversations.rules.scripts import Here, Kept, Value
from kazi.conversations.rules.talking import step
from kazi.conversations.rules.turns import Outcome
from kazi.conversations.services.knowing import Knowing, number_of, talker
from kazi.conversations.services.outcomes import to_store
from kazi.kernel.tenancy import acting_for
from kazi.kernel.together import Together

log = logging.getLogger(__name__)
MOST = 64  # Messages in one transaction: more would let the first of them wait.


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, None for silence; it is stored."""

    said: Said | None


def answer(called: Called, heard: Heard, key: str) -> Answered | None:
    """Answer a message with all others that wait; None for one that has to be answered by itself."""
    mine = _Message(called, heard, key)
    if connection.in_atomic_block:  # The caller's transaction, which no other thread can see.
        return _answer_all([mine])[0]
    return _together(mine)


@dataclass(slots=True)
class _Message:
    """One message, and how far it has come."""

    called: Called
    heard: Heard
    key: str
    know: _Knowing | None = None
    outcome: Outcome | None = None


class _Unusual(Exception):
    """This message is answered by itself."""


class _Knowing(Knowing):
    def do(self, act: Callable[[Here], Value], language: str) -> Value:
        raise _Unusual  # It may take long, and the others wait.


def _answer_all(messages: list[_Message]) -> list[Answered | None]:
    try:
        return _answered(messages)
    except Exception:  # Nothing is stored: each hears by itself what is wrong.
        log.exception("%s messages could not be answered together.", len(messages))
        return [None] * len(messages)


def _answered(messages: list[_Message]) -> list[Answered | None]:
    people: set[tuple[int, str]] = set()
    for one in messages:
        know = _who(one)
        if know is not None and (place := (one.called.org_id, know.who.hex)) not in people:
            people.add(place)
            one.know = know
    standing = hot.read_all(list(people))
    usual: list[_Message] = []
    stored: list[hot.Stored] = []
    for one in messages:
        if one.know is None:
            continue
        found = standing.get((one.called.org_id, one.know.who.hex))
        if found is not None and (reply := _step(one, one.know, found)) is not None:
            usual.append(one)
            stored.append(reply)
    done = {
        id(one)
        for one, is_stored in zip(usual, hot.store_all(stored) if stored else (), strict=True)
        if is_stored
    }
    return [Answered(one.outcome.said) if one.outcome and id(one) in done else None for one in messages]


def _who(message: _Message) -> _Knowing | None:
    called = message.called
    try:
        with acting_for(called.org_id):
            number_id = number_of(message.heard.address)
            return _Knowing(called, talker(called.org_id, number_id), number_id, message.key)
    except Exception:  # Found again, and told, when it is answered by itself.
        return None


def _step(message: _Message, know: _Knowing, standing: hot.Standing) -> hot.Stored | None:
    called = message.called
    try:
        with acting_for(called.org_id):
            outcome = step(from_json(standing.place), message.heard, called.line, know, phrase)
            if outcome.wants or any(_twice(part.answers) for part in outcome.parts):
                return None
            stored = to_store(called, message.key, know.who, know.number_id, standing.version, outcome)
    except Exception:
        return None
    message.outcome = outcome
    return stored


def _twice(answers: list[Kept]) -> bool:
    """Say whether one question was answered two times in this step."""
    return len(answers) > 1 and len({one.question for one in answers}) < len(answers)


_together: Together[_Message, Answered | None] = Together(_answer_all, most=MOST)
