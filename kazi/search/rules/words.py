"""Words as a search compares them: without case, accents, vowel signs that are optional, and spelling twins.

Both sides of a search, the texts and the question, go through here, so the databases only ever
compare whole words and beginnings of words, and both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MOST_WORDS = 8
LONGEST_QUERY = 400
LONGEST_WORD = 40
GRAM = 3

# Letters that Unicode does not take apart, and twins that writers of Arabic and Persian mix.
_TWINS = str.maketrans(
    {
        "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th",
        "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŋ": "ng", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ƒ": "f",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ـ": None,
        "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None, "\u00ad": None,
    }
)  # fmt: skip
# Marks that writers leave out: those of Latin, Greek, Cyrillic, Hebrew and Arabic, and the dots under
# Indian letters.  The vowel signs of Indian, Khmer, Lao, Thai and Burmese writing are letters: they stay.
_OPTIONAL = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u093c\u09bc\u0a3c\u0abc\u0b3c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
# Lao and Thai, Tibetan, Burmese, Khmer, kana, Chinese: words follow each other without a space.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff\u19e0-\u19ff"
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
# A word holds letters, digits, marks and joiners.  `\w` alone would cut Hindi at its vowels.
_MARKS = "".join(
    chr(code)
    for block in (range(0x300, 0x3100), range(0xA660, 0xAC00), range(0x10A00, 0x11FFF))
    for code in block
    if unicodedata.category(chr(code))[0] == "M"
)
_WORD = re.compile(f"(?:[^\\W_]|[{_MARKS}\u200b-\u200d\u2060\u00ad])+")
_OPERATORS = re.compile(r"(?<!\S)(?:AND|OR|NOT|NEAR)(?!\S)")


def normalised(text: str) -> str:
    """Return `text` without case, accents, control signs and repeated spaces.

    Digits of every script become 0 to 9.  The result is for comparing, not for reading; normalising
    it again changes nothing.
    """
    if text.isascii():
        return " ".join(_without_controls(text).lower().split())
    return _folded(text) if len(text) <= LONGEST_WORD else _folded.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    for _again in range(3):  # Folding may give letters that come apart, and the other way round.
        apart = unicodedata.normalize("NFKD", text).casefold()
        bare = _OPTIONAL.sub("", unicodedata.normalize("NFKD", apart).translate(_TWINS))
        bare = _OPTIONAL.sub("", unicodedata.normalize("NFKD", bare.casefold()))
        bare = " ".join(_without_controls(_plain_digits(bare)).split())
        if bare == text:
            break
        text = bare
    return text


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared, in its order, each as often as it comes."""
    plain = normalised(text)
    return [plain[start:end] for start, end in _cut(plain)]


def indexed(text: str) -> list[str]:
    """Return what is stored for a text: its words, and pieces of what is written without spaces.

    Of such a run each letter starts a piece of three, shorter at the end, so that any part of it of
    up to three letters is the beginning of a piece.  Each piece once, in the order of coming.
    """
    found: dict[str, None] = {}
    for word in words(text):
        found.update(dict.fromkeys(pieces(word) if is_unspaced(word) else [word[:LONGEST_WORD]]))
    return list(found)


def pieces(run: str) -> list[str]:
    """Return the pieces of three letters that start at each letter of a run, shorter at the end."""
    return [run[start : start + GRAM] for start in range(len(run))]


def search_words(query: str) -> list[str]:
    """Return the words of a question: at most eight different ones, the others are not looked at."""
    asked = _OPERATORS.sub(" ", query[:LONGEST_QUERY])
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words(asked)))[:MOST_WORDS]


def asked_pieces(run: str) -> list[str]:
    """Return the pieces that a text must have for `run` to stand in it: all of three letters, or the run."""
    return [run] if len(run) <= GRAM else list(dict.fromkeys(pieces(run)[: 1 - GRAM]))


def is_unspaced(word: str) -> bool:
    """Say whether a word is of a script without spaces, so that it may be several words."""
    return bool(_IS_UNSPACED.match(word))


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Give start and end of each word as it stands in `text`, and the word as it is compared."""
    for found in _WORD.finditer(text):
        first = found.start()
        for start, end, word in _runs_of(found[0]):
            yield first + start, first + end, word


@lru_cache(maxsize=20_000)
def _runs_of(raw: str) -> tuple[tuple[int, int, str], ...]:
    """Return the parts of one word of a text; texts share most of their words, so they are remembered."""
    return tuple((start, end, word) for start, end in _cut(raw) if (word := normalised(raw[start:end])))


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Give start and end of each word, and of each run without spaces, that has a letter or a digit."""
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii():
            yield found.span()
            continue
        for run in _RUNS.finditer(word):
            if any(letter.isalnum() for letter in run[0]):
                yield found.start() + run.start(), found.start() + run.end()


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        letter if unicodedata.category(letter) not in {"Cc", "Cs", "Cf"} else " " * letter.isspace()
        for letter in text
    )


def _plain_digits(text: str) -> str:
    if not any(letter.isdecimal() and not letter.isascii() for letter in text):
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
