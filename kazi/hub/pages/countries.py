"""Countries for everybody: the map and the table, one country, and the index with weights to move."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kazi.hub.access.countries import country_code
from kazi.hub.claims import card
from kazi.hub.countries import (
    SORTS,
    field_of,
    line_of,
    map_of,
    name_of,
    ordered,
    parts_of,
    rows_of,
)
from kazi.hub.forms.countries import WeightsForm
from kazi.hub.index_words import method_lines
from kazi.hub.pages.caching import public_page
from kazi.hub.pages.potential_files import slow_down
from kazi.hub.queries import countries as queries
from kazi.hub.queries.advocates import advocates
from kazi.hub.rules import potential
from kazi.hub.rules.indicators import AXIS_NAMES, INDICATORS, NEED, READINESS
from kazi.hub.rules.writing import as_html
from kazi.search.rules.words import normalised, search_words

_MEASURES = ("potential", NEED, READINESS)
_SOME = 25


def _measures() -> list[tuple[str, str]]:
    return [("potential", _("Potential")), *((axis, _(AXIS_NAMES[axis])) for axis in (NEED, READINESS))]


@require_safe
@public_page
def countries(request: HttpRequest) -> HttpResponse:
    """Show the map in fifths of a measure, the table sorted and filtered, and need against readiness."""
    show = request.GET.get("show", "")
    measure = show if show in _MEASURES else "potential"
    asked = request.GET.get("sort", "")
    sort = asked if asked in SORTS else "rank"
    index = queries.known_index()
    rows = rows_of(index, queries.providers_by_country())
    words = search_words(request.GET.get("q", ""))
    kept = [row for row in rows if all(word in normalised(row.name) for word in words)]
    with_providers = request.GET.get("providers") == "1"
    if with_providers:
        kept = [row for row in kept if row.providers]
    context = {
        "has_figures": bool(index.scores),
        "index": index,
        "rows": ordered(kept, sort),
        "count": len(rows),
        "map": map_of(rows, index, measure),
        "field": field_of(rows),
        "measure": measure,
        "measures": _measures(),
        "sort": sort,
        "sorts": _sorts(),
        "query": request.GET.get("q", "")[:200],
        "with_providers": with_providers,
        "imported": queries.last_import(),
    }
    return render(request, "hub/countries.html", context)


def _sorts() -> list[tuple[str, str]]:
    return [
        ("rank", _("Potential")), ("need", _("Need")), ("readiness", _("Readiness")), ("name", _("Name")),
        ("coverage", _("Coverage")), ("oldest", _("Oldest figure, newest first")),
        ("providers", _("Providers")),
    ]  # fmt: skip


@require_safe
@public_page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of one country; its address has capital letters."""
    two = country_code(code)
    if code != two:
        return redirect("hub:country", two, permanent=True)
    index = queries.known_index()
    today = timezone.now().date()
    figures = queries.figures_of(two)
    others = [one.indicator for one in figures if one.indicator not in INDICATORS]
    names = queries.names_of_others(others)
    lines = {figure.indicator: line_of(figure, today, names) for figure in figures}
    score = index.scores.get(two)
    without = queries.ranks_without() if score and "potential" in score.places else {}
    text = queries.text_for(two, get_language() or "en")
    axes = []
    used: set[str] = set()
    if score:
        used = {term.indicator for term in score.terms}
        axes = [
            {
                "name": _(AXIS_NAMES[axis]),
                "value": score.value(axis),
                "coverage": round(100 * coverage),
                "place": score.places.get(axis),
                "of": index.ranked[axis],
                "parts": parts_of(score, index.choice, axis, lines, without),
            }
            for axis, coverage in ((NEED, score.need_coverage), (READINESS, score.readiness_coverage))
        ]
    context = {
        "code": two,
        "name": name_of(two),
        "score": score,
        "place": score.places.get("potential") if score else None,
        "index": index,
        "axes": axes,
        "more": [line for code_, line in lines.items() if code_ in INDICATORS and code_ not in used],
        "not_used": [line for code_, line in lines.items() if code_ not in INDICATORS],
        "cards": [card(profile) for profile in queries.providers_in(two)],
        "advocates": [
            {
                "path": reverse("hub:advocate", args=[one.slug]),
                "name": one.name,
                "kind": one.get_kind_display(),
            }
            for one in advocates(country=two)
        ],
        "text": text,
        "text_html": as_html(text.text) if text else "",
        "least": round(100 * potential.LEAST_COVERAGE),
    }
    return render(request, "hub/country.html", context)


@require_safe
@public_page
def index_page(request: HttpRequest) -> HttpResponse:
    """Show the index for the weights in the address, and how it is made."""
    form = WeightsForm(request.GET or None)
    choice = form.choice() if form.is_bound else potential.DEFAULT
    if choice != potential.DEFAULT:
        slow_down(request)
    if not form.is_bound:
        form = WeightsForm(initial={})
    index = queries.known_index(choice)
    rows = ordered(rows_of(index, queries.providers_by_country()), "rank")
    ranked = [row for row in rows if row.score.potential is not None]
    show_all = request.GET.get("all") == "1"
    said = request.GET.copy()
    said.pop("all", None)
    context = {
        "form": form,
        "axes": [(_(AXIS_NAMES[axis]), fields) for axis, fields in form.of_axis()],
        "index": index,
        "ranked": ranked if show_all else ranked[:_SOME],
        "count": len(ranked),
        "unranked": [row for row in rows if row.score.potential is None],
        "show_all": show_all,
        "said": said.urlencode(),
        "is_default": choice == potential.DEFAULT,
        "method": method_lines(index),
        "field": field_of(ranked),
        "scales": _scales(index),
    }
    return render(request, "hub/potential.html", context)


def _scales(index: potential.Index) -> list[dict[str, object]]:
    """Return the ends of each scale that was used, in the indicator's own unit."""
    found = []
    for code, indicator in INDICATORS.items():
        if code in index.scales:
            low, high = index.scales[code]
            if indicator.is_log:
                low, high = 10**low, 10**high
            found.append({
                "name": _(indicator.name), "unit": _(indicator.unit), "low": low, "high": high,
                "is_log": indicator.is_log,
            })  # fmt: skip
    return found
