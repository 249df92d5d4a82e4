"""Countries in the search: each found by its name in every language, its codes, and the hub's own text."""

from __future__ import annotations

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from kazi.hub.models import CountryFigure, CountryText
from kazi.hub.rules.names import country_name
from kazi.hub.rules.searching import SEARCHED_IN
from kazi.hub.rules.territories import THREE_OF
from kazi.search.services import Doc, put_all


def index_countries(codes: set[str]) -> int:
    """Let these countries be found; return how many.  Again, it replaces what was there."""
    texts: dict[str, list[str]] = {}
    for row in CountryText.objects.filter(country__in=codes).order_by("pk"):
        texts.setdefault(row.country, []).append(row.text)
    return put_all(
        Doc(
            kind="country",
            ref=code,
            title=country_name(code),
            keywords=" ".join(dict.fromkeys([*(country_name(code, one) for one in SEARCHED_IN), code, THREE_OF[code]])),
            body="\n".join(texts.get(code, [])),
            facets={"country": [code]},
            path=reverse("hub:country", args=[code]),
            at=timezone.now(),
        )
        for code in sorted(codes & THREE_OF.keys())
    )


def countries_with_figures() -> set[str]:
    """Return every country of which there is a figure."""
    rows = CountryFigure.objects.filter(is_latest=True).values("country").annotate(newest=Max("year"))
    return {row["country"] for row in rows}
