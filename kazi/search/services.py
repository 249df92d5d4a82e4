"""Putting things where they are found, and taking them away: part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from kazi.search.memory import changed
from kazi.search.models import SearchDoc, SearchState, SearchWord
from kazi.search.rules.words import LONGEST_WORD, indexed, is_unspaced, spans

AT_A_TIME = 500

Key = tuple[str, str, str]  # kind, ref, language


@dataclass(frozen=True, slots=True)
class Doc:
    """A thing to be found, in one language ("" for none in particular).

    `kind` and `ref` name it; `title` counts most, then `keywords`, then `body`, which is also what
    the snippet is cut from.  `facets` are what a list can be narrowed by: name -> codes.
    """

    kind: str
    ref: str
    title: str
    path: str
    at: datetime
    language: str = ""
    keywords: str = ""
    body: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_demo: bool = False


def put(doc: Doc) -> None:
    """Let `doc` be found from the caller's commit on; the same kind, ref and language is replaced.

    Putting it again unchanged changes nothing.
    """
    put_all([doc])


@transaction.atomic
def put_all(docs: Iterable[Doc], *, anew: bool = False) -> int:
    """Put many docs at once and return how many were not there just so; `anew` writes those too.

    Of a doc that comes twice the last is kept.
    """
    count = 0
    for some in _batches(docs):
        wanted = {(doc.kind, doc.ref, doc.language): doc for doc in some}
        if not anew:
            for key in _unchanged(wanted):
                del wanted[key]
        if wanted:
            change()
            SearchDoc.objects.filter(pk__in=_there(wanted)).delete()
            SearchDoc.objects.bulk_create(map(_row, wanted.values()))
            _learn(wanted.values())
            count += len(wanted)
    return count


@transaction.atomic
def drop(kind: str, ref: str) -> None:
    """Let a thing be found no more, in any language; doing it again changes nothing."""
    there = SearchDoc.objects.filter(kind=kind, ref=ref)
    if there.exists():
        change()
        there.delete()


def change() -> None:
    """Tell every process that its memory is old, and let the other writers wait until our commit."""
    state = SearchState(id=1, stamp=uuid4().hex)
    SearchState.objects.bulk_create(
        [state], update_conflicts=True, update_fields=["stamp"], unique_fields=["id"]
    )
    changed(state.stamp)


def _there(wanted: Mapping[Key, Doc]) -> list[int]:
    """Return the numbers of the rows that have these names."""
    found = []
    for kind in {kind for kind, _ref, _language in wanted}:
        rows = SearchDoc.objects.filter(kind=kind, ref__in={key[1] for key in wanted if key[0] == kind})
        named = rows.values_list("pk", "ref", "language")
        found += [pk for pk, ref, language in named if (kind, ref, language) in wanted]
    return found


def _unchanged(wanted: Mapping[Key, Doc]) -> list[Key]:
    """Return the names of those that are stored just as they are wanted."""
    names = ("title", "keywords", "body", "facets", "path", "is_demo", "at")
    same = []
    for row in SearchDoc.objects.filter(pk__in=_there(wanted)):
        key = (row.kind, row.ref, row.language)
        new = _plain_row(wanted[key])
        if all(getattr(row, name) == getattr(new, name) for name in names):
            same.append(key)
    return same


def _row(doc: Doc) -> SearchDoc:
    row = _plain_row(doc)
    row.title_words = " ".join(indexed(row.title))
    row.keyword_words = " ".join(indexed(row.keywords))
    row.body_words = " ".join(indexed(row.body))
    return row


def _plain_row(doc: Doc) -> SearchDoc:
    return SearchDoc(
        kind=doc.kind,
        ref=doc.ref,
        language=doc.language,
        title=_storable(doc.title)[:300],
        keywords=_storable(doc.keywords),
        body=_storable(doc.body),
        facets={name: sorted(set(codes)) for name, codes in doc.facets.items() if codes},
        path=doc.path,
        is_demo=doc.is_demo,
        at=doc.at,
    )


def _storable(text: str) -> str:
    """Return a text without what PostgreSQL cannot hold: NUL and lone surrogates."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _learn(docs: Iterable[Doc]) -> None:
    """Keep the words, for those who misspell them."""
    heard: dict[str, str] = {}
    for doc in docs:
        for text in (doc.title, doc.keywords, doc.body):
            for start, end, word in spans(text):
                if (
                    4 <= len(word) <= LONGEST_WORD
                    and not any(map(str.isdigit, word))
                    and not is_unspaced(word)
                ):
                    heard.setdefault(word, _storable(text[start:end]).lower()[:80])
    rows = [SearchWord(word=word, shown=shown) for word, shown in heard.items()]
    SearchWord.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_A_TIME)


def _batches(docs: Iterable[Doc]) -> Iterable[list[Doc]]:
    some: list[Doc] = []
    for doc in docs:
        some.append(doc)
        if len(some) == AT_A_TIME:
            yield some
            some = []
    if some:
        yield some
