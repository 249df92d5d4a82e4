"""Where work is needed and where it can be done: two axes, their ranks, and how sure these are.

An axis is a weighted mean of scaled figures, 0 to 100.  A figure is scaled between the 5th and the
95th percentile of the countries that have it (logarithms first where that is said), so taking a
country off a list changes nobody's score.  What is missing is left out and its weight shared by
the rest; `coverage` says how much weight was there, and below `LEAST_COVERAGE` there is no rank.
`potential = need^a * readiness^(1-a)`: a nought on either axis cannot be bought back.

How sure a rank is: the weights are drawn again `DRAWS` times from a Dirichlet distribution around the
chosen ones (alpha = 100 * weight), and the 5th and 95th percentile of the ranks are shown.  The
draws begin at the same seed, so two readers see the same interval.

The model is our own; docs/decisions/potential-index.md says what it borrows and from whom.
"""

from __future__ import annotations

import hashlib
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from kazi import __version__
from kazi.hub.rules.indicators import AXES, INDICATORS, NEED, READINESS, SLOTS, Slot

LEAST_COVERAGE = 0.6
DRAWS = 1000
SEED = 2042
MOST_WEIGHT = 1000
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Datum:
    """The figure of one country for one indicator, with its year."""

    value: float
    year: int


Figures = Mapping[str, Mapping[str, Datum]]  # country -> indicator -> figure
Intervals = Mapping[str, Mapping[str, Sequence[int]]]  # measure -> country -> the lowest and highest rank


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader may move: a weight for each slot, 0 or more, and the share of need in potential.

    `since` leaves out figures of earlier years; 0 takes all.
    """

    weights: tuple[float, ...] = tuple(float(one.weight) for one in SLOTS)
    share_of_need: float = 0.5
    since: int = 0

    def of_axis(self, axis: str) -> list[float]:
        """Return the weights of an axis as shares that sum to 1, or all 0 where none is above 0."""
        chosen = [weight for weight, slot in zip(self.weights, SLOTS, strict=True) if slot.axis == axis]
        whole = sum(chosen)
        return [weight / whole if whole else 0.0 for weight in chosen]


DEFAULT = Choice()


@dataclass(frozen=True, slots=True)
class Term:
    """One filled slot of one country: which indicator, its figure, and its score from 0 to 100."""

    slot: Slot
    indicator: str
    datum: Datum
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """A rank, 1 the highest, and between which ranks nine of ten draws put it."""

    rank: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Score:
    """What came out for one country.

    `need` and `readiness` are 0 to 100, None where nothing is known.  The coverages are 0 to 1.
    `potential` and the places are None where a coverage is below `LEAST_COVERAGE`.
    """

    country: str
    need: float | None
    readiness: float | None
    potential: float | None
    need_coverage: float
    readiness_coverage: float
    oldest: int
    terms: tuple[Term, ...]
    places: Mapping[str, Place]

    def value(self, measure: str) -> float | None:
        return {"need": self.need, "readiness": self.readiness}.get(measure, self.potential)


@dataclass(frozen=True, slots=True)
class Index:
    """The whole index: scores by country, how many are ranked by each measure, and the scales used."""

    choice: Choice
    scores: Mapping[str, Score]
    ranked: Mapping[str, int]
    scales: Mapping[str, tuple[float, float]]
    draws: int

    def intervals(self) -> dict[str, dict[str, list[int]]]:
        """Return between which ranks the draws put each country, for `index_of` to be given again."""
        found: dict[str, dict[str, list[int]]] = {measure: {} for measure in MEASURES}
        for country, score in self.scores.items():
            for measure, place in score.places.items():
                found[measure][country] = [place.low, place.high]
        return found


MEASURES = ("potential", NEED, READINESS)


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the ordered values lie, drawn straight between two.

    Hyndman and Fan 1996, definition 7.  Raises ValueError for nothing.
    """
    if not ordered:
        raise ValueError("Nothing has no quantile.")
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def scale_of(values: Iterable[float]) -> tuple[float, float] | None:
    """Return the 5th and the 95th percentile; None where they are one, for then nothing differs."""
    ordered = sorted(values)
    if len(ordered) < 2:
        return None
    low, high = quantile(ordered, _LOW), quantile(ordered, _HIGH)
    return (low, high) if high > low else None


def scaled(value: float, scale: tuple[float, float], *, more_is_more: bool) -> float:
    """Return where a value lies on its scale, 0 to 100; beyond the ends it is the end."""
    low, high = scale
    score = min(100.0, max(0.0, 100 * (value - low) / (high - low)))
    return score if more_is_more else 100 - score


def _measured(indicator: str, value: float) -> float | None:
    if not INDICATORS[indicator].is_log:
        return value
    return math.log10(value) if value > 0 else None


def terms_of(
    figures: Figures, since: int = 0
) -> tuple[dict[str, list[Term]], dict[str, tuple[float, float]]]:
    """Return the filled slots of each country, and the scale of each indicator (logarithms where used)."""
    used = {code for slot in SLOTS for code in slot.chain}
    kept: dict[str, dict[str, float]] = {code: {} for code in used}
    for country, have in figures.items():
        for code, datum in have.items():
            if code in used and datum.year >= since:
                measured = _measured(code, datum.value)
                if measured is not None:
                    kept[code][country] = measured
    scales = {code: scale for code, have in kept.items() if (scale := scale_of(have.values()))}
    terms = {}
    for country, have in figures.items():
        filled = []
        for slot in SLOTS:
            first = next((one for one in slot.chain if one in scales and country in kept[one]), None)
            if first is not None:
                score = scaled(kept[first][country], scales[first], more_is_more=slot.more_is_more)
                filled.append(Term(slot, first, have[first], score))
        terms[country] = filled
    return terms, scales


def potential_of(need: float, readiness: float, share_of_need: float) -> float:
    """Return need^a * readiness^(1-a), 0 to 100, for an `a` from 0 to 1."""
    # A nought raised to nought would be one: with a share of 0 or 1 the other axis counts alone.
    if (need <= 0 and share_of_need > 0) or (readiness <= 0 and share_of_need < 1):
        return 0.0
    return float(need**share_of_need * readiness ** (1 - share_of_need))


def recipe() -> str:
    """Return a short name of all that drawn intervals of our own weights depend on, but for the figures."""
    said = repr((__version__, SLOTS, INDICATORS, DEFAULT, DRAWS, SEED, LEAST_COVERAGE, _LOW, _HIGH))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def index_of(
    figures: Figures, choice: Choice = DEFAULT, draws: int = DRAWS, known: Intervals | None = None
) -> Index:
    """Return the index of all countries in `figures` for a choice of weights.

    `known` are the intervals that `draws` draws gave for just these figures and this choice before;
    then nothing is drawn, which saves a second of computing for a thousand draws.

    Raises ValueError for weights that are negative, not finite or not one for each slot, and for a
    share outside 0 to 1.
    """
    _check(choice)
    terms, scales = terms_of(figures, choice.since)
    tables = {axis: _Table(axis, terms) for axis in AXES}
    means = {axis: tables[axis].means(choice.of_axis(axis)) for axis in AXES}
    coverage = {axis: tables[axis].coverage(choice.of_axis(axis)) for axis in AXES}
    enough = {
        axis: [country for country in terms if coverage[axis][country] >= LEAST_COVERAGE - 1e-9]
        for axis in AXES
    }
    both = [country for country in enough[NEED] if coverage[READINESS][country] >= LEAST_COVERAGE - 1e-9]
    lists = {"potential": both, **enough}
    values = {measure: _values(measure, lists[measure], means, choice) for measure in MEASURES}
    places = {measure: ranks(values[measure]) for measure in MEASURES}
    intervals = known if known is not None else _intervals(tables, lists, choice, draws)
    scores = {}
    for country in terms:
        ranked = {
            measure: Place(
                places[measure][country],
                *_around(places[measure][country], intervals.get(measure, {}).get(country)),
            )
            for measure in MEASURES
            if country in places[measure]
        }
        scores[country] = Score(
            country,
            means[NEED].get(country),
            means[READINESS].get(country),
            values["potential"].get(country),
            coverage[NEED][country],
            coverage[READINESS][country],
            min((one.datum.year for one in terms[country]), default=0),
            tuple(terms[country]),
            ranked,
        )
    return Index(choice, scores, {measure: len(lists[measure]) for measure in MEASURES}, scales, draws)


def without_each(figures: Figures, choice: Choice = DEFAULT) -> dict[str, dict[str, int]]:
    """Return the ranks by potential when one slot at a time is left out: slot -> country -> rank.

    The countries that are ranked stay the same, so the ranks can be compared.
    """
    whole = index_of(figures, choice, draws=0)
    ranked = [country for country, score in whole.scores.items() if "potential" in score.places]
    terms, _scales = terms_of(figures, choice.since)
    tables = {axis: _Table(axis, terms) for axis in AXES}
    found = {}
    for position, slot in enumerate(SLOTS):
        if not choice.weights[position]:
            continue
        weights = [0.0 if n == position else weight for n, weight in enumerate(choice.weights)]
        changed = Choice(tuple(weights), choice.share_of_need, choice.since)
        means = {axis: tables[axis].means(changed.of_axis(axis)) for axis in AXES}
        still = [one for one in ranked if one in means[NEED] and one in means[READINESS]]
        found[slot.code] = ranks(_values("potential", still, means, changed))
    return found


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Return the rank of each, 1 for the highest; equal values have the same rank (1, 2, 2, 4)."""
    found: dict[str, int] = {}
    before: float | None = None
    rank = 0
    for number, (key, value) in enumerate(sorted(values.items(), key=lambda one: -one[1]), 1):
        if value != before:
            rank, before = number, value
        found[key] = rank
    return found


def drawn_weights(shares: Sequence[float], dice: random.Random) -> list[float]:
    """Return one Dirichlet draw around shares that sum to 1 (alpha = 100 * share); a 0 stays 0."""
    drawn = [dice.gammavariate(100 * share, 1) if share > 0 else 0.0 for share in shares]
    whole = sum(drawn)
    return [one / whole if whole else 0.0 for one in drawn]


class _Table:
    """The scores of one axis as rows, so that a draw of weights costs as little as it can."""

    def __init__(self, axis: str, terms: Mapping[str, Sequence[Term]]) -> None:
        slots = [slot.code for slot in SLOTS if slot.axis == axis]
        self.rows: dict[str, list[float]] = {}
        self.there: dict[str, tuple[float, ...]] = {}
        for country, filled in terms.items():
            scores = {one.slot.code: one.score for one in filled}
            self.rows[country] = [scores.get(code, 0.0) for code in slots]
            self.there[country] = tuple(float(code in scores) for code in slots)
        numbers: dict[tuple[float, ...], int] = {}
        self._lines = [
            (country, row, numbers.setdefault(self.there[country], len(numbers)))
            for country, row in self.rows.items()
        ]
        self.patterns = list(numbers)

    def coverage(self, shares: Sequence[float]) -> dict[str, float]:
        return {country: sum(map(mul, shares, there)) for country, there in self.there.items()}

    def means(self, shares: Sequence[float]) -> dict[str, float]:
        """Return the weighted mean of each country that has anything with weight."""
        weights = [sum(map(mul, shares, there)) for there in self.patterns]
        return {
            country: sum(map(mul, shares, row)) / weight
            for country, row, pattern in self._lines
            if (weight := weights[pattern]) > 0
        }


def _values(
    measure: str, countries: Sequence[str], means: Mapping[str, Mapping[str, float]], choice: Choice
) -> dict[str, float]:
    if measure != "potential":
        return {country: means[measure][country] for country in countries}
    need, readiness, share = means[NEED], means[READINESS], choice.share_of_need
    return {country: potential_of(need[country], readiness[country], share) for country in countries}


def _intervals(
    tables: Mapping[str, _Table], lists: Mapping[str, Sequence[str]], choice: Choice, draws: int
) -> dict[str, dict[str, tuple[int, int]]]:
    if not draws:
        return {}
    dice = random.Random(SEED)  # noqa: S311 -- the same for every reader; nothing secret.
    shares = {axis: choice.of_axis(axis) for axis in AXES}
    seen: dict[str, list[list[int]]] = {measure: [] for measure in MEASURES}
    for _draw in range(draws):
        means = {axis: tables[axis].means(drawn_weights(shares[axis], dice)) for axis in AXES}
        for measure in MEASURES:
            seen[measure].append(_ranks_in_line(_values(measure, lists[measure], means, choice)))
    return {
        measure: {
            country: _middle(sorted(kept))
            for country, kept in zip(lists[measure], zip(*seen[measure], strict=True), strict=True)
        }
        for measure in MEASURES
        if lists[measure]
    }


def _ranks_in_line(values: Mapping[str, float]) -> list[int]:
    """Return what `ranks` gives, in the order of `values`: the first visitor waits for thousands of these."""
    falling = sorted(values.values(), reverse=True)
    # Read from the end, so that of equal values the highest rank stays.
    rank_of = dict(zip(reversed(falling), range(len(falling), 0, -1), strict=True))
    return [rank_of[value] for value in values.values()]


def _middle(ordered: Sequence[int]) -> tuple[int, int]:
    """Return the ranks between which at least nine of ten draws lie: rounded outwards."""
    return math.floor(quantile(ordered, _LOW)), math.ceil(quantile(ordered, _HIGH))


def _around(rank: int, interval: Sequence[int] | None) -> tuple[int, int]:
    """Return the interval, widened where the rank itself lies outside it."""
    low, high = interval or (rank, rank)
    return min(low, rank), max(high, rank)


def _check(choice: Choice) -> None:
    if len(choice.weights) != len(SLOTS):
        raise ValueError("There is one weight for each slot.")
    if not all(0 <= weight <= MOST_WEIGHT for weight in choice.weights):
        raise ValueError("A weight is a number from 0 to 1000.")
    if not 0 <= choice.share_of_need <= 1:
        raise ValueError("The share of need is from 0 to 1.")
