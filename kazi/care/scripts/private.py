"""A script of which nothing is kept under anybody: no subject, no answer, no decision.

Its state lies in the talk while it is going on.  The talk is a row of the organisation whose line it
is, so the state is sealed with the vault's key, from the first step on, also where a poll handed it over.
"""

from __future__ import annotations

import secrets
from abc import abstractmethod

from kazi.care.sealing import Broken, sealed, unsealed
from kazi.conversations.rules.scripts import Consent, HandOver, Move, Run, State, Step, Value

_SEALED = "sealed"


class Private:
    """A script on an open state: {"once": a secret of this talk, "said": {question: value}, ...}."""

    name = ""

    @abstractmethod
    def next(self, state: State) -> Move:
        """Return what stands; the state is open here."""

    def begun(self, state: State) -> State:
        """Return the open state that a state begins with, as a word or another script gave it."""
        return {}

    def heard(self, state: State, question: str, value: Value) -> State:
        """Return the open state after an answer, or after an act."""
        return {**state, "said": {**state["said"], question: value}}

    def subject(self, state: State) -> str:
        return ""

    def consent(self, state: State) -> Consent | None:
        return None  # What is passed on is asked in its place, field by field.

    def move(self, state: State) -> Move:
        if _SEALED not in state:
            first = {"once": secrets.token_hex(16), "said": {}, **self.begun(state)}
            return HandOver(self.name, {_SEALED: sealed(first)})
        return self.next(self._open(state))

    def take(self, state: State, question: str, value: Value) -> State:
        return {_SEALED: sealed(self.heard(self._open(state), question, value))}

    def back(self, state: State) -> State | None:
        """Stand at the last question again, but not before something that was done."""
        found = self._open(state)
        said = dict(found["said"])
        if not said or found.get("acted"):
            return None
        said.popitem()
        return {_SEALED: sealed({"once": found["once"], "said": said})}

    def keep(self, run: Run, step: Step) -> None:
        """Keep nothing."""

    def _open(self, state: State) -> State:
        try:
            found: State = unsealed(state[_SEALED])
        except (Broken, KeyError):
            return {"once": secrets.token_hex(16), "said": {}, **self.begun({})}
        return found
