"""The potential index: computed by hand, and what must hold for any figures and any weights."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.hub.rules import potential
from kazi.hub.rules.indicators import AXES, INDICATORS, NEED, OF_WORLD_BANK, READINESS, SLOT_NAMES, SLOTS
from kazi.hub.rules.potential import Choice, Datum, index_of, potential_of, quantile, ranks, scale_of, scaled

CODES = [slot.code for slot in SLOTS]


def only(**weights: float) -> Choice:
    """Return a choice with these weights and no others."""
    return Choice(tuple(weights.get(code, 0.0) for code in CODES))


def figures(**of_indicator: dict[str, float]) -> dict[str, dict[str, Datum]]:
    found: dict[str, dict[str, Datum]] = {}
    for indicator, values in of_indicator.items():
        for country, value in values.items():
            found.setdefault(country, {})[indicator] = Datum(value, 2020)
    return found


def test_the_catalogue_is_whole() -> None:
    for axis in AXES:
        assert sum(slot.weight for slot in SLOTS if slot.axis == axis) == 100
    assert all(code in INDICATORS for slot in SLOTS for code in slot.chain)
    assert SLOT_NAMES.keys() == set(CODES)
    assert len(OF_WORLD_BANK) == sum(len(one.world_bank) for one in INDICATORS.values())


@pytest.mark.parametrize(("share", "value"), [(0, 10), (0.05, 12), (0.5, 30), (0.95, 48), (1, 50)])
def test_percentiles_by_hand(share: float, value: float) -> None:
    assert quantile([10, 20, 30, 40, 50], share) == pytest.approx(value)


def test_a_score_by_hand() -> None:
    # Of 10..50 the 5th percentile is 12 and the 95th 48: 30 lies in the middle, 10 and 50 beyond the ends.
    scale = scale_of([10, 20, 30, 40, 50])
    assert scale is not None
    assert list(scale) == pytest.approx([12, 48])
    assert [round(scaled(one, scale, more_is_more=True), 1) for one in (10, 20, 30, 50)] == [0, 22.2, 50, 100]
    assert scaled(20, scale, more_is_more=False) == pytest.approx(77.78, abs=0.01)


def test_an_index_by_hand() -> None:
    data = figures(
        gini_index={"KE": 10, "UG": 20, "IN": 30, "NP": 40, "HT": 50},
        hdi={"KE": 0.1, "UG": 0.2, "IN": 0.3, "NP": 0.4, "HT": 0.5},
        internet_users_pct={"KE": 10, "UG": 20, "IN": 30, "NP": 40, "HT": 50},
    )
    index = index_of(data, only(inequality=3, development=1, internet=10), draws=0)
    uganda = index.scores["UG"]
    # Need: (3 * 22.22 + 1 * 77.78) / 4; readiness: 22.22; potential: the root of their product.
    assert uganda.need == pytest.approx(36.11, abs=0.01)
    assert uganda.readiness == pytest.approx(22.22, abs=0.01)
    assert uganda.potential == pytest.approx(math.sqrt(36.11 * 22.22), abs=0.02)
    assert [index.scores[one].places["potential"].rank for one in ("HT", "NP", "IN", "UG", "KE")] == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_large_numbers_count_as_logarithms() -> None:
    data = figures(population_15_64={"A": 1e3, "B": 1e6, "C": 1e9})
    need = {code: score.need for code, score in index_of(data, only(people=1), draws=0).scores.items()}
    assert need == {"A": pytest.approx(0), "B": pytest.approx(50), "C": pytest.approx(100)}


def test_a_cost_of_nothing_is_no_logarithm_and_the_next_figure_counts() -> None:
    data = figures(
        hourly_labour_cost_2021ppp_usd={"LK": 0, "KE": 1, "UG": 2, "IN": 4},
        gdp_pc_ppp_const2021_intl_usd={"LK": 1000, "KE": 2000, "UG": 4000, "IN": 8000},
    )
    (term,) = index_of(data, only(cost=1), draws=0).scores["LK"].terms
    assert (term.indicator, term.score) == ("gdp_pc_ppp_const2021_intl_usd", 100)


def test_where_one_line_of_poverty_is_missing_the_next_is_taken_and_named() -> None:
    data = figures(
        poverty_420_2021ppp_pct={"KE": 60, "UG": 70, "IN": 30},
        poverty_national_line_pct={"KH": 18, "NP": 25, "HT": 58, "KE": 36},
    )
    scores = index_of(data, only(poverty=1), draws=0).scores
    assert scores["KE"].terms[0].indicator == "poverty_420_2021ppp_pct"
    assert scores["KH"].terms[0].indicator == "poverty_national_line_pct"
    assert scores["KH"].need == 0  # The lowest of those with a national line, never of the other line.


def test_too_little_known_gives_no_rank_and_says_how_much() -> None:
    data = figures(
        unemployment_youth_15_24_pct={"A": 5, "B": 10, "C": 20},
        poverty_420_2021ppp_pct={"A": 5, "B": 10},
        unemployment_female_15plus_pct={"A": 5, "B": 10},
    )
    scores = index_of(data, draws=0).scores
    assert scores["A"].need_coverage == pytest.approx(0.65)
    assert "need" in scores["A"].places
    assert scores["C"].need_coverage == pytest.approx(0.25)
    assert scores["C"].need == 100  # What is known is said,
    assert scores["C"].places == {}  # but nobody is ranked by it.
    assert scores["A"].potential is None


def test_a_figure_that_all_share_tells_nothing() -> None:
    index = index_of(figures(gini_index={"A": 40, "B": 40, "C": 40}), draws=0)
    assert index.scores["A"].need is None
    assert "gini_index" not in index.scales


def test_old_figures_can_be_left_out_and_the_oldest_year_is_told() -> None:
    data = figures(gini_index={"A": 30, "B": 40, "C": 50}, hdi={"A": 0.3, "B": 0.4, "C": 0.5})
    data["A"]["gini_index"] = Datum(30, 1984)
    assert index_of(data, draws=0).scores["A"].oldest == 1984
    late = index_of(data, Choice(since=2000), draws=0)
    assert late.scores["A"].oldest == 2020
    assert [term.slot.code for term in late.scores["A"].terms] == ["development"]


@pytest.mark.parametrize(
    ("need", "readiness", "share", "value"),
    [(0, 100, 0.5, 0), (100, 0, 0.5, 0), (64, 36, 0.5, 48), (64, 36, 1, 64), (64, 36, 0, 36),
     (0, 36, 0, 36), (64, 0, 1, 64)],
)  # fmt: skip
def test_a_nought_on_an_axis_that_counts_is_not_made_good(
    need: float, readiness: float, share: float, value: float
) -> None:
    assert potential_of(need, readiness, share) == pytest.approx(value)


@pytest.mark.parametrize(
    "choice",
    [
        Choice(weights=(1.0,)),
        only(poverty=-1),
        only(poverty=math.nan),
        only(poverty=1e9),
        Choice(share_of_need=1.5),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(choice: Choice) -> None:
    with pytest.raises(ValueError, match=r"weight|share"):
        index_of({}, choice)


def test_equal_values_share_a_rank() -> None:
    assert ranks({"a": 1.0, "b": 3.0, "c": 3.0, "d": 2.0}) == {"b": 1, "c": 1, "d": 3, "a": 4}


def test_two_readers_see_the_same_interval_and_it_holds_the_rank() -> None:
    data = random_world(random.Random(1), 40)  # noqa: S311
    first, second = index_of(data, draws=60), index_of(data, draws=60)
    assert first.scores == second.scores
    places = [place for score in first.scores.values() for place in score.places.values()]
    assert all(place.low <= place.rank <= place.high for place in places)
    assert any(place.low < place.high for place in places)


def test_the_draws_are_dirichlet_around_the_weights() -> None:
    # Mean w, variance w (1 - w) / 101: of 0.25 the deviation is 0.043.
    dice = random.Random(7)  # noqa: S311
    drawn = [potential.drawn_weights([0.25, 0.7, 0.05, 0.0], dice) for _n in range(3000)]
    first = [one[0] for one in drawn]
    mean = sum(first) / len(first)
    deviation = math.sqrt(sum((one - mean) ** 2 for one in first) / len(first))
    assert mean == pytest.approx(0.25, abs=0.004)
    assert deviation == pytest.approx(math.sqrt(0.25 * 0.75 / 101), rel=0.08)
    assert all(one[3] == 0 and sum(one) == pytest.approx(1) for one in drawn)


def test_leaving_a_term_out_keeps_the_same_countries_and_changes_ranks() -> None:
    data = random_world(random.Random(3), 30)  # noqa: S311
    ranked = {code for code, score in index_of(data, draws=0).scores.items() if "potential" in score.places}
    without = potential.without_each(data)
    assert set(without) == set(CODES)
    assert all(set(found) == ranked for found in without.values())
    assert len({tuple(sorted(found.items())) for found in without.values()}) > 1


def random_world(dice: random.Random, count: int, missing: float = 0.1) -> dict[str, dict[str, Datum]]:
    found: dict[str, dict[str, Datum]] = {}
    for n in range(count):
        have = {}
        for slot in SLOTS:
            code = slot.chain[0]
            low, high = max(INDICATORS[code].lowest, 1e-3), INDICATORS[code].highest
            if dice.random() > missing:
                have[code] = Datum(dice.uniform(low, high), dice.randint(1990, 2024))
        found[f"c{n}"] = have
    return found


worlds = st.builds(
    random_world, st.integers(0, 10_000).map(random.Random), st.integers(0, 25), st.floats(0, 0.9)
)
choices = st.builds(
    Choice,
    st.tuples(*[st.floats(0, 100) for _slot in SLOTS]),
    st.floats(0, 1),
    st.sampled_from([0, 2000]),
)


@given(worlds, choices)
def test_scores_lie_between_0_and_100_and_ranks_between_1_and_their_number(
    world: dict[str, dict[str, Datum]], choice: Choice
) -> None:
    index = index_of(world, choice, draws=2)
    for score in index.scores.values():
        for value in (score.need, score.readiness, score.potential):
            assert value is None or -1e-9 <= value <= 100 + 1e-9
        for measure, place in score.places.items():
            assert 1 <= place.low <= place.rank <= place.high <= index.ranked[measure]
        assert -1e-9 <= score.need_coverage <= 1 + 1e-9


@given(worlds, st.sampled_from([slot for slot in SLOTS if slot.more_is_more]))
def test_more_of_what_counts_upward_never_lowers_a_score(
    world: dict[str, dict[str, Datum]], slot: object
) -> None:
    """Raised beyond everybody's values, so that the scale, made of the others too, is not what moves."""
    assert isinstance(slot, type(SLOTS[0]))
    if "c0" not in world or slot.chain[0] not in world["c0"]:
        return
    before = index_of(world, draws=0).scores["c0"].value(slot.axis)
    top = max(have[slot.chain[0]].value for have in world.values() if slot.chain[0] in have)
    raised = {**world, "c0": {**world["c0"], slot.chain[0]: Datum(top, 2020)}}
    after = index_of(raised, draws=0).scores["c0"].value(slot.axis)
    if before is not None and after is not None:
        assert after >= before - 1e-9


@given(worlds)
def test_weights_count_by_their_proportion(world: dict[str, dict[str, Datum]]) -> None:
    default = Choice()
    threefold = Choice(tuple(3 * one for one in default.weights))
    one, other = index_of(world, default, draws=0), index_of(world, threefold, draws=0)
    for code, score in one.scores.items():
        assert score.need == pytest.approx(other.scores[code].need)
        assert score.readiness_coverage == pytest.approx(other.scores[code].readiness_coverage)


@given(worlds)
def test_what_is_missing_everywhere_changes_nobodys_score(world: dict[str, dict[str, Datum]]) -> None:
    bare = {
        code: {key: datum for key, datum in have.items() if key != "english_speakers_pct"}
        for code, have in world.items()
    }
    english = CODES.index("english")
    without = Choice(tuple(0.0 if n == english else w for n, w in enumerate(Choice().weights)))
    one, other = index_of(bare, draws=0), index_of(bare, without, draws=0)
    for code, score in one.scores.items():
        assert score.readiness == pytest.approx(other.scores[code].readiness)
        assert score.need == other.scores[code].need


def test_nothing_known_is_an_empty_index() -> None:
    index = index_of({})
    assert (dict(index.scores), index.ranked[NEED], index.ranked[READINESS]) == ({}, 0, 0)
