"""Reading advocates."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet

from kazi.hub.models import Advocate


def advocates(kind: str = "", country: str = "") -> list[Advocate]:
    """Return the visible advocates of a kind and a country, by name; one without countries is everywhere.

    The list of a hub is short (hundreds), so the country is looked at here: neither database asks the
    other's question about a list in JSON.
    """
    found: QuerySet[Advocate] = Advocate.objects.visible().order_by("name", "pk")
    if kind:
        found = found.filter(kind=kind)
    return [one for one in found if not country or not one.countries or country in one.countries]


def countries_of(shown: list[Advocate]) -> list[str]:
    """Return the codes of countries that any of these name, the most named first."""
    counted = Counter(code for one in shown for code in one.countries)
    return [code for code, _count in counted.most_common()]
