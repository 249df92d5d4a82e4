"""Attention paid out fairly: who was seen less than their scores earned moves up a little.

    exposure(rank r) = 1 / log2(r + 1)
    debt             = 1 - share of exposure / share of score, from -1 to 1; 0 without a history
    order            = score + 25 x debt, held between -3 and +3 points

So at most 3 points move anybody, and only two whose scores lie within 6 points can change places.
The debt is a ratio of one provider's own two shares: a newcomer without a history changes nobody's.
After Biega, Gummadi, Weikum: Equity of Attention, SIGIR 2018.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kazi.deals.rules.matching import in_score_order, lot

STRENGTH = 25.0  # Points for a debt of 1, held within ...
MOST_POINTS = 3.0
SEEN = 20  # Places on the page; who stands below is not seen.
COUNTED = 50  # Places in score order whose scores earn attention.

Totals = Mapping[int, tuple[float, float]]  # provider -> (scores earned, exposure received)


@dataclass(frozen=True, slots=True)
class Place:
    """A provider's place: in score order, and as displayed; both from 1."""

    provider: int
    score: float
    by_score: int
    shown: int

    @property
    def moved_up(self) -> int:
        """Return by how many places the exposure rule moved it up, negative for down."""
        return self.by_score - self.shown


def exposure(rank: int) -> float:
    """Return the attention that the place `rank`, from 1, gets; none below what is seen."""
    return 1 / math.log2(rank + 1) if rank <= SEEN else 0.0


def debts(totals: Totals) -> dict[int, float]:
    """Return for each provider with a history how much attention it is owed, -1 to 1."""
    scores = sum(score for score, _seen in totals.values())
    seen = sum(seen for _score, seen in totals.values())
    if scores <= 0 or seen <= 0:
        return {}
    return {
        one: max(-1.0, min(1.0, 1 - (had / seen) / (earned / scores)))
        for one, (earned, had) in totals.items()
        if earned > 0
    }


def displayed(
    scores: Sequence[tuple[float, int]], deal: str, owed: Mapping[int, float], most: float = MOST_POINTS
) -> list[Place]:
    """Return the places in the order in which they are shown; ties are settled by lot."""
    ordered = in_score_order(scores, deal)
    by_score = {one: rank for rank, (_score, one) in enumerate(ordered, 1)}

    def key(one: tuple[float, int]) -> tuple[float, str]:
        moved = max(-most, min(most, STRENGTH * owed.get(one[1], 0.0)))
        return -round(one[0] + moved, 6), lot(deal, one[1])

    shown = sorted(ordered, key=key)
    return [Place(one, score, by_score[one], rank) for rank, (score, one) in enumerate(shown, 1)]


def ndcg(shown: Sequence[float]) -> float:
    """Return how near the scores, in the order shown, come to the best order: 1 is the same.

    Source: Järvelin, Kekäläinen 2002, with the score itself as the gain.
    """
    best = _gain(sorted(shown, reverse=True))
    return 1.0 if best == 0 else _gain(shown) / best


def least_to_most(received: Sequence[float]) -> float:
    """Return the exposure of the least seen over that of the most seen; 1 is the same for all."""
    return 0.0 if not received or max(received) == 0 else min(received) / max(received)


@dataclass(frozen=True, slots=True)
class Simulated:
    """Means over invented worlds: nDCG, least over most exposed, exposure by size (shares)."""

    worlds: int
    queries: int
    providers: int
    ndcg: float
    least_to_most: float
    by_size: dict[str, float]


def simulate(
    most: float = MOST_POINTS, *, worlds: int = 6, providers: int = 12, queries: int = 300, seed: int = 2018
) -> Simulated:
    """Return how the rule treats invented providers of similar worth over invented requests.

    In each world a provider has a worth of 60 to 70 points, and each request sees it with an error
    of up to 3.  A third each are small, medium and large; size has nothing to do with worth.
    """
    dice = random.Random(seed)  # noqa: S311 -- the same invented worlds each time.
    near, spread = [], []
    by_size: dict[str, float] = defaultdict(float)
    for world in range(worlds):
        worth = {one: dice.uniform(60, 70) for one in range(providers)}
        totals: dict[int, tuple[float, float]] = {}
        for query in range(queries):
            scores = [(base + dice.uniform(-3, 3), one) for one, base in worth.items()]
            places = displayed(scores, f"simulated:{world}:{query}", debts(totals), most)
            near.append(ndcg([place.score for place in places]))
            for place in places:
                earned, had = totals.get(place.provider, (0.0, 0.0))
                totals[place.provider] = (earned + place.score, had + exposure(place.shown))
        spread.append(least_to_most([had for _earned, had in totals.values()]))
        for one, (_earned, had) in totals.items():
            by_size[("small", "medium", "large")[one % 3]] += had
    seen = sum(by_size.values())
    return Simulated(
        worlds,
        queries,
        providers,
        sum(near) / len(near),
        sum(spread) / len(spread),
        {size: had / seen for size, had in by_size.items()},
    )


def _gain(scores: Sequence[float]) -> float:
    return sum(score / math.log2(rank + 1) for rank, score in enumerate(scores, 1))
