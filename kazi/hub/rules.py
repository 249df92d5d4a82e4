"""What providers may say about themselves, and how names are compared in a search."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from kazi.kernel.words import N_

SERVICES = {
    "data-entry": N_("Data entry from scans and forms"),
    "annotation": N_("Labelling of pictures"),
    "text": N_("Labelling and sorting of text"),
    "moderation": N_("Content moderation"),
    "transcription": N_("Transcription of speech"),
    "translation": N_("Translation"),
    "research": N_("Web research"),
    "support": N_("Customer support"),
    "quality": N_("Checking of others' results"),
}
SECTORS = {
    "finance": N_("Banking and accounting"),
    "health": N_("Health"),
    "farming": N_("Farming and food"),
    "retail": N_("Shops and trade"),
    "technology": N_("Software and machine learning"),
    "public": N_("Public services"),
    "transport": N_("Transport and maps"),
    "media": N_("Media and publishing"),
}
LANGUAGES = (
    "en", "fr", "es", "pt", "ar", "sw", "am", "ha", "yo", "ig", "zu", "rw", "lg", "so",
    "hi", "bn", "ur", "ta", "te", "mr", "gu", "ne", "si", "km", "vi", "th", "id", "fil", "de", "zh",
)  # fmt: skip
# A country or a language is found by its name in any of these.
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


@lru_cache(maxsize=1024)
def country_name(code: str, language: str = "en") -> str:
    """Return the name of a country ("KE" -> "Kenya"), the code itself where it is unknown."""
    return str(_locale(language).territories.get(code.upper(), code))


@lru_cache(maxsize=1024)
def language_name(code: str, language: str = "en") -> str:
    """Return the name of a language in a language ("sw", "fr" -> "swahili")."""
    return str(_locale(language).languages.get(code, code))


def searchable(*, texts: list[str], country: str, languages: list[str]) -> str:
    """Return the line that a search looks into: the texts, and names of the country and languages."""
    names = [country_name(country, one) for one in SEARCHED_IN if country]
    names += [language_name(code, one) for code in languages for one in SEARCHED_IN]
    return normalised(" ".join(dict.fromkeys([*texts, *names])))


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
