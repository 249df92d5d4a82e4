"""How names are compared in a search."""

from __future__ import annotations

import unicodedata

from kazi.hub.rules.names import country_name, language_name

SEARCHED_IN = ("en", "fr", "es", "sw", "pt", "de", "hi", "bn", "km", "ar")
MOST_WORDS = 8


def normalised(text: str) -> str:
    """Return `text` without case, accents, control signs and repeated spaces.

    Both sides of a search are kept so; the result is for comparing, not for reading.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", plain).casefold()
    bare = "".join(
        mark for mark in apart if unicodedata.category(mark) not in {"Mn", "Cc", "Cs"} or mark.isspace()
    )
    return " ".join(bare.split())


def search_words(query: str) -> list[str]:
    """Return the words of a query, normalised; at most eight, the others are not looked at."""
    return normalised(query[:200]).split()[:MOST_WORDS]


def searchable(*, texts: list[str], country: str, languages: list[str]) -> str:
    """Return the line that a search looks into: the texts, and names of the country and languages."""
    names = [country_name(country, one) for one in SEARCHED_IN if country]
    names += [language_name(code, one) for code in languages for one in SEARCHED_IN]
    return normalised(" ".join(dict.fromkeys([*texts, *names])))
