"""The line of a text that a reader is shown, cut around what was searched for, in plain parts.

Nothing here makes HTML: the parts are texts, and the template marks and escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kazi.search.rules.words import GRAM, is_unspaced, spans

Parts = list[tuple[str, bool]]  # A text, and whether it is what was searched for.

LONGEST = 220
BEFORE = 60
LOOKED_AT = 6_000


def marked(text: str, asked: Sequence[str]) -> Parts:
    """Return the whole text in parts."""
    return _parts(text, list(_places(text, asked)), 0, len(text))


def snippet(text: str, asked: Sequence[str]) -> Parts:
    """Return about 220 letters around the first place that was searched for, or the beginning."""
    text = " ".join(text[:LOOKED_AT].split())
    following = _places(text, asked)
    first = next(following, None)
    start = max(0, first[0] - BEFORE) if first else 0
    if first and start:  # Begin with a whole word; scripts without spaces begin where they are cut.
        space = text.find(" ", start, first[0])
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LONGEST)
    if end < len(text):
        space = text.rfind(" ", start + LONGEST // 2, end)
        end = space if space >= 0 else end
    if not text:
        return []
    places = [first] if first else []
    for place in following:
        if place[0] >= end:
            break  # Most of a text is never looked at.
        places.append(place)
    parts = _parts(text, places, start, end)
    return [("… ", False)] * (start > 0) + parts + [(" …", False)] * (end < len(text))


def _places(text: str, asked: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give start and end of each place, in order, none overlapping."""
    if text.isascii():  # As the rest of this function finds it, twenty times as fast.
        if pattern := _of_ascii(tuple(asked)):
            yield from (found.span() for found in pattern.finditer(text))
        return
    spaced = {word for word in asked if not is_unspaced(word)}
    begins = tuple(word for word in spaced if len(word) >= GRAM)
    runs = [word for word in asked if is_unspaced(word)]
    for start, end, word in spans(text):
        if word in spaced or word.startswith(begins):
            yield start, end
        elif runs and is_unspaced(word):
            yield from _inside(text, start, end, word, runs)


@lru_cache(maxsize=64)
def _of_ascii(asked: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return the pattern of the words that can stand in an ASCII text, or begin a word of it."""
    spoken = [word for word in asked if word.isascii()]
    if not spoken:
        return None
    longer = "|".join(f"{re.escape(word)}[^\\W_]*" for word in spoken if len(word) >= GRAM)
    whole = "|".join(f"{re.escape(word)}(?![^\\W_])" for word in spoken if len(word) < GRAM)
    either = "|".join(filter(None, (longer, whole)))
    return re.compile(f"(?<![^\\W_])(?:{either})", re.ASCII | re.IGNORECASE)


def _inside(text: str, start: int, end: int, word: str, runs: list[str]) -> list[tuple[int, int]]:
    """Return where the runs stand in a stretch without spaces; all of it where its letters were folded."""
    for run in runs:
        if run in word:
            if len(word) != end - start:
                return [(start, end)]
            places, at = [], word.find(run)
            while at >= 0:
                places.append((start + at, start + at + len(run)))
                at = word.find(run, at + len(run))
            return places
    return []


def _parts(text: str, places: list[tuple[int, int]], start: int, end: int) -> Parts:
    parts: Parts = []
    at = start
    for first, last in places:
        if first >= end or last <= start:
            continue
        begins, ends = max(first, at), min(last, end)
        if begins > at:
            parts.append((text[at:begins], False))
        parts.append((text[begins:ends], True))
        at = ends
    if at < end:
        parts.append((text[at:end], False))
    return parts
