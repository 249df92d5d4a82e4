"""Ten short questions with four choices, for `script/bench voice --op reply` and load tests at a provider."""

from __future__ import annotations

from kazi.conversations.rules.scripts import Ask, Kind, Option
from kazi.conversations.scripts.listed import Item, Listed

QUESTIONS = 10
_OPTIONS = [Option(code, {"en": code.title()}) for code in ("never", "seldom", "often", "always")]


class Measured(Listed):
    def __init__(self) -> None:
        asked = [
            Ask(
                f"q{n}", Kind.ONE, {"en": f"Question {n}: how often does this line answer at once?"}, _OPTIONS
            )
            for n in range(1, QUESTIONS + 1)
        ]
        super().__init__("measured", [Item(one) for one in asked])
