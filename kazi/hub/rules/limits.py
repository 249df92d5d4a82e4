"""What is held back until a person has looked at it: advertising, mostly."""

from __future__ import annotations

import re
from itertools import pairwise

from kazi.kernel.words import N_

MOST_LINKS = 3
MOST_LENGTH_WITHOUT_SPACE = 120
LEAST_TO_JUDGE_SHOUTING = 40

_LINK = re.compile(r"(?:https?://|www\.)\S+|\[url\b|<a\s", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def why_held(text: str) -> str:
    """Return why this text waits for a person, as a sentence to translate; "" when it need not.

    The limits are about form, never about opinion: many links, one word again and again, a whole text in
    capitals (in scripts that have them), or a line without a space that is longer than any word.
    """
    if len(_LINK.findall(text)) > MOST_LINKS:
        return N_("It has more than three links.")
    words = [word.casefold() for word in _WORD.findall(text)]
    if any(len(part) > MOST_LENGTH_WITHOUT_SPACE and not _is_unspaced(part) for part in text.split()):
        return N_("It has a line without spaces that is longer than any word.")
    again = sum(one == other for one, other in pairwise(words))
    if again >= 5 and again > len(words) / 4:
        return N_("It says one word again and again.")
    letters = [sign for sign in text if sign.isalpha() and sign.lower() != sign.upper()]
    if len(letters) >= LEAST_TO_JUDGE_SHOUTING and sum(s.isupper() for s in letters) > 0.8 * len(letters):
        return N_("It is written in capitals.")
    return ""


def _is_unspaced(part: str) -> bool:
    """Say whether this is of a script without spaces between words, such as Khmer, Thai or Chinese."""
    other = sum(1 for sign in part if ord(sign) >= 0x0E00)
    return other > len(part) / 2
