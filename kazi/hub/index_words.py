"""The potential index as data, and its method in sentences: the same in every form of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kazi.hub.countries import Row
from kazi.hub.rules.indicators import SLOTS
from kazi.hub.rules.potential import LEAST_COVERAGE, SEED, Choice, Index
from kazi.hub.rules.territories import THREE_OF

COLUMNS = (
    "country", "iso3", "name", "need", "readiness", "potential",
    "rank", "rank_low", "rank_high", "need_coverage", "readiness_coverage", "oldest_year",
)  # fmt: skip


def method_lines(index: Index) -> list[str]:
    """Return how the index is made, in sentences that stand in every form of it."""
    return [
        _(
            "Each figure is scaled from 0 to 100 between the 5th and the 95th percentile of all "
            "countries that have it; populations, costs and products as logarithms."
        ),
        _(
            "Need and readiness are weighted means of these. What is missing is left out, its "
            "weight is shared by the rest, and coverage says how much weight was there. Nothing "
            "is guessed."
        ),
        _("A country is ranked where at least %(least)s %% of the weight of both axes is there.")
        % {"least": round(100 * LEAST_COVERAGE)},
        _(
            "Potential is need to the power of %(a)s times readiness to the power of %(b)s, so "
            "that a nought on one axis is not made good by the other."
        )
        % {"a": _short(index.choice.share_of_need), "b": _short(1 - index.choice.share_of_need)},
        _(
            "The interval of a rank: the weights were drawn %(draws)s times around the chosen "
            "ones (Dirichlet, alpha = 100 × weight, seed %(seed)s), and nine of ten draws put the "
            "country between these ranks."
        )
        % {"draws": index.draws, "seed": SEED},
        _("The newest figure of each indicator counts, however old it is; the oldest year is shown."),
    ]  # fmt: skip


def _short(number: float) -> str:
    return f"{number:.3g}"


def as_document(index: Index, rows: list[Row]) -> dict[str, Any]:
    shares = {slot.code: weight for slot, weight in zip(SLOTS, index.choice.weights, strict=True)}
    return {
        "method": method_lines(index),
        "weights": shares,
        "share_of_need": index.choice.share_of_need,
        "since": index.choice.since or None,
        "draws": index.draws,
        "ranked": index.ranked["potential"],
        "countries": [as_data(row) for row in rows],
    }


def as_data(row: Row) -> dict[str, Any]:
    """Return one country as a program reads it; what is not known is None."""
    score, place = row.score, row.score.places.get("potential")
    return {
        "country": row.code,
        "iso3": THREE_OF[row.code],
        "name": row.name,
        "need": _rounded(score.need),
        "readiness": _rounded(score.readiness),
        "potential": _rounded(score.potential),
        "rank": place.rank if place else None,
        "rank_low": place.low if place else None,
        "rank_high": place.high if place else None,
        "need_coverage": round(score.need_coverage, 3),
        "readiness_coverage": round(score.readiness_coverage, 3),
        "oldest_year": score.oldest or None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def weights_line(choice: Choice) -> str:
    said = ", ".join(
        f"{slot.code} {_short(weight)}" for slot, weight in zip(SLOTS, choice.weights, strict=True)
    )
    return f"Weights: {said}."
