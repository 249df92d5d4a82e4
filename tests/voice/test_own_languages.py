"""What a worker is told around a poll's own words is there in every language of our own polls."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kazi.conversations.phrases import PHRASES, phrase
from kazi.voice import saying
from kazi.voice.ready import LANGUAGES
from kazi.voice.rules.questionnaire import Kind

SAYS: list[Callable[[str], str]] = [
    lambda code: saying.consent("Amani", 7, code),
    lambda code: saying.agree_to_learn("Amani", code),
    saying.closed,
    lambda code: saying.protected(code, 0.2),
    lambda code: saying.place(2, code),
    lambda code: saying.one_more("", code),
    lambda code: saying.one_more("Mtoto", code),
    lambda code: saying.how_to_write(Kind.DATE, code),
    lambda code: saying.how_to_write(Kind.TIME, code),
]


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_whoever_chose_a_language_is_not_answered_in_english(language: str) -> None:
    for say in SAYS:
        assert say(language) != say("en")
        assert "%(" not in say(language)
    values = {"label": "x", "key": 3, "most": 4, "answers": 1, "consents": 1}
    for name in PHRASES.keys() - ({"no"} if language == "es" else set()):  # "No" is "no" in Spanish.
        assert phrase(name, language, **values) != phrase(name, "en", **values), name


def test_a_language_without_words_of_ours_is_answered_in_english() -> None:
    assert saying.closed("lg") == saying.closed("en") != ""
