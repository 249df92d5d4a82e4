"""The laws of matching: order, fairness to newcomers and losers, and attention paid out."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kazi.deals.models import Candidate
from kazi.deals.rules import exposure
from kazi.deals.rules.exposure import displayed, ndcg, simulate
from kazi.deals.rules.matching import (
    DEFAULT_WEIGHTS,
    LEAST_IMPACT,
    Asked,
    Provider,
    below_floor,
    failed,
    in_score_order,
    score,
    terms,
    weights_of,
)
from kazi.deals.rules.standing import Means

MEANS = Means(0.8, 0.9, 20)
WEIGHTS = list(DEFAULT_WEIGHTS.values())
ASKED = Asked(
    "request:1",
    "data-entry",
    ("sw",),
    people=10,
    unit="receipt",
    currency="USD",
    target=0.1,
    cap=0.2,
    floors={"KE": ("USD", 0.04)},
)

shares = st.floats(0, 1)
providers = st.builds(
    Provider,
    id=st.integers(1, 10_000),
    name=st.just("A"),
    slug=st.just("a"),
    country=st.sampled_from(["KE", "IN"]),
    skills=st.sampled_from(["claim", "deal", "credential"]).map(lambda how: {"data-entry": how}),
    languages=st.just(frozenset({"sw"})),
    capacity=st.none() | st.integers(1, 500),
    on_time=st.tuples(st.integers(0, 50), shares),
    accepted=st.tuples(st.integers(0, 50), shares),
    answer_hours=st.tuples(st.integers(0, 50), st.floats(0, 500)),
    impact=st.sampled_from(["", "declared", "reviewed", "audited"]),
    impact_ratio=st.none() | st.floats(0, 2),
    prices=st.just({}) | st.floats(0.01, 1).map(lambda price: {("data-entry", "receipt"): ("USD", price)}),
)
debts = st.dictionaries(st.integers(1, 10_000), st.floats(-1, 1), max_size=30)


def scored(found: list[Provider]) -> list[tuple[float, int]]:
    by_id = {one.id: one for one in found}
    return [(score(one, ASKED, WEIGHTS, MEANS), one.id) for one in by_id.values()]


@given(st.lists(providers, max_size=30), debts)
def test_the_list_is_in_score_order_but_for_pairs_within_the_rule(
    found: list[Provider], owed: dict[int, float]
) -> None:
    places = displayed(scored(found), "request:1", owed)
    assert [place.shown for place in places] == list(range(1, len(places) + 1))
    for above, below in pairwise(places):
        assert below.score - above.score <= 2 * exposure.MOST_POINTS + 1e-5
    plain = displayed(scored(found), "request:1", {})
    assert all(a.score >= b.score - 1e-6 for a, b in pairwise(plain))
    assert all(place.moved_up == 0 for place in plain)


@given(st.lists(providers, min_size=2, max_size=20), providers, debts)
def test_a_provider_that_joins_swaps_no_two_others(
    found: list[Provider], newcomer: Provider, owed: dict[int, float]
) -> None:
    newcomer = dataclasses.replace(newcomer, id=20_000)
    before = [place.provider for place in displayed(scored(found), "request:1", owed)]
    after = [place.provider for place in displayed(scored([*found, newcomer]), "request:1", owed)]
    after.remove(newcomer.id)
    assert before == after


@given(st.dictionaries(st.integers(1, 100), st.tuples(st.floats(1, 500), st.floats(0.1, 50)), min_size=2))
def test_a_newcomer_changes_nobodys_debt(totals: dict[int, tuple[float, float]]) -> None:
    assert exposure.debts({**totals, 999: (0.0, 0.0)}) == exposure.debts(totals)


@given(providers)
def test_more_evidence_never_lowers_a_score(one: Provider) -> None:
    before = score(one, ASKED, WEIGHTS, MEANS)

    def better(**changed: object) -> None:
        assert score(dataclasses.replace(one, **changed), ASKED, WEIGHTS, MEANS) >= before - 1e-9  # type: ignore[arg-type]

    def one_more(record: tuple[int, float]) -> tuple[int, float]:
        return record[0] + 1, (record[0] * record[1] + 1) / (record[0] + 1)

    better(skills={"data-entry": "credential"})
    better(on_time=one_more(one.on_time), accepted=one_more(one.accepted))
    better(impact="audited")
    if one.capacity is not None:
        better(capacity=one.capacity + 1)
    count, hours = one.answer_hours
    better(answer_hours=(count, hours / 2))


def test_a_newcomer_begins_at_the_mean_and_not_at_zero() -> None:
    new = Provider(1, "A", "a", "KE", {"data-entry": "claim"}, frozenset({"sw"}))
    told = {term.key: term.value for term in terms(new, ASKED, dict(DEFAULT_WEIGHTS), MEANS)}
    assert told["quality"] == 0.9
    assert told["response"] > 0.7
    assert told["price"] == 0.5


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=40, unique=True))
def test_equals_are_ordered_by_lot_and_not_by_name_or_number(ids: list[int]) -> None:
    scores = [(50.0, one) for one in ids]
    first = in_score_order(scores, "request:1")
    assert first == in_score_order(list(reversed(scores)), "request:1")


def test_each_of_equals_leads_in_its_share_of_deals() -> None:
    leads = [in_score_order([(50.0, one) for one in (1, 2, 3, 4)], f"request:{n}")[0][1] for n in range(2000)]
    for one in (1, 2, 3, 4):
        assert 420 < leads.count(one) < 580


def test_the_simulation_stays_near_score_order_and_shares_attention() -> None:
    without, with_rule = simulate(0), simulate()
    assert without.ndcg == 1
    assert with_rule.ndcg >= 0.99
    assert with_rule.least_to_most >= 1.4 * without.least_to_most


def test_every_exclusion_says_why() -> None:
    asked = Asked("x", "annotation", ("km",), frozenset({"soc2"}), frozenset({"KH"}), 50, date(2026, 1, 1))
    one = Provider(1, "A", "a", "KE", {"data-entry": "claim"}, frozenset({"sw"}), capacity=8)
    said = " ".join(str(line) for line in failed(one, asked))
    for word in ("service", "km", "soc2", "KE", "8 people", "certificate"):
        assert word in said


def test_a_price_below_the_floor_is_flagged_and_earns_nothing() -> None:
    cheap = Provider(
        1, "A", "a", "KE", {"data-entry": "claim"}, frozenset({"sw"}),
        prices={("data-entry", "receipt"): ("USD", 0.03)},
    )  # fmt: skip
    assert below_floor(0.03, "USD", "KE", ASKED)
    assert not below_floor(0.03, "USD", "IN", ASKED)  # Unknown there.
    told = {term.key: term for term in terms(cheap, ASKED, dict(DEFAULT_WEIGHTS), MEANS)}
    assert told["price"].value == 0
    assert "living wage" in str(told["price"].why)


@given(st.dictionaries(st.sampled_from(list(DEFAULT_WEIGHTS)), st.floats(-5, 1e6)))
def test_moved_weights_add_up_and_impact_keeps_a_tenth(moved: dict[str, float]) -> None:
    weights = weights_of(moved)
    assert abs(sum(weights.values()) - 1) < 1e-9
    assert weights["impact"] >= LEAST_IMPACT - 1e-9
    assert min(weights.values()) >= 0


def test_no_field_of_the_formula_has_to_do_with_what_a_provider_pays() -> None:
    fields = {field.name for field in Candidate._meta.get_fields()}
    fields |= {field.name for field in dataclasses.fields(Provider)}
    fields |= {field.name for field in dataclasses.fields(Asked)}
    for word in (
        "commission",
        "paid",
        "fee",
        "premium",
        "sponsor",
        "plan",
        "boost",
        "promot",
        "bid",
        "credit",
    ):
        assert not [name for name in fields if word in name and name != "credential"]


def test_ndcg_knows_a_perfect_order_and_a_worse_one() -> None:
    assert ndcg([3.0, 2.0, 1.0]) == 1
    assert ndcg([1.0, 2.0, 3.0]) < 1
