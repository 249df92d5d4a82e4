"""Putting things where they are found, and taking them away: part of the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from kazi.search.models import SearchDoc, SearchState, SearchWord
from kazi.search.rules.words import LONGEST_WORD, indexed, is_unspaced, spans

AT_A_TIME = 500


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
    """Let `doc` be found from the caller's commit on; the same kind, ref and language is replaced."""
    put_all([doc])


@transaction.atomic
def put_all(docs: Iterable[Doc]) -> int:
    """Put many docs at once and return how many; of one that comes twice the last is kept."""
    _change()
    count = 0
    for some in _batches(docs):
        rows = {(doc.kind, doc.ref, doc.language): _row(doc) for doc in some}
        kinds: dict[str, list[SearchDoc]] = {}
        for row in rows.values():
            kinds.setdefault(row.kind, []).append(row)
        for kind, theirs in kinds.items():
            old = SearchDoc.objects.filter(kind=kind, ref__in=[row.ref for row in theirs])
            gone = [
                pk
                for pk, ref, language in old.values_list("pk", "ref", "language")
                if (kind, ref, language) in rows
            ]
            SearchDoc.objects.filter(pk__in=gone).delete()
        SearchDoc.objects.bulk_create(rows.values())
        _learn(some)
        count += len(rows)
    return count


@transaction.atomic
def drop(kind: str, ref: str) -> None:
    """Let a thing be found no more, in any language; doing it again changes nothing."""
    there = SearchDoc.objects.filter(kind=kind, ref=ref)
    if there.exists():
        _change()
        there.delete()


def _change() -> None:
    """Tell every process that its memory is old, and let the other writers wait until our commit."""
    stamp = SearchState(id=1, stamp=uuid4().hex)
    SearchState.objects.bulk_create(
        [stamp], update_conflicts=True, update_fields=["stamp"], unique_fields=["id"]
    )


def _row(doc: Doc) -> SearchDoc:
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
        title_words=" ".join(indexed(doc.title)),
        keyword_words=" ".join(indexed(doc.keywords)),
        body_words=" ".join(indexed(doc.body)),
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
                if 4 <= len(word) <= LONGEST_WORD and word.isalpha() and not is_unspaced(word):
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
