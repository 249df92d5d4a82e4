"""Who is on the line, under which pseudonym, and what the engine may look up about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from kazi.channels.vault import numbers, studies
from kazi.conversations import hot
from kazi.conversations.access import Called, Opening
from kazi.conversations.models import Answer, Decision, Keyword, Taking
from kazi.conversations.rules.commands import plain
from kazi.conversations.rules.scripts import Here, State, Value, find, looker_for, opened_by
from kazi.conversations.scripts import WELCOME
from kazi.conversations.services.ways import way_to
from kazi.kernel.errors import NotFound
from kazi.kernel.recall import Recall


def number_of(address: str) -> UUID:
    """Return the vault's id of an address, which is kept there if it is new.

    Remembered for a minute, in memory only: a talk of ten questions asks ten times.  A DELETE in another
    process may have ended that id, and the talk with it; so whoever finds no talk looks anew.
    """
    return _numbers(address)


def number_anew(address: str) -> UUID:
    """Return what the vault says now, past the memory of this process, and remember that."""
    _numbers.forget(address)
    return _numbers(address)


def forget_number(address: str) -> None:
    _numbers.forget(address)


def talker(org_id: int, number_id: UUID) -> UUID:
    """Return under which pseudonym this organisation holds its talk with a person."""
    return pseudonym(f"talks:{org_id}", number_id, is_panel=True)


def pseudonym(subject: str, number_id: UUID, *, is_panel: bool = False) -> UUID:
    """Return under what answers to a subject are kept.  A subject that nobody has begun begins now.

    Raises Shredded when its link between people and answers was destroyed.
    """
    try:
        return studies.pseudonym(subject, number_id)
    except NotFound:
        studies.begin(subject, is_panel=is_panel)
        return studies.pseudonym(subject, number_id)


class HeardBefore(Exception):
    """The message was answered before: `said` is what, as it is stored."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


class Knowing:
    """What `rules.talking.Know` asks for, from the tables of this room."""

    def __init__(self, called: Called, who: UUID, number_id: UUID, key: str) -> None:
        self.called, self.who, self.number_id, self.key = called, who, number_id, key
        self._found: dict[str, Value] = {}

    def opening(self, text: str) -> tuple[str, State] | None:
        if not text:
            return self.called.usual or (WELCOME, {})
        words = _keywords(self.called.org_id)
        if len(text) > 60:
            return None
        return words.get(plain(text)) or opened_by(text) or self._looked_up(text)

    def do(self, act: Callable[[Here], Value], language: str) -> Value:
        """Let a script act, but not for a message that was heard before: that raises HeardBefore."""
        if (before := hot.seen(self.called.org_id, self.key)) is not None:
            raise HeardBefore(before)
        return act(Here(language, way_to(self.called.org_id, self.called.channel_id, self.number_id)))

    def _looked_up(self, text: str) -> tuple[str, State] | None:
        look = looker_for(text)
        if look is None:
            return None
        if text not in self._found:
            # As an act: what is looked up for a message that was heard before may count against who sent it.
            self._found[text] = self.do(lambda here: json.dumps(look(text, here)), "")
        found = json.loads(str(self._found[text]))
        return (found[0], found[1]) if found else None

    def consented(self, purpose: str, version: int) -> bool:
        decisions = Decision.objects.filter(who=self.who, purpose=purpose, version=version)
        return decisions.filter(agreed=True).exists()

    def taken(self, subject: str) -> bool:
        if not subject:
            return False
        return Taking.objects.filter(who=self.who, subject=subject, state=Taking.State.DONE).exists()

    def holding(self) -> tuple[int, int]:
        answers = sum(
            Answer.objects.filter(subject=subject, who=who).count()
            for subject, who in pseudonyms_of(self.who, self.number_id)
        )
        return answers, Decision.objects.filter(who=self.who).count()


def pseudonyms_of(who: UUID, number_id: UUID) -> list[tuple[str, UUID]]:
    """Return the subjects a person was asked about with the pseudonym for each that still has a link."""
    found = []
    for subject in Taking.objects.filter(who=who).values_list("subject", flat=True):
        try:
            found.append((subject, studies.pseudonym(subject, number_id)))
        except (NotFound, studies.Shredded):
            continue  # Nobody can tell any more which answers were theirs.
    return found


def _words(_org_id: int) -> dict[str, Opening]:
    return {
        plain(one.word): (one.script, dict(one.state)) for one in Keyword.objects.all() if find(one.script)
    }


_numbers: Recall[str, UUID] = Recall(numbers.keep, seconds=60, most=50_000)
_keywords: Recall[int, dict[str, Opening]] = Recall(_words, seconds=5, most=1_000)
