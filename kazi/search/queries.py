"""Finding: what fits a question, in what order, and how many there are of each facet.

A question is at most eight words; a thing fits when it has all of them, as words or beginnings of
words.  When nothing does, wrong letters are forgiven; when still nothing does, some of the words
are enough (at least half).  The order: 12 points for a word of the title, 9 for the beginning of
one, 5 for the keywords, 2 for the body, 1 for a word that was misspelt; then the newest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from kazi.search.memory import Levels, Shelf, shelf
from kazi.search.models import SearchDoc, SearchWord
from kazi.search.rules import ranking
from kazi.search.rules.showing import Parts, marked, snippet
from kazi.search.rules.spelling import MOST_NEAR, slips_allowed
from kazi.search.rules.words import GRAM, asked_pieces, is_unspaced, search_words

ON_A_PAGE = 20
MOST_PAGES = 1_000
POINTS = (ranking.TITLE, ranking.TITLE_BEGINS, ranking.KEYWORDS, ranking.BODY)
ENOUGH_PIECES = 0.6  # Of a run in a script without spaces, when no text has all of it.


@dataclass(frozen=True)
class Hit:
    """One thing that was found.  `title` and `snippet` are parts: a text, and whether it was asked for."""

    kind: str
    ref: str
    language: str
    path: str
    at: datetime
    facets: dict[str, list[str]]
    whole_title: str
    body: str
    asked: list[str]

    @cached_property
    def title(self) -> Parts:
        return marked(self.whole_title, self.asked)

    @cached_property
    def snippet(self) -> Parts:
        return snippet(self.body, self.asked)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, how many there are, and the counts for narrowing it down.

    Each facet is counted with the filters of the others: "kind" is one, and "written" the language of
    the text.  `meant` is the question with its misspelt words put right, "" where there was none;
    `is_partial` says that nothing had all the words, so these have some of them.
    """

    hits: list[Hit]
    total: int
    page: int
    pages: int
    facets: dict[str, dict[str, int]]
    meant: str
    is_partial: bool


@dataclass(slots=True)
class _Asked:
    """The words of a question, who fits each, and what is marked in the texts."""

    terms: list[ranking.Term]
    marked: list[str]
    meant: dict[str, str]
    is_partial: bool = False


def search(
    query: str = "",
    filters: Mapping[str, Sequence[str]] | None = None,
    *,
    page: int = 1,
    on_a_page: int = ON_A_PAGE,
    newest_first: bool = False,
    with_texts: bool = True,
) -> Found:
    """Find what fits the words and, of each facet in `filters`, one of its codes; empty: everything.

    Any text may be asked; one without a letter or digit finds nothing.  `page` counts from 1, and one
    beyond the end is the last.  `newest_first` leaves the points out of the order.  Hits without texts
    have no path, title, snippet and facets; they cost no question of the database.
    """
    filters = {name: codes for name, codes in (filters or {}).items() if codes}
    there = shelf()
    words = search_words(query)
    visible = there.visible if words or not query.strip() else 0
    found, asked = _fitting(there, words, visible)
    facets = ranking.counts(filters, there.facets, found)
    for name, codes in filters.items():
        found &= ranking.chosen_of(there.facets.get(name, {}), codes)
    total = found.bit_count()
    pages = max(1, min(MOST_PAGES, ceil(total / on_a_page)))
    page = max(1, min(page, pages))
    groups = [found] if newest_first else ranking.ranked(asked.terms, found)
    places = ranking.part(groups, (page - 1) * on_a_page, on_a_page)
    return Found(
        hits=_hits(there, [there.numbers[place] for place in places], asked.marked, with_texts=with_texts),
        total=total,
        page=page,
        pages=pages,
        facets=facets,
        meant=_meant(words, asked.meant),
        is_partial=asked.is_partial,
    )


def _fitting(there: Shelf, words: list[str], visible: int) -> tuple[int, _Asked]:
    """Return who fits, as a set, with every word; else with wrong letters put right; else with some."""
    asked = _Asked([_term(there, word) for word in words], list(words), {})
    found = _all_of(asked.terms, visible)
    if found or not visible or not words:
        return found, asked
    asked.terms = [
        _forgiving(there, word, term, visible, asked) for word, term in zip(words, asked.terms, strict=True)
    ]
    found = _all_of(asked.terms, visible)
    if found:
        return found, asked
    sets = [ranking.any_of(term) & visible for term in asked.terms]
    found = ranking.having_most(sets, ceil(len(sets) / 2)) if len(sets) > 1 else 0
    asked.is_partial = bool(found)
    return found, asked


def _all_of(terms: Sequence[ranking.Term], found: int) -> int:
    for term in terms:
        found &= ranking.any_of(term)
    return found


def _term(there: Shelf, word: str) -> ranking.Term:
    if not is_unspaced(word):
        return list(zip(POINTS, there.having(word, begins=len(word) >= GRAM), strict=True))
    every = [_piece(there, piece) for piece in asked_pieces(word)]
    title, keywords, anywhere = (_each(those) for those in zip(*every, strict=True))
    return [(ranking.TITLE, title), (ranking.KEYWORDS, keywords), (ranking.BODY, anywhere)]


def _piece(there: Shelf, piece: str) -> tuple[int, int, int]:
    _exact, title, keywords, body = _levels(there, piece)
    return title, keywords, title | keywords | body


def _levels(there: Shelf, piece: str) -> Levels:
    return there.having(piece, begins=len(piece) < GRAM)


def _each(sets: Sequence[int]) -> int:
    found = -1
    for those in sets:
        found &= those
    return found


def _forgiving(there: Shelf, word: str, term: ranking.Term, visible: int, asked: _Asked) -> ranking.Term:
    """Return the term with those who have a word that is nearly this one."""
    if is_unspaced(word):
        every = [_piece(there, piece)[2] & visible for piece in asked_pieces(word)]
        if len(every) < GRAM or ranking.any_of(term) & visible:
            return term
        return [(ranking.MISSPELT, ranking.having_most(every, ceil(len(every) * ENOUGH_PIECES)))]
    nearly, best, most_had = 0, 0, 0
    for slips, other in there.near(word) if slips_allowed(word) else []:
        if best and (slips > best or len(asked.marked) > 8 * MOST_NEAR):
            break
        those = ranking.any_of(list(zip(POINTS, there.having(other, begins=False), strict=True))) & visible
        if not those:
            continue  # A word that no text has any more.
        best = slips
        nearly |= those
        asked.marked.append(other)
        if not ranking.any_of(term) & visible and those.bit_count() > most_had:
            most_had, asked.meant[word] = those.bit_count(), other
    return [*term, (ranking.MISSPELT, nearly)]


def _meant(words: list[str], meant: dict[str, str]) -> str:
    """Return the question as it may have been meant, its words as texts write them."""
    if not meant:
        return ""
    shown = dict(SearchWord.objects.filter(word__in=meant.values()).values_list("word", "shown"))
    return " ".join(shown.get(meant[word], meant[word]) if word in meant else word for word in words)


def _hits(there: Shelf, numbers: list[int], asked: list[str], *, with_texts: bool) -> list[Hit]:
    if not with_texts:
        kept = [there.rows[number] for number in numbers]
        return [Hit(row.kind, row.ref, row.language, "", row.at, {}, "", "", asked) for row in kept]
    rows = SearchDoc.objects.defer("title_words", "keyword_words", "body_words").in_bulk(numbers)
    return [
        Hit(
            kind=row.kind,
            ref=row.ref,
            language=row.language,
            path=row.path,
            at=row.at,
            facets=row.facets,
            whole_title=row.title,
            body=row.body,
            asked=asked,
        )
        for number in numbers
        if (row := rows.get(number))
    ]
