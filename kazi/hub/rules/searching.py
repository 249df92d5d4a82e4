"""How names are compared in a search."""

from __future__ import annotations

from kazi.hub.rules.names import country_name, language_name
from kazi.search.rules.words import normalised

__all__ = ["SEARCHED_IN", "normalised", "searchable"]

SEARCHED_IN = ("en", "fr", "es", "sw", "pt", "de", "hi", "bn", "km", "ar")


def searchable(*, texts: list[str], country: str, languages: list[str]) -> str:
    """Return the line that a search looks into: the texts, and names of the country and languages."""
    names = [country_name(country, one) for one in SEARCHED_IN if country]
    names += [language_name(code, one) for code in languages for one in SEARCHED_IN]
    return normalised(" ".join(dict.fromkeys([*texts, *names])))
