"""A short talk to try the simulator with, before there is a poll: one question of each common kind."""

from __future__ import annotations

from pathlib import Path

import yaml

from kazi.conversations.rules.scripts import Ask, Consent, Kind, Option, Tell, Words
from kazi.conversations.scripts.listed import Item, Listed

NEEDS = ("childcare", "transport", "clinic", "loan")


class Trying(Listed):
    """Its words are in `trying.yaml`."""

    def __init__(self) -> None:
        words: dict[str, Words] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text())
        yes_no = [Option(code, words[f"answer_{code}"]) for code in ("yes", "no")]
        needs = [Option(code, words[code]) for code in NEEDS]
        super().__init__(
            "trying",
            [
                Item(Tell("hello", words["hello"])),
                Item(Ask("comfortable", Kind.ONE, words["comfortable"], yes_no)),
                Item(
                    Ask("why", Kind.TEXT, words["why"], optional=True),
                    lambda answers: answers.get("comfortable") == "no",
                ),
                Item(Ask("needs", Kind.SEVERAL, words["needs"], needs)),
                Item(Ask("minutes", Kind.NUMBER, words["minutes"], optional=True)),
            ],
            Consent("trying", 1, words["consent"]),
        )
