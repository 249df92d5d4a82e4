"""What a line says that has nothing to ask: who is there, and which words always work."""

from __future__ import annotations

from kazi.conversations.phrases import phrase
from kazi.conversations.rules.scripts import Consent, Done, Move, Run, State, Step, Value
from kazi.conversations.rules.stages import OWN_NAMES


class Welcome:
    """It asks nothing and stores nothing, so a person may meet it any number of times."""

    def subject(self, state: State) -> str:
        return ""

    def consent(self, state: State) -> Consent | None:
        return None

    def move(self, state: State) -> Move:
        return Done({code: phrase("help", code) for code in OWN_NAMES})

    def take(self, state: State, question: str, value: Value) -> State:
        return state

    def back(self, state: State) -> State | None:
        return None

    def keep(self, run: Run, step: Step) -> None:
        """Count nothing."""
