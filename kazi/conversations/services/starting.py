"""Begin a script with many people on our own account, as a campaign does: worked out first, stored together.

    begun = begin_all(called, people, script, state)    # Reads, and changes nothing.
    with transaction.atomic():
        said = store_all(begun)                         # Whatever else belongs to it goes along.

A thousand begun one by one cost a thousand transactions, and a kill between two of them would leave a talk
begun of which nobody was told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kazi.channels.rules.wire import Said
from kazi.channels.vault.studies import pseudonyms
from kazi.conversations import hot
from kazi.conversations.access import Called
from kazi.conversations.models import Decision, Received, Taking
from kazi.conversations.phrases import phrase
from kazi.conversations.rules.place import from_json
from kazi.conversations.rules.scripts import Here, Value
from kazi.conversations.rules.talking import begin
from kazi.conversations.services.knowing import Knowing, talker
from kazi.conversations.services.outcomes import as_said, start_key, to_store
from kazi.conversations.services.replying import start
from kazi.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the id of their number; `once` is unique for this beginning."""

    number: UUID
    once: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A beginning that was worked out.  `stored` is None where nothing has to be stored (any more)."""

    person: Person
    said: Said | None
    stored: hot.Stored | None = None
    is_left: bool = False  # They are writing to us at this very moment: begin with them again.


class _Acts(Exception):
    """What stands in somebody's talk does something: with them it is begun by itself."""


def begin_all(called: Called, people: Sequence[Person], script: str, state: dict[str, Any]) -> list[Begun]:
    """Work out the beginning with each of these people, who are different; see `replying.start`.

    Inside `acting_for` the channel's organisation.  `said` is None for somebody who has said STOP, or has
    answered it before; somebody in the middle of another talk is reminded of that.
    """
    if not people:
        return []
    org_id = called.org_id
    talker(org_id, people[0].number)  # Begins the organisation's talks, where nobody has.
    whose = pseudonyms(f"talks:{org_id}", [one.number for one in people])
    standing = hot.read_all([(org_id, who.hex) for who in whose.values()])
    keys = {one.once: start_key(called.channel_id, one.once) for one in people}
    before = dict(Received.objects.filter(key__in=list(keys.values())).values_list("key", "said"))
    known = _Known(list(whose.values()))
    begun: list[Begun] = []
    for one in people:
        key, who = keys[one.once], whose[one.number]
        if key in before:
            begun.append(Begun(one, as_said(before[key])))
            continue
        where = standing.get((org_id, who.hex), hot.NOT_THERE)
        know = _Knowing(called, who, one.number, key, known)
        try:
            outcome = begin(from_json(where.place), script, dict(state), called.line, know, phrase)
        except _Acts:
            begun.append(_by_itself(called, one, script, state))
            continue
        if not outcome.place.script:
            begun.append(Begun(one, None))
            continue
        stored = to_store(called, key, who, one.number, where.version, outcome)
        begun.append(Begun(one, outcome.said, stored))
    return begun


def store_all(begun: Sequence[Begun]) -> dict[str, Said | None]:
    """Store beginnings in the running transaction; return what to say to each, by `once`.

    Left out is whoever was writing to us at this very moment: begin with them again.
    """
    begun = [one for one in begun if not one.is_left]
    new = [one for one in begun if one.stored is not None]
    stored = hot.store_all([one.stored for one in new if one.stored is not None]) if new else []
    moved = {one.person.once for one, is_stored in zip(new, stored, strict=True) if not is_stored}
    return {one.person.once: one.said for one in begun if one.person.once not in moved}


def _by_itself(called: Called, one: Person, script: str, state: dict[str, Any]) -> Begun:
    try:
        return Begun(one, start(called, one.number, script, dict(state), one.once))
    except Conflict:
        return Begun(one, None, is_left=True)


class _Known:
    """What was agreed to and answered by all of these people, read at once."""

    def __init__(self, people: list[UUID]) -> None:
        decisions = Decision.objects.filter(who__in=people, agreed=True)
        self.agreed = set(decisions.values_list("who", "purpose", "version"))
        done = Taking.objects.filter(who__in=people, state=Taking.State.DONE)
        self.done = set(done.values_list("who", "subject"))


class _Knowing(Knowing):
    def __init__(self, called: Called, who: UUID, number_id: UUID, key: str, known: _Known) -> None:
        super().__init__(called, who, number_id, key)
        self._known = known

    def consented(self, purpose: str, version: int) -> bool:
        return (self.who, purpose, version) in self._known.agreed

    def taken(self, subject: str) -> bool:
        return (self.who, subject) in self._known.done

    def do(self, act: Callable[[Here], Value], language: str) -> Value:
        raise _Acts
