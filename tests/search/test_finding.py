"""Order, facets, pages, demo rows, changes and races."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import Settings

from kazi.search.models import SearchDoc
from kazi.search.queries import search
from kazi.search.rules.words import normalised
from kazi.search.services import Doc, drop, put, put_all
from tests.search.makers import FIRST, doc, shelf_of_many_languages


def found(query: str = "", **filters: list[str]) -> list[str]:
    return [hit.ref for hit in search(query, filters, on_a_page=100).hits]


@pytest.mark.django_db
def test_the_title_counts_more_than_keywords_and_these_more_than_the_text() -> None:
    put_all(
        [
            doc("text", "One", body="about receipts"),
            doc("keywords", "Two", keywords="receipts"),
            doc("begins", "Receipts24"),
            doc("title", "Receipts", at=FIRST - timedelta(days=1)),
        ]
    )
    assert found("receipts") == ["title", "begins", "keywords", "text"]


@pytest.mark.django_db
def test_what_counts_the_same_is_shown_newest_first_and_then_by_name() -> None:
    put_all([doc("b"), doc("a"), doc("new", at=FIRST + timedelta(days=1)), doc("c", kind="article")])
    assert found("amani") == found() == ["new", "c", "a", "b"]


@pytest.mark.django_db
def test_the_newest_may_be_asked_for_first() -> None:
    put_all([doc("title", "Receipts"), doc("text", "New", body="receipts", at=FIRST + timedelta(days=1))])
    assert found("receipts") == ["title", "text"]
    assert [hit.ref for hit in search("receipts", newest_first=True).hits] == ["text", "title"]


@pytest.mark.django_db
def test_each_facet_is_counted_under_the_filters_of_the_others() -> None:
    put_all(
        [
            doc("1", facets={"country": ["KE"], "service": ["entry", "text"]}),
            doc("2", facets={"country": ["KE"], "service": ["entry"]}),
            doc("3", facets={"country": ["IN"], "service": ["entry"]}),
            doc("4", "Other", facets={"country": ["IN"], "service": ["speech"]}),
        ]
    )
    facets = search("amani", {"country": ["KE"]}).facets
    assert facets["country"] == {"IN": 1, "KE": 2}
    assert facets["service"] == {"entry": 2, "text": 1}
    facets = search("amani", {"country": ["KE", "IN"], "service": ["text"]}).facets
    assert facets["country"] == {"IN": 0, "KE": 1}
    assert facets["service"] == {"entry": 3, "text": 1}
    assert search("", {"country": ["KE", "IN"], "service": ["speech", "text"]}).total == 2


@pytest.mark.django_db
def test_an_unknown_facet_or_code_finds_nothing_and_breaks_nothing() -> None:
    put(doc(facets={"country": ["KE"]}))
    assert found(country=["XX"]) == found(colour=["red"]) == found(country=["'; --"]) == []


@pytest.mark.django_db
def test_the_counts_are_those_of_the_lists() -> None:
    put_all(shelf_of_many_languages())
    for query in ("", "data", "entry", "kenja"):
        every = search(query)
        for name, codes in every.facets.items():
            for code, count in codes.items():
                assert search(query, {name: [code]}).total == count, (query, name, code)


@pytest.mark.django_db
def test_pages_follow_each_other_and_the_last_is_the_end() -> None:
    put_all([doc(str(number), at=FIRST + timedelta(hours=number)) for number in range(25)])
    pages = [search("amani", page=number, on_a_page=10) for number in (1, 2, 3, 99, -4)]
    assert [len(page.hits) for page in pages] == [10, 10, 5, 5, 10]
    assert [page.page for page in pages] == [1, 2, 3, 3, 1]
    assert [hit.ref for page in pages[:3] for hit in page.hits] == [str(n) for n in reversed(range(25))]


@pytest.mark.django_db
def test_demo_rows_are_found_in_demo_mode_only(settings: Settings) -> None:
    put_all([doc("real"), doc("made up", is_demo=True, facets={"country": ["KE"]})])
    settings.DEMO = False
    assert (found("amani"), search("amani").facets.get("country")) == (["real"], None)
    settings.DEMO = True
    assert sorted(found("amani")) == ["made up", "real"]


@pytest.mark.django_db
def test_one_thing_in_two_languages_is_found_in_both() -> None:
    put_all([doc("a", "Fair pay", language="en"), doc("a", "Un salaire juste", language="fr")])
    assert [hit.language for hit in search("salaire").hits] == ["fr"]
    assert search("").facets["written"] == {"en": 1, "fr": 1}


@pytest.mark.django_db
def test_a_suggestion_is_never_a_word_that_nothing_has_any_more() -> None:
    put_all([doc("1", "Transcription"), doc("2", "Other")])
    drop("provider", "1")
    assert (search("transcrption").total, search("transcrption").meant) == (0, "")


@pytest.mark.django_db
def test_a_misspelling_of_what_only_the_demo_has_finds_nothing(settings: Settings) -> None:
    settings.DEMO = False
    put_all([doc("1", "Transcription", is_demo=True), doc("2", "Other")])
    assert search("transcrption").meant == ""


@pytest.mark.django_db(transaction=True)
def test_the_next_search_knows_what_was_committed_and_forgets_what_was_rolled_back() -> None:
    put(doc("1"))
    assert found("amani") == ["1"]

    def changed_and_undone() -> None:
        with transaction.atomic():
            put(doc("2"))
            drop("provider", "1")
            assert found("amani") == ["2"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        changed_and_undone()
    assert found("amani") == ["1"]
    put(doc("3", "Amani Three"))
    assert found("amani") == ["1", "3"]
    assert found("three") == ["3"]
    put(doc("1", "Else"))
    assert (found("amani"), found("else")) == (["3"], ["1"])


@pytest.mark.django_db(transaction=True)
def test_many_who_put_the_same_thing_at_once_put_it_once() -> None:
    failed: list[BaseException] = []
    start = threading.Barrier(6)

    def write(number: int) -> None:
        try:
            start.wait(20)
            for again in range(3):
                put(doc("same", f"Amani {number} {again}"))
                search("amani")
        except BaseException as error:  # Said by the test below, in its own thread.
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert SearchDoc.objects.count() == 1
    assert found("amani") == ["same"]
    assert found(SearchDoc.objects.get().title) == ["same"]


class AnyText(TestCase):
    @hypothesis(max_examples=150, deadline=None)
    @given(
        query=st.text(max_size=60), title=st.text(max_size=60), code=st.text(max_size=8), page=st.integers()
    )
    def test_any_text_can_be_put_and_asked(self, query: str, title: str, code: str, page: int) -> None:
        put(doc("1", title, body=query, keywords=title))
        got = search(query, {"country": [code]}, page=page)
        assert got.total == 0
        for hit in search(title).hits:
            assert "".join(text for text, _ in hit.title) == SearchDoc.objects.get().title

    @hypothesis(max_examples=150, deadline=None)
    @given(st.text(alphabet=st.characters(categories=["L", "N", "M", "Zs", "P"]), max_size=30))
    def test_a_thing_is_found_by_its_own_title(self, title: str) -> None:
        put(doc("1", title))
        is_there = bool(search(title).hits)
        assert is_there == (any(letter.isalnum() for letter in normalised(title)) or not title.strip())


def test_a_doc_needs_no_more_than_its_name() -> None:
    assert Doc("provider", "1", "A", "/a/", FIRST).facets == {}
