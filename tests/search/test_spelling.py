"""Wrong letters: the fast table of bits says what the plain table of numbers says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kazi.search.rules.showing import marked, snippet
from kazi.search.rules.spelling import Vocabulary, distance

few_letters = st.text("abc", max_size=9)


def alignment(one: str, other: str) -> int:
    """Optimal string alignment as Damerau wrote it, one number for each pair of beginnings."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            wrong = table[i - 1, j - 1] + (one[i - 1] != other[j - 1])
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, wrong)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


@given(few_letters, few_letters, st.integers(0, 9))
def test_wrong_letters_are_counted_as_in_the_plain_table(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(alignment(one, other), most + 1)


@given(st.text("abc", min_size=4, max_size=9), st.lists(few_letters.filter(bool)))
def test_a_vocabulary_finds_every_word_that_is_near_enough(word: str, known: list[str]) -> None:
    there = Vocabulary()
    there.add(known)
    most = 1 if len(word) < 7 else 2
    near = {(alignment(word, other), other) for other in known if other != word}
    assert set(there.near(word)) == {(slips, other) for slips, other in near if slips <= most}


@given(
    st.lists(st.text("abAB_ -.,", max_size=8), max_size=40).map(" ".join),
    st.lists(st.text("ab", min_size=1, max_size=4), max_size=3),
)
def test_a_text_in_plain_letters_is_marked_as_any_other(text: str, asked: list[str]) -> None:
    """A letter beyond ASCII at the end of the text takes the general way to the same marks."""
    assert marked(text, asked) == _without_end(marked(f"{text} é", asked))
    shown = snippet(text, asked)
    if len(" ".join(text.split())) < 200:
        assert shown == _without_end(snippet(f"{text} é", asked))


def _without_end(parts: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    *before, (last, is_asked) = parts
    assert not is_asked
    kept = last.removesuffix("é").removesuffix(" ")
    return [*before, (kept, False)] if kept else before
