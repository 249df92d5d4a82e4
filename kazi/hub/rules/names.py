"""Names of countries and languages, in any language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=1024)
def country_name(code: str, language: str = "en") -> str:
    """Return the name of a country ("KE" -> "Kenya"), the code itself where it is unknown."""
    return str(_locale(language).territories.get(code.upper(), code))


@lru_cache(maxsize=1024)
def language_name(code: str, language: str = "en") -> str:
    """Return the name of a language in a language ("sw", "fr" -> "swahili")."""
    return str(_locale(language).languages.get(code, code))


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


# Not countries: groupings and codes for tests.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


@lru_cache(maxsize=32)
def countries(language: str = "en") -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country and territory, in the order of the names."""
    named = _locale(language).territories.items()
    found = [(code, str(name)) for code, name in named if len(code) == 2 and code not in _NO_COUNTRIES]
    return tuple(sorted(found, key=lambda one: one[1]))
