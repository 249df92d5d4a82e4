"""Agreement against published numbers, and the laws that must hold for any labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.consensus import krippendorff_alpha_nominal, majority, percent_agreement, vote, wilson

# Krippendorff 2011, section C: 4 observers, 12 units, missing data; a row for each observer.
PUBLISHED: list[list[int | None]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
units_of_labels = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", None]), min_size=2, max_size=5), min_size=1
)


def test_alpha_is_the_published_one() -> None:
    units = list(zip(*PUBLISHED, strict=True))
    assert round(krippendorff_alpha_nominal(units), 3) == 0.743


def test_alpha_of_binary_labels_without_gaps_is_the_published_one() -> None:
    # Krippendorff 2011, section A: two observers, ten units.
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(krippendorff_alpha_nominal(list(zip(one, other, strict=True))), 3) == 0.095


def test_full_agreement_is_one_and_full_disagreement_is_below_zero() -> None:
    assert krippendorff_alpha_nominal([("a", "a"), ("b", "b")]) == 1
    assert krippendorff_alpha_nominal([("a", "b"), ("b", "a")]) < 0


@pytest.mark.parametrize("units", [[], [("a",)], [("a", None)], [("a", "a"), ("a", "a")]])
def test_alpha_is_refused_where_it_means_nothing(units: list[tuple[str | None, ...]]) -> None:
    with pytest.raises(ValueError):
        krippendorff_alpha_nominal(units)


@given(units_of_labels)
def test_neither_the_order_of_people_nor_new_names_change_agreement(
    units: list[list[str | None]],
) -> None:
    renamed = [[f"x{label}" if label else None for label in reversed(unit)] for unit in units]
    try:
        alpha = krippendorff_alpha_nominal(units)
    except ValueError:
        return
    assert krippendorff_alpha_nominal(renamed) == pytest.approx(alpha)
    assert percent_agreement(renamed) == percent_agreement(units)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_agreement_beyond_chance_is_never_more_than_agreement(
    units: list[tuple[str, str]],
) -> None:
    # Holds for pairs; with unequal numbers of people the two weigh the units differently.
    if len({label for unit in units for label in unit}) > 1:
        assert krippendorff_alpha_nominal(units) <= percent_agreement(units) + 1e-9


def test_agreement_counts_pairs_of_labels() -> None:
    # Three pairs of the first unit, one of them equal; one equal pair of the second.
    assert percent_agreement([("a", "a", "b"), ("c", "c", None), ("d",)]) == 2 / 4


def test_the_majority_wins_and_a_tie_has_no_winner() -> None:
    assert majority(["a", "b", "a"]) == ("a", 2 / 3)
    assert majority(["a", "b"]) == (None, 0.5)
    assert majority(["a", "a", "b", "b", "c"]) == (None, 0.4)
    assert majority(["a", "a", "b", "c", "d"]) == ("a", 0.4)
    with pytest.raises(ValueError):
        majority([])


@given(st.lists(st.sampled_from("abc"), min_size=1))
def test_the_majority_does_not_depend_on_who_answered_first(labels: list[str]) -> None:
    winner, share = majority(labels)
    assert majority(labels[::-1]) == (winner, share)
    assert share == max(map(labels.count, labels)) / len(labels)


def test_each_field_is_voted_on_by_those_who_answered_it() -> None:
    answers: list[dict[str, str | None]] = [
        {"kind": "date", "page": "1"},
        {"kind": "date"},
        {"kind": "total", "page": None},
    ]
    outcome = vote(answers, ["kind", "page", "other"])
    assert outcome["kind"].winner == "date"
    assert outcome["kind"].counts == {"date": 2, "total": 1}
    assert (outcome["page"].winner, outcome["page"].share) == ("1", 1.0)
    assert "other" not in outcome


def test_the_interval_is_the_published_one() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3 (score): 81/263 and 15/148.
    assert [round(x, 4) for x in wilson(81, 263, 1.959964)] == [0.2553, 0.3662]
    assert [round(x, 4) for x in wilson(15, 148, 1.959964)] == [0.0624, 0.1605]
    assert [round(x, 4) for x in wilson(0, 20, 1.959964)] == [0, 0.1611]


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_turns_round_with_it(wrong: int, right: int) -> None:
    total = wrong + right
    low, high = wilson(right, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= right / total <= high
    mirrored = wilson(wrong, total)
    assert mirrored == pytest.approx((1 - high, 1 - low))


def test_more_trials_make_surer() -> None:
    few, many = wilson(9, 10), wilson(900, 1000)
    assert many[1] - many[0] < few[1] - few[0]
    for successes, n in [(-1, 5), (6, 5)]:
        with pytest.raises(ValueError):
            wilson(successes, n)
