"""The index as CSV and JSON, with the same words in the address as its page."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from kazi.accounts.pacing import address_of, pace
from kazi.hub.countries import Row, ordered, rows_of
from kazi.hub.forms.countries import WeightsForm
from kazi.hub.index_words import COLUMNS, as_data, as_document, method_lines, weights_line
from kazi.hub.pages.caching import public_page
from kazi.hub.queries import countries as queries
from kazi.hub.rules.potential import DEFAULT, Index


@require_safe
@public_page
def potential_csv(request: HttpRequest) -> HttpResponse:
    """Send the index as CSV, the method in lines that begin with #, names in English."""
    with override("en"):
        index, rows = _asked(request)
        out = io.StringIO(newline="")
        for said in (*method_lines(index), weights_line(index.choice)):
            out.write(f"# {said}\n")
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(as_data(row) for row in rows)
    answer = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="kazi-potential.csv"'
    return answer


@require_safe
@public_page
def potential_json(request: HttpRequest) -> JsonResponse:
    """Send the index as JSON, with method and weights."""
    with override("en"):
        index, rows = _asked(request)
        return JsonResponse(as_document(index, rows))


def slow_down(request: HttpRequest) -> None:
    """Refuse who computes with other weights all the time: each one costs a fifth of a second."""
    pace("weights", address_of(request), most=150, seconds=600)


def _asked(request: HttpRequest) -> tuple[Index, list[Row]]:
    choice = WeightsForm(request.GET).choice() if request.GET else DEFAULT
    if choice != DEFAULT:
        slow_down(request)
    index = queries.known_index(choice)
    return index, ordered(rows_of(index, {}), "rank")
