"""Languages as people write them over a column: English (en), Français, hi, "Local language"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from kazi.voice.rules.questionnaire import UNSAID
from kazi.voice.rules.xlsform.language_names import LANGUAGE_NAMES

_CODE_IN_BRACKETS: Final = re.compile(r"^(.*?)\s*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)$")
_CODE: Final = re.compile(r"^[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
# Scripts that are nearly always one language in forms: (first letter, last letter, code).
_SCRIPTS: Final = (
    ("\u1780", "\u17ff", "km"),
    ("\u0980", "\u09ff", "bn"),
    ("\u1200", "\u137f", "am"),
    ("\u1000", "\u109f", "my"),
    ("\u0d80", "\u0dff", "si"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0900", "\u097f", "hi"),
    ("\u0600", "\u06ff", "ar"),
)


def language_code(said: str) -> str:
    """Return the BCP 47 code of a language as a heading names it; x-... for a name nobody knows."""
    said = said.strip()
    if not said or said.lower() == "default":
        return UNSAID
    if bracketed := _CODE_IN_BRACKETS.match(said):
        return _plain(bracketed[2])
    if _CODE.match(said):
        return _plain(said)
    if (known := _names().get(_folded(said))) is not None:
        return known
    letters = re.sub(r"[^a-z0-9]+", "-", _folded(said)).strip("-")
    return "x-" + "-".join(part[:8] for part in letters.split("-"))[:40] if letters else UNSAID


def language_name(code: str) -> str:
    """Return a language's own name for itself; its code for one that has none here."""
    if code.startswith("x-"):
        return code.removeprefix("x-").replace("-", " ").capitalize()
    return LANGUAGE_NAMES.get(code.split("-", maxsplit=1)[0], (code, code))[0] if code != UNSAID else ""


def english_name(code: str) -> str:
    """Return a language's English name, as headings of forms have it."""
    if code.startswith("x-"):
        return code.removeprefix("x-").replace("-", " ").capitalize()
    return LANGUAGE_NAMES.get(code.split("-", maxsplit=1)[0], (code, code))[1]


def language_by_script(texts: list[str]) -> str:
    """Return the language whose script most letters have; "" for Latin and where no script tells."""
    counts: dict[str, int] = {}
    for text in texts[:500]:
        for letter in text[:500]:
            for first, last, code in _SCRIPTS:
                if first <= letter <= last:
                    counts[code] = counts.get(code, 0) + 1
    letters = sum(1 for text in texts[:500] for letter in text[:500] if letter.isalpha())
    best = max(counts, key=lambda code: counts[code], default="")
    return best if best and counts[best] * 2 > letters else ""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return codes by name, in English and in the language itself."""
    found = {_folded(name): code for code, names in LANGUAGE_NAMES.items() for name in names}
    return {
        **found,
        "bangla": "bn",
        "creole": "ht",
        "kreyol": "ht",
        "burmese": "my",
        "mandarin": "zh",
        "kinyarwanda": "rw",
    }


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Mn" or ord(letter) > 0x370)


def _plain(code: str) -> str:
    first, *rest = re.split("[-_]", code)
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
