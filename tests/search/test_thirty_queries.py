"""The same questions give the same things, in the same order, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from kazi.search.queries import search
from kazi.search.services import put_all
from tests.search.makers import shelf_of_many_languages

pytestmark = pytest.mark.django_db

QUERIES = {
    # English: whole words, beginnings, several at once, quotes and operators.
    "data entry": "fair-pay amani",
    "kenya": "ke amani",
    "trans": "listen saopaulo",
    '"data entry" kenya': "amani",
    "data AND entry": "fair-pay amani",
    "Health; (interviews)": "listen",
    # French, with and without accents.
    "données": "abidjan",
    "SAISIE DONNEES": "abidjan",
    "cote d'ivoire": "abidjan",
    "société": "abidjan",
    # Swahili, Portuguese, Vietnamese, German, Ukrainian, Akan.
    "risiti hospitali": "mwanga",
    "acao sao paulo": "saopaulo",
    "dong da": "hanoi",
    "STRASSENKARTEN": "strasse",
    "довідники": "kyiv",
    "eye no": "listen",
    # Hindi and Bengali, whose vowel signs are letters; the dot under a letter is optional.
    "दूध": "drishti",
    "फार्म": "drishti",
    "अस्पताल के फ़ॉर्म": "drishti",
    "হাসপাতাল": "sylhet",
    # Khmer, Lao, Thai, Burmese, Japanese: words without spaces between.
    "ទិន្នន័យ": "angkor",
    "ភ្នំពេញ": "angkor",
    "ຂໍ້ມູນ": "vientiane",
    "ໂຮງໝໍ": "vientiane",
    "โรงพยาบาล": "chiangmai",
    "ဒေတာ": "yangon",
    "領収書": "osaka",
    # Arabic: with vowel signs, drawn out, without hamza.
    "الْبَيَانَات": "amman",
    "البيـــانات": "amman",
    "ادخال": "amman",
    # Wrong letters: one, two, swapped, and in one of two words.
    "transcrption": "listen",
    "tarnskription": "listen",
    "Amni Data": "amani",
    "kenja": "ke amani",
    "hospitalierees": "abidjan",
    # Some of the words.
    "people who do data entry in kenya": "amani",
    "មន្ទីរពេទ្យនៅភ្នំពេញនិងទន្លេសាប": "angkor",
    # Nothing.
    "zzzzqqqq": "",
    "🙂": "",
    "'; DROP TABLE search_searchdoc; --": "",
}


@pytest.fixture(autouse=True)
def _shelf(db: None) -> None:
    put_all(shelf_of_many_languages())


@pytest.mark.parametrize("query", QUERIES)
def test_a_question_gives_the_same_everywhere(query: str) -> None:
    assert " ".join(hit.ref for hit in search(query).hits) == QUERIES[query]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("transcrption", "transcription"),
        ("kenja entrey", "kenya entry"),
        ("societe numerque", "societe numérique"),
        ("kenya", ""),
        ("zzzzqqqq", ""),
    ],
)
def test_a_misspelt_question_is_put_right(query: str, meant: str) -> None:
    assert search(query).meant == meant


def test_words_of_a_query_language_are_words() -> None:
    wanted = [hit.ref for hit in search("data entry").hits]
    for query in (
        "data* entry*",
        "+data +entry",
        "data & entry",
        "data | entry",
        "^data entry",
        "data:* entry:*",
    ):
        assert [hit.ref for hit in search(query).hits] == wanted, query


@pytest.mark.parametrize(
    "query",
    ["x" * 10_000, "data " * 2_000, "'", '"', "\\", "{title_words} : data", "a\0b", "\ud800", "%s %(a)s", "_",
     "NEAR(data entry, 2)", "search_text MATCH 'a'", "\u202edata", "\u0301", "๚", "។", "-" * 500, "(((((",
     "data\\' OR 1=1"],
)  # fmt: skip
def test_no_question_is_an_error(query: str) -> None:
    found = search(query)
    assert found.page == 1
    assert found.total >= len(found.hits)


def test_what_is_asked_for_is_marked_and_nothing_else() -> None:
    (hit,) = search("hopitalieres recus").hits[:1] or search("hospitalieres recus").hits
    assert [text for text, is_asked in hit.snippet if is_asked] == ["reçus", "hospitalières"]
    assert (
        "".join(text for text, _ in hit.snippet)
        == "Nous numérisons des reçus et des archives hospitalières à Bouaké."
    )


def test_a_word_inside_a_khmer_sentence_is_marked() -> None:
    (hit,) = search("មន្ទីរពេទ្យ").hits
    assert ("មន្ទីរពេទ្យ", True) in hit.snippet
