"""What the pages and files on countries show, put into words and rows once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kazi.hub.drawings import STEPS, Land, Spot, field, world
from kazi.hub.models import CountryFigure
from kazi.hub.rules.indicators import INDICATORS, SLOT_NAMES, SLOTS, Slot
from kazi.hub.rules.names import country_name
from kazi.hub.rules.potential import Choice, Index, Score, Term
from kazi.hub.rules.searching import normalised

AGEING_YEARS, OLD_YEARS = 5, 10


@dataclass(frozen=True, slots=True)
class Row:
    """A country in the table; `potential` and its rank are None where too little is known."""

    code: str
    name: str
    score: Score
    providers: int

    @property
    def path(self) -> str:
        return reverse("hub:country", args=[self.code])

    @property
    def coverage(self) -> int:
        """The smaller of the two coverages, in percent."""
        return round(100 * min(self.score.need_coverage, self.score.readiness_coverage))

    def place(self, measure: str) -> str:
        """Return "12 (9–15)": the rank and between which ranks nine of ten draws put it."""
        found = self.score.places.get(measure)
        if found is None:
            return ""
        return f"{found.rank} ({found.low}–{found.high})" if found.low != found.high else str(found.rank)

    @property
    def rank(self) -> str:
        return self.place("potential")


def name_of(code: str) -> str:
    return country_name(code, get_language() or "en")


def rows_of(index: Index, providers: Mapping[str, int]) -> list[Row]:
    """Return every country of which there is a figure or a provider, by name."""
    nothing = {code: _empty(code) for code in providers if code not in index.scores}
    scores = {**index.scores, **nothing}
    rows = [Row(code, name_of(code), score, providers.get(code, 0)) for code, score in scores.items()]
    return sorted(rows, key=lambda row: normalised(row.name))


def _empty(code: str) -> Score:
    return Score(code, None, None, None, 0.0, 0.0, 0, (), {})


SORTS = ("rank", "need", "readiness", "coverage", "oldest", "providers", "name")


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """Return the rows from the highest to the lowest, unknown last; by name as they came."""
    keys: dict[str, Callable[[Row], Any]] = {
        "rank": lambda row: row.score.potential,
        "need": lambda row: row.score.need,
        "readiness": lambda row: row.score.readiness,
        "coverage": lambda row: row.coverage,
        "oldest": lambda row: row.score.oldest or None,
        "providers": lambda row: row.providers,
    }
    key = keys.get(sort)
    if key is None:
        return list(rows)
    known = [row for row in rows if key(row) is not None]
    return sorted(known, key=key, reverse=True) + [row for row in rows if key(row) is None]


def steps_of(index: Index, measure: str) -> dict[str, int]:
    """Return for each ranked country its fifth, 5 the highest."""
    count = index.ranked.get(measure, 0)
    return {
        code: STEPS - min(STEPS - 1, (score.places[measure].rank - 1) * STEPS // max(1, count))
        for code, score in index.scores.items()
        if measure in score.places
    }


def map_of(rows: Sequence[Row], index: Index, measure: str) -> str:
    """Return the map, coloured in fifths of a measure; every country on it that has a page is a link."""
    steps = steps_of(index, measure)
    count = index.ranked.get(measure, 0)
    lands = []
    for row in rows:
        value = row.score.value(measure)
        if row.code in steps and value is not None:
            said = _("%(name)s: %(value)s, rank %(rank)s of %(count)s") % {
                "name": row.name, "value": round(value), "rank": row.place(measure), "count": count,
            }  # fmt: skip
        else:
            said = _("%(name)s: too little is known") % {"name": row.name}
        lands.append(Land(row.code, row.path, said, steps.get(row.code, 0)))
    return world(lands, _("Map of the world; the table below says the same in words"))


def field_of(rows: Sequence[Row]) -> str:
    """Return need against readiness of the ranked countries."""
    ranked = [row for row in ordered(rows, "rank") if row.score.potential is not None]
    spots = [
        Spot(row.name, row.score.need, row.score.readiness, row.providers > 0)
        for row in ranked
        if row.score.need is not None and row.score.readiness is not None
    ]
    return field(spots, _("Need against readiness of %(count)s countries") % {"count": len(spots)})


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a country as a page tells it; `standing` is recent, ageing or old."""

    code: str
    name: str
    value: str
    unit: str
    year: int
    source: str
    licence: str
    standing: str

    @property
    def standing_words(self) -> str:
        return {"recent": _("recent"), "ageing": _("ageing"), "old": _("old")}[self.standing]


def line_of(figure: CountryFigure, today: date, names: Mapping[str, str]) -> Line:
    known = INDICATORS.get(figure.indicator)
    age = today.year - figure.year
    return Line(
        figure.indicator,
        _(known.name) if known else names.get(figure.indicator, figure.indicator),
        figure_words(figure.value),
        _(known.unit) if known else "",
        figure.year,
        figure.source,
        figure.licence,
        "old" if age > OLD_YEARS else "ageing" if age > AGEING_YEARS else "recent",
    )


def figure_words(value: float) -> str:
    """Return a figure with at most three digits after the point, fewer where it is large."""
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 3
    rounded = round(value, digits)
    return str(localize(int(rounded) if rounded == int(rounded) else rounded, use_l10n=True))


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a country's score: what was asked, what was found, what it counted for."""

    slot: Slot
    name: str
    weight: float
    term: Term | None
    line: Line | None
    rank_without: int | None


def parts_of(
    score: Score,
    choice: Choice,
    axis: str,
    lines: Mapping[str, Line],
    without: Mapping[str, Mapping[str, int]],
) -> list[Part]:
    """Return the terms of an axis in the order of the catalogue, the missing ones too."""
    terms = {term.slot.code: term for term in score.terms}
    shares = iter(choice.of_axis(axis))
    parts = []
    for slot in SLOTS:
        if slot.axis != axis:
            continue
        term = terms.get(slot.code)
        parts.append(
            Part(
                slot,
                _(SLOT_NAMES[slot.code]),
                100 * next(shares),
                term,
                lines.get(term.indicator) if term else None,
                without.get(slot.code, {}).get(score.country) if term else None,
            )
        )
    return parts
