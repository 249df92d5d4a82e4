"""Reading what is known of countries.  The index is computed once for each import and choice of weights.

What our own weights draw is kept with the import, so that no reader waits for it, not the first after
a start either.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet

from kazi.hub.models import CountryFigure, CountryText, FigureImport, OtherIndicator, PublicProfile
from kazi.hub.rules import potential
from kazi.hub.rules.indicators import INDICATORS
from kazi.hub.rules.potential import Choice, Datum, Index
from kazi.kernel.recall import Recall

# A thousand draws take a second; a reader who moves weights gets fewer at once, and is told how many.
CUSTOM_DRAWS = 200
_LONG = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class _Asked:
    """`stamp` is the last import: a new one makes everything remembered out of date."""

    stamp: int
    choice: Choice = potential.DEFAULT


def known_index(choice: Choice = potential.DEFAULT) -> Index:
    """Return the index for a choice of weights; other weights than ours get fewer draws."""
    return _index(_Asked(stamp(), choice))


def ranks_without(choice: Choice = potential.DEFAULT) -> dict[str, dict[str, int]]:
    """Return the ranks that would come out if one term were left out: slot -> country -> rank."""
    return _without(_Asked(stamp(), choice))


def stamp() -> int:
    """Return the number of the last import, 0 before the first."""
    return FigureImport.objects.aggregate(last=Max("pk"))["last"] or 0


def last_import() -> FigureImport | None:
    return FigureImport.objects.first()


def latest_figures() -> dict[str, dict[str, Datum]]:
    """Return the shown figure of each country for each indicator of the catalogue."""
    rows = CountryFigure.objects.filter(is_latest=True, indicator__in=INDICATORS)
    found: dict[str, dict[str, Datum]] = {}
    for country, indicator, value, year in rows.values_list("country", "indicator", "value", "year"):
        found.setdefault(country, {})[indicator] = Datum(value, year)
    return found


def figures_of(country: str) -> list[CountryFigure]:
    """Return the shown figures of a country, known or not, by code."""
    return list(CountryFigure.objects.filter(country=country, is_latest=True).order_by("indicator"))


def history_of(country: str) -> list[CountryFigure]:
    """Return every figure of a country that the catalogue knows, all years and sources."""
    rows = CountryFigure.objects.filter(country=country, indicator__in=INDICATORS)
    return list(rows.order_by("indicator", "-year", "source"))


def names_of_others(codes: list[str]) -> dict[str, str]:
    rows = OtherIndicator.objects.filter(code__in=codes)
    return {row.code: str(row) for row in rows}


def text_for(country: str, language: str) -> CountryText | None:
    """Return what the hub says of a country in this language, else in English."""
    found = {
        row.language: row
        for row in CountryText.objects.filter(country=country, language__in=[language, "en"])
    }
    return found.get(language) or found.get("en")


def providers_in(country: str) -> list[PublicProfile]:
    """Return the published providers of a country by name."""
    return list(PublicProfile.objects.visible().filter(country=country).order_by("name_text", "pk"))


def providers_by_country() -> Counter[str]:
    """Return how many published providers each country has."""
    there = PublicProfile.objects.visible().exclude(country="").order_by()
    return Counter(dict(there.values_list("country").annotate(Count("pk"))))


def country_changes() -> QuerySet[Any, Any]:
    """Return the countries with figures, as (country, changed), by code."""
    rows = CountryFigure.objects.filter(is_latest=True).values("country")
    return rows.annotate(changed=Max("imported_at")).order_by("country")


def _ask_index(asked: _Asked) -> Index:
    if asked.choice != potential.DEFAULT:
        return potential.index_of(latest_figures(), asked.choice, CUSTOM_DRAWS)
    drawn = FigureImport.objects.filter(pk=asked.stamp, recipe=potential.recipe()).first()
    return potential.index_of(latest_figures(), known=drawn.intervals if drawn else None)


def _ask_without(asked: _Asked) -> dict[str, dict[str, int]]:
    return potential.without_each(latest_figures(), asked.choice)


_index: Recall[_Asked, Index] = Recall(_ask_index, seconds=_LONG, most=16)
_without: Recall[_Asked, dict[str, dict[str, int]]] = Recall(_ask_without, seconds=_LONG, most=4)
