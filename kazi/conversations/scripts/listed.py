"""A script that is a plain list: questions one after the other, some of them only after a certain answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kazi.conversations.rules.scripts import Ask, Consent, Done, Move, Run, State, Step, Tell, Value, Words
from kazi.conversations.scripts.counting import count, count_all


@dataclass(frozen=True, slots=True)
class Item:
    """A question or a text; `when` gets the answers so far and says whether it comes at all."""

    what: Ask | Tell
    when: Callable[[dict[str, Any]], bool] | None = None


class Listed:
    """Holds `items` in order.  Its state is {"answers": {question: value}, "told": [texts]}."""

    def __init__(
        self, subject: str, items: Sequence[Item], consent: Consent | None = None, thanks: Words | None = None
    ) -> None:
        self._subject, self._items, self._consent = subject, items, consent
        self._thanks = thanks or {}

    def subject(self, state: State) -> str:
        return self._subject

    def consent(self, state: State) -> Consent | None:
        return self._consent

    def move(self, state: State) -> Move:
        answers, told = state.get("answers", {}), state.get("told", [])
        for item in self._items:
            if item.what.id in answers or item.what.id in told:
                continue
            if item.when is None or item.when(answers):
                return item.what
        return Done(self._thanks)

    def take(self, state: State, question: str, value: Value) -> State:
        if any(item.what.id == question and isinstance(item.what, Tell) for item in self._items):
            return {**state, "told": [*state.get("told", []), question]}
        return {**state, "answers": {**state.get("answers", {}), question: value}}

    def back(self, state: State) -> State | None:
        answers = dict(state.get("answers", {}))
        if not answers:
            return None
        answers.popitem()  # Answers are kept in the order in which they were given.
        return {**state, "answers": answers}

    def keep(self, run: Run, step: Step) -> None:
        """Count the answers, so that the simulator's page can show that the same was stored."""
        count(run, step)

    def keep_all(self, run: Run, steps: Sequence[Step]) -> None:
        count_all(run, steps)
