"""Countries over HTTP, for everybody: the index, and every figure of one country."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kazi.hub.access.countries import country_code
from kazi.hub.countries import rows_of
from kazi.hub.index_words import as_data, method_lines
from kazi.hub.queries import countries as queries
from kazi.hub.rules.indicators import INDICATORS
from kazi.hub.rules.names import country_name
from kazi.hub.rules.territories import THREE_OF

router = Router(tags=["countries"])


class CountryOut(Schema):
    """Scores and coverages of one country.

    `need`, `readiness` and `potential` are 0 to 100, the coverages 0 to 1.  `potential` and the ranks
    are null where less than 0.6 of the weight of an axis is known.
    """

    country: str = Field(..., description="Two letters of ISO 3166-1; XK for Kosovo.")
    iso3: str
    name: str
    need: float | None
    readiness: float | None
    potential: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    need_coverage: float
    readiness_coverage: float
    oldest_year: int | None


class CountriesOut(Schema):
    method: list[str]
    countries: list[CountryOut]


class FigureOut(Schema):
    indicator: str
    name: str
    unit: str
    year: int
    value: float
    source: str
    licence: str = Field(..., description="Empty where it was not stated.")
    is_latest: bool


class FiguresOut(Schema):
    country: str
    iso3: str
    name: str
    figures: list[FigureOut]


@router.get("", response=CountriesOut, auth=None)
def countries(request: HttpRequest) -> dict[str, object]:
    """The index of all countries with our weights, and how it is made.

    Other weights: /countries/potential.json, with those of the page's form in its address.
    """
    index = queries.known_index()
    rows = rows_of(index, queries.providers_by_country())
    return {"method": method_lines(index), "countries": [as_data(row) for row in rows]}


@router.get("/{code}", response=FiguresOut, auth=None)
def country(request: HttpRequest, code: str) -> dict[str, object]:
    """Every figure of one country: all years and sources, with the licence of each."""
    two = country_code(code)
    figures = [
        {
            "indicator": row.indicator,
            "name": INDICATORS[row.indicator].name,
            "unit": INDICATORS[row.indicator].unit,
            "year": row.year,
            "value": row.value,
            "source": row.source,
            "licence": row.licence,
            "is_latest": row.is_latest,
        }
        for row in queries.history_of(two)
    ]
    return {"country": two, "iso3": THREE_OF[two], "name": country_name(two), "figures": figures}
