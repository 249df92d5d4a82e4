"""Countries in the search: each found by its name in every language, its codes, and the hub's own text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from kazi.hub.models import CountryFigure, CountryText, FigureImport
from kazi.hub.rules.names import country_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.hub.rules.territories import THREE_OF
from kazi.search.services import Doc, put_all
from kazi.search.sources import source

KIND = "country"


def index_countries(codes: Iterable[str]) -> int:
    """Let these countries be found, with what is said of them now; return how many."""
    return put_all(_docs(set(codes)))


@source(KIND)
def all_countries() -> Iterator[Doc]:
    """Give every country of which there is a figure or a text."""
    return _docs(countries_with_figures() | set(CountryText.objects.values_list("country", flat=True)))


def countries_with_figures() -> set[str]:
    rows = CountryFigure.objects.filter(is_latest=True).order_by()
    return set(rows.values_list("country", flat=True).distinct())


def _docs(codes: set[str]) -> Iterator[Doc]:
    texts: dict[str, list[str]] = {}
    at = {}
    for row in CountryText.objects.filter(country__in=codes).order_by("pk"):
        texts.setdefault(row.country, []).append(row.text)
        at[row.country] = row.changed_at
    last = FigureImport.objects.first()
    for code in sorted(codes & THREE_OF.keys()):
        names = [country_name(code, one) for one in SEARCHED_IN]
        yield Doc(
            kind=KIND,
            ref=code,
            title=names[0],
            keywords="; ".join(dict.fromkeys([*names, code, THREE_OF[code]])),
            body="\n".join(texts.get(code, [])),
            facets={"country": [code]},
            path=reverse("hub:country", args=[code]),
            at=at.get(code) or (last.made_at if last else timezone.now()),
        )
