"""What is put is stored once, and gone when it is dropped."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from kazi.search.models import SearchDoc, SearchState, SearchWord
from kazi.search.services import drop, put, put_all
from tests.search.makers import doc

pytestmark = pytest.mark.django_db


def test_a_second_put_replaces_the_first_of_the_same_language_only() -> None:
    put_all([doc(language="en"), doc(title="Données Amani", language="fr")])
    put(doc(title="Amani Digital", language="en"))
    assert sorted(SearchDoc.objects.values_list("title", flat=True)) == ["Amani Digital", "Données Amani"]


def test_what_is_dropped_is_gone_in_all_languages_and_twice_is_once() -> None:
    put_all([doc(language="en"), doc(language="fr"), doc("2")])
    drop("provider", "1")
    drop("provider", "1")
    assert list(SearchDoc.objects.values_list("ref", flat=True)) == ["2"]


def test_every_change_is_stamped_and_nothing_else_is() -> None:
    def stamp() -> str:
        return SearchState.objects.get().stamp

    put(doc())
    first = stamp()
    drop("provider", "nobody")
    assert stamp() == first
    drop("provider", "1")
    assert stamp() != first


def test_what_is_rolled_back_is_not_there() -> None:
    with transaction.atomic():
        put(doc())
        transaction.set_rollback(True)
    assert not SearchDoc.objects.exists()
    assert not SearchWord.objects.exists()


def test_texts_that_a_database_cannot_hold_are_cleaned() -> None:
    put(doc(title="Ama\0ni \ud800Data", body="\0", keywords="x\udfff"))
    assert SearchDoc.objects.get().title == "Amani Data"


def test_words_are_learnt_as_they_are_written() -> None:
    put(doc(title="Société de Données"))
    assert dict(SearchWord.objects.values_list("word", "shown")) == {
        "societe": "société",
        "donnees": "données",
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL checks its own indexes.")
def test_the_index_of_sqlite_is_whole_after_changes() -> None:
    put_all([doc(str(number)) for number in range(5)])
    put(doc("3", "Else"))
    drop("provider", "4")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_text(search_text, rank) VALUES ('integrity-check', 1)")
        cursor.execute("SELECT count(*) FROM search_text WHERE search_text MATCH '\"amani\"'")
        assert cursor.fetchone()[0] == 3
