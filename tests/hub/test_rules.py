"""What a search forgives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.hub.rules.names import country_name, language_name
from kazi.hub.rules.searching import searchable
from kazi.search.rules.words import normalised, search_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "cote d’ivoire"),
        ("São  Paulo", "sao paulo"),
        ("STRASSE", "straße"),
        ("Ｋｅｎｙａ", "kenya"),
    ],
)
def test_case_accents_and_spaces_are_forgiven(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


def test_a_country_and_a_language_are_found_by_their_names_in_several_languages() -> None:
    line = searchable(texts=["Amani"], country="IN", languages=["sw"])
    assert {"amani", "india", "inde", "swahili", "kiswahili"} <= set(line.split())


def test_at_most_eight_words_are_searched_for() -> None:
    assert len(search_words("a b c d e f g h i j")) == 8


def test_what_is_unknown_keeps_its_code() -> None:
    assert country_name("ZZQ") == "ZZQ"
    assert language_name("xx-unknown", "nonsense") == "xx-unknown"
