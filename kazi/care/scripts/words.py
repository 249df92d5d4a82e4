"""The words of the room's scripts, from `words.yaml`: a text for each language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from kazi.conversations.phrases import phrase
from kazi.conversations.rules.neutral import is_neutral
from kazi.conversations.rules.scripts import Option, Words, pick


@lru_cache(maxsize=1)
def every() -> dict[str, dict[str, str]]:
    """Return all texts by their names."""
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return found


def words(name: str, **values: str | Words) -> Words:
    """Return a text in each language; a value may itself have a text for each."""
    return {
        language: text
        % {key: value if isinstance(value, str) else pick(value, language) for key, value in values.items()}
        for language, text in every()[name].items()
    }


def option(code: str, name: str = "") -> Option:
    return Option(code, words(name or code))


def yes_or_no() -> list[Option]:
    return [Option(code, {one: phrase(code, one) for one in every()["need"]}) for code in ("yes", "no")]


def shown(text: str, instead: Words) -> Words:
    """Return somebody's own text where it gives nothing away on the screen of a phone, else `instead`."""
    return dict.fromkeys(every()["need"], text) if is_neutral(text) else instead
