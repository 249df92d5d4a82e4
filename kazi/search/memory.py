"""What each process keeps in mind of all docs: their order and their facets, as sets.

Counting 20,000 docs by five facets in SQL takes longer than a page may; with sets it takes less than
a millisecond.  The memory is of one stamp (`SearchState`): after any change the next search loads
what is new.  About 500 bytes a doc; PostgreSQL or SQLite is still asked for every new word.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from kazi.kernel.recall import Recall
from kazi.search.engine import docs_with
from kazi.search.models import SearchDoc, SearchState, SearchWord
from kazi.search.rules import ranking
from kazi.search.rules.spelling import Vocabulary

MOST_WORDS_KEPT = 500
PARTS = 900  # SQLite takes at most 999 values in older builds.

Levels = tuple[int, ...]  # A set for each level of the engine.


class Row(NamedTuple):
    at: datetime
    kind: str
    ref: str
    language: str
    facets: tuple[tuple[str, str], ...]
    is_demo: bool


class Shelf:
    """All docs at one stamp: their places from the oldest to the newest, and who has which facet."""

    def __init__(self, rows: dict[int, Row], vocabulary: Vocabulary, last_word: int) -> None:
        self.rows = rows
        # The newest is shown first; of the same moment the first by kind and ref.
        by_name = sorted(rows, key=lambda number: rows[number][1:4], reverse=True)
        self.numbers = sorted(by_name, key=lambda number: rows[number].at)
        self.places = {number: place for place, number in enumerate(self.numbers)}
        members: dict[str, dict[str, list[int]]] = {}
        real = []
        for place, number in enumerate(self.numbers):
            row = rows[number]
            if not row.is_demo:
                real.append(place)
            for name, code in row.facets:
                members.setdefault(name, {}).setdefault(code, []).append(place)
        size = len(rows)
        self.facets = {
            name: {code: ranking.as_set(those, size) for code, those in sorted(codes.items())}
            for name, codes in sorted(members.items())
        }
        self._all = (1 << size) - 1
        self._real = ranking.as_set(real, size)
        self._words: dict[tuple[str, bool], Levels] = {}
        self._vocabulary = vocabulary
        self._last_word = last_word
        self._lock = threading.Lock()

    @property
    def visible(self) -> int:
        """Return what may be shown now: demo rows only in demo mode."""
        return self._all if settings.DEMO else self._real

    def having(self, word: str, *, begins: bool) -> Levels:
        """Return who has the word at each level of the engine; asks the database once for each word."""
        kept = self._words.get((word, begins))
        if kept is None:
            kept = tuple(self._as_set(numbers) for numbers in docs_with(word, begins=begins))
            with self._lock:
                while len(self._words) >= MOST_WORDS_KEPT:
                    self._words.pop(next(iter(self._words)))
                self._words[word, begins] = kept
        return kept

    def near(self, word: str) -> list[tuple[int, str]]:
        """Return the words that `word` may have been meant to be, with how many letters are wrong."""
        with self._lock:
            fresh = SearchWord.objects.filter(pk__gt=self._last_word).order_by("pk")
            for self._last_word, learnt in fresh.values_list("pk", "word"):
                self._vocabulary.add([learnt])
        return self._vocabulary.near(word)

    def renewed(self) -> Shelf:
        """Return the shelf as the database has it now; only what is new is read."""
        there = set(SearchDoc.objects.values_list("pk", flat=True))
        rows = {number: row for number, row in self.rows.items() if number in there}
        rows |= _rows(there - rows.keys(), all_of_them=not rows)
        return Shelf(rows, self._vocabulary, self._last_word)

    def _as_set(self, numbers: list[int]) -> int:
        places = map(self.places.get, numbers)
        # A doc put a moment ago may not be on this shelf yet.
        return ranking.as_set([place for place in places if place is not None], len(self.places))


def shelf() -> Shelf:
    """Return the docs as they are now: one small query when nothing has changed."""
    stamp = SearchState.objects.values_list("stamp", flat=True).first() or ""
    if not stamp or stamp in _uncommitted:  # Ours alone, and perhaps soon undone: not to be remembered.
        return _empty().renewed()
    kept = _kept("shelf")
    found = kept.get(stamp)
    if found is not None:
        return found
    with _building:  # The others wait for the first instead of reading the same.
        found = kept.get(stamp)
        if found is None:
            before = next(iter(kept.values()), None) or _empty()
            found = before.renewed()
            kept.clear()
            kept[stamp] = found
    return found


def changed(stamp: str) -> None:
    """Note that this transaction has changed what can be found."""
    _uncommitted.add(stamp)
    transaction.on_commit(lambda: _uncommitted.discard(stamp))


def _empty() -> Shelf:
    return Shelf({}, Vocabulary(), 0)


def _rows(numbers: Iterable[int], *, all_of_them: bool) -> dict[int, Row]:
    wanted = sorted(numbers)
    found = {}
    columns = ("pk", "at", "kind", "ref", "language", "facets", "is_demo")
    for start in range(0, len(wanted), PARTS):
        some = SearchDoc.objects.filter(pk__in=wanted[start : start + PARTS])
        if all_of_them:
            some = SearchDoc.objects.all()
        for pk, at, kind, ref, language, facets, is_demo in some.values_list(*columns).iterator(PARTS):
            pairs = [_shared(name, str(code)) for name, codes in facets.items() for code in codes]
            pairs.append(_shared("kind", kind))
            if language:
                pairs.append(_shared("written", language))
            found[pk] = Row(at, intern(kind), ref, intern(language), tuple(pairs), is_demo)
        if all_of_them:
            break
    return found


@lru_cache(maxsize=5_000)
def _shared(name: str, code: str) -> tuple[str, str]:
    """Return the pair, the same object each time: 20,000 docs have a quarter of a million of them."""
    return intern(name), intern(code)


_building = threading.Lock()
_uncommitted: set[str] = set()
# The newest shelf under its stamp.  Read anew from nothing once in an hour, whatever happened.
_kept: Recall[str, dict[str, Shelf]] = Recall(lambda _key: {}, seconds=3600)
