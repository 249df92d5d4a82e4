"""Statistics of the field for everybody: what is claimed and what is recorded here, side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kazi.hub.countries import name_of
from kazi.hub.models import StatisticsRelease
from kazi.hub.pages.caching import public_page
from kazi.hub.pages.site import framed
from kazi.hub.queries.statistics import releases
from kazi.hub.rules.statistics import METHODS, NOT_STATED, PARTS
from kazi.kernel.money import Money
from kazi.kinds.rules import ready_types

# A claim of the field, never added to what is counted here.
CLAIM = {
    "jobs": 500_000,
    "aim": 2_000_000,
    "aim_year": 2020,
    "source": "https://nextbillion.net/outsourcing-for-good/",
}


@require_safe
@public_page
def statistics(request: HttpRequest) -> HttpResponse:
    """Show the newest release beside the claim."""
    release = releases().first()
    context = {
        "release": release,
        "claim": CLAIM,
        "parts": _parts(release) if release else [],
        "figures": release.figures if release else {},
        "wages": _wages(release) if release else [],
        "method": [_(line) for line in METHODS[release.method]] if release else [],
        "dataset": dataset(request, release) if release else None,
        "earlier": releases()[1:13],
    }
    return render(request, "hub/statistics.html", context)


@require_safe
@framed
@public_page(indexed=False)
def embedded_statistics(request: HttpRequest) -> HttpResponse:
    """Show both figures in a frame of another site, each with what it is."""
    release = releases().first()
    url = request.build_absolute_uri(reverse("hub:statistics"))
    context = {"release": release, "figures": release.figures if release else {}, "claim": CLAIM, "url": url}
    return render(request, "hub/embed_statistics.html", context)


@require_safe
@public_page
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """Send all releases as rows: one figure a row, with n, date and method; hidden ones say so."""
    with override("en"):
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["as_of", "figure", "part", "key", "state", "n", "method"])
        for release in releases():
            writer.writerows(
                [str(release.as_of), *row, f"version {release.method}"] for row in _flat(release)
            )
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kazi-statistics.csv"'
    return answer


@require_safe
@public_page
def statistics_json(request: HttpRequest) -> JsonResponse:
    """Send all releases, the claim apart from them, and the text of each method."""
    with override("en"):
        found = list(releases())
        used = sorted({release.method for release in found})
        return JsonResponse(
            {
                "claim_of_the_field": {**CLAIM, "standing": "claimed"},
                "recorded_here": [
                    {"as_of": release.as_of, "method": release.method, **release.figures} for release in found
                ],
                "methods": {version: [_(line) for line in METHODS[version]] for version in used},
            }
        )


def dataset(request: HttpRequest, release: StatisticsRelease) -> dict[str, Any]:
    """Return the schema.org Dataset of the statistics."""
    here = request.build_absolute_uri("/statistics/")
    return {
        "@type": "Dataset",
        "name": _("Jobs recorded in Kazi"),
        "description": _(
            "Jobs in impact sourcing recorded here, by country, kind of work, sex and age, with "
            "n, date and method."
        ),
        "url": here,
        "dateModified": release.as_of.isoformat(),
        "temporalCoverage": f"../{release.as_of.isoformat()}",
        "isAccessibleForFree": True,
        "measurementTechnique": " ".join(_(line) for line in METHODS[release.method]),
        "variableMeasured": "jobs",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": request.build_absolute_uri(path)}
            for kind, path in (("text/csv", "/statistics.csv"), ("application/json", "/statistics.json"))
        ],
    }  # fmt: skip


def _parts(release: StatisticsRelease) -> list[dict[str, Any]]:
    names = {
        "country": _("By country"), "kind": _("By kind of work"), "sex": _("By sex"), "age": _("By age"),
    }  # fmt: skip
    found = []
    for part in PARTS:
        told = release.figures["by"][part]
        rows = [(key_words(part, row["key"]), row["n"]) for row in told.get("rows", [])]
        most = max((n for _words, n in rows), default=1)
        found.append(
            {**told, "name": names[part], "rows": [(words, n, round(100 * n / most)) for words, n in rows]}
        )
    return found


def _wages(release: StatisticsRelease) -> list[dict[str, Any]]:
    rows = release.figures["wages"] or []
    return [
        {"words": Money(row["minor"], row["currency"]).text(get_language() or "en"), "n": row["n"]}
        for row in rows
    ]


def key_words(part: str, key: str) -> str:
    """Return a cell's name for people."""
    if key == NOT_STATED or not key:
        return _("not stated")
    if part == "country":
        return name_of(key)
    if part == "kind":
        ready = ready_types().get(key)
        return ready.title if ready else _("other")
    return key


def _flat(release: StatisticsRelease) -> Iterator[list[Any]]:
    figures = release.figures
    yield ["jobs", "all", "", figures["state"], "" if figures["jobs"] is None else figures["jobs"]]
    for part in PARTS:
        told = figures["by"][part]
        if told["state"] != "published":
            yield ["jobs", part, "", told["state"], ""]
            continue
        for row in told["rows"]:
            yield ["jobs", part, row["key"], "published", row["n"]]
        if told["hidden_cells"]:
            yield ["jobs", part, f"{told['hidden_cells']} groups", "hidden", ""]
    if figures["wages"] is None:
        yield ["wages", "all", "", "not_recorded", ""]
    for row in figures["wages"] or []:
        yield ["wages_minor", "currency", row["currency"], "published", row["minor"]]
