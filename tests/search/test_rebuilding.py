"""The index is put right from what the rooms give."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kazi.search import sources
from kazi.search.models import SearchDoc, SearchState, SearchWord
from kazi.search.queries import search
from kazi.search.rebuilding import Rebuilt, mend
from kazi.search.services import Doc, put, put_all
from tests.search.makers import doc

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Doc]:
    docs: list[Doc] = []
    monkeypatch.setattr(sources, "_sources", {})

    @sources.source("provider")
    def everything() -> Iterable[Doc]:
        return iter(docs)

    return docs


def test_what_lacks_is_put_what_differs_is_replaced_and_what_is_too_much_is_dropped(given: list[Doc]) -> None:
    put_all([doc("same"), doc("other", "Before"), doc("gone"), doc("else", kind="article")])
    given += [doc("same"), doc("other", "After"), doc("new")]
    assert mend() == [Rebuilt("provider", docs=3, changed=2, dropped=1)]
    assert sorted(SearchDoc.objects.values_list("ref", flat=True)) == ["else", "new", "other", "same"]
    assert search("after").total == 1


def test_mending_what_is_right_changes_nothing(given: list[Doc]) -> None:
    given += [doc(str(number), facets={"country": ["KE", "IN"]}) for number in range(3)]
    mend()
    stamp = SearchState.objects.get().stamp
    assert mend() == [Rebuilt("provider", docs=3, changed=0, dropped=0)]
    put(given[0])
    assert SearchState.objects.get().stamp == stamp


def test_anew_makes_the_words_again(given: list[Doc]) -> None:
    given += [doc("1", "Receipts")]
    put_all([doc("1", "Forgotten"), *given])
    SearchDoc.objects.update(title_words="spoilt")
    assert search("receipts").total == 0
    assert mend(anew=True)[0].changed == 1
    assert search("receipts").total == 1
    assert list(SearchWord.objects.values_list("word", flat=True)) == ["receipts"]
