"""What fits on the small screen of a USSD session, and how longer texts are shared out."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# GSM 03.38, the alphabet of SMS and USSD; the second set costs two places.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
GSM_PLACES, UCS2_PLACES = 160, 70


def is_gsm(text: str) -> bool:
    """Say whether the text can be sent in the GSM alphabet, 160 places to a screen."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def places(text: str, gsm: bool) -> int:
    """Return how many places a text takes: septets of GSM, or units of UCS-2 (an emoji takes two)."""
    if gsm:
        return len(text) + sum(letter in _EXTENDED for letter in text)
    return len(text.encode("utf-16-le")) // 2


def room(text: str) -> int:
    """Return how many places a screen with this text has."""
    return GSM_PLACES if is_gsm(text) else UCS2_PLACES


def plain_ends(text: str) -> str:
    """Return the text with typographic signs as GSM has them, where that saves it from UCS-2."""
    simple = text.translate(_PLAIN)
    return simple if is_gsm(simple) else text


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-",
     "…": "...", "\u00a0": " ",
     "á": "a", "í": "i", "ó": "o", "ú": "u", "ê": "e", "â": "a", "î": "i", "ô": "o", "û": "u", "ç": "c",
     "ë": "e", "ï": "i", "Á": "A", "Í": "I", "Ó": "O", "Ú": "U", "À": "A", "È": "E", "Ê": "E"}
)  # fmt: skip


def screens(prose: str, lines: Sequence[str], more: str) -> list[str]:
    """Share a text and the lines of a menu out over screens, each of which fits.

    A single screen stays as it is; of several, each but the last ends with the line `more`, and the
    last too when there is a menu, because from there it goes on to the first.  Words are not
    broken while they fit on a screen, and no mark is parted from its letter.
    """
    whole = "\n".join([prose, *lines] if prose else lines)
    gsm = is_gsm(whole + more)
    most = GSM_PLACES if gsm else UCS2_PLACES
    if places(whole, is_gsm(whole)) <= room(whole):
        return [whole]
    left = most - places(more, gsm) - 1
    pieces = [*_pieces(prose, left, gsm), *(piece for line in lines for piece in _pieces(line, left, gsm))]
    found: list[str] = []
    for piece in pieces:
        if found and places(f"{found[-1]}\n{piece}", gsm) <= left:
            found[-1] += f"\n{piece}"
        else:
            found.append(piece)
    last = len(found) - 1
    return [one if n == last and not lines else f"{one}\n{more}" for n, one in enumerate(found)]


def _pieces(text: str, most: int, gsm: bool) -> list[str]:
    """Return the text in pieces of at most `most` places, broken between words where it can be."""
    found = []
    rest = text.strip()
    while rest and places(rest, gsm) > most:
        at = most
        while places(rest[:at], gsm) > most:
            at -= 1
        space = rest.rfind(" ", 0, at + 1)
        if space > at // 2:
            at = space
        else:
            while at > 1 and (unicodedata.combining(rest[at]) or unicodedata.category(rest[at])[0] == "M"):
                at -= 1
        found.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [*found, rest] if rest else found
