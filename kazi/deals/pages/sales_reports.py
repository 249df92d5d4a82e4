"""Figures of selling: forecasts, win rates, time in stage, content clients, exposure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Organisation
from kazi.deals.access import pipeline as access
from kazi.deals.models import Card, Satisfaction
from kazi.deals.queries import pipeline as queries
from kazi.deals.queries.exposure_reports import Exposure, exposure_of_all, exposure_of_provider
from kazi.deals.rules import pipeline as rules

SHOWN_MONTHS = 12


@login_required
@require_GET
def hub_reports(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.hub_seller(actor)
    return render(request, "deals/sales_reports.html", _figures(actor) | {"is_hub": True})


@login_required
@require_GET
def own_reports(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.provider_seller(actor)
    org = Organisation.objects.get(pk=actor.org_id)
    more = {
        "is_hub": False,
        "own": next(iter(queries.own_wins(actor.org_id)), None),
        "content": queries.content_of(org),
        "said": Satisfaction.objects.filter(owner=org)
        .exclude(answered_at=None)
        .select_related("shared_with")[:20],
    }
    return render(request, "deals/sales_reports.html", _figures(actor) | more)


@login_required
@require_GET
def hub_exposure(request: HttpRequest) -> HttpResponse:
    access.hub_seller(actor_of(request))
    rows = exposure_of_all(timezone.localdate())
    return render(request, "deals/exposure.html", {"rows": rows, "is_hub": True})


@login_required
@require_GET
def own_exposure(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.provider_seller(actor)
    rows = exposure_of_provider(actor.org_id, timezone.localdate())
    return render(request, "deals/exposure.html", {"rows": rows, "is_hub": False})


@login_required
@require_GET
def hub_exposure_csv(request: HttpRequest) -> HttpResponse:
    access.hub_seller(actor_of(request))
    return _as_csv(exposure_of_all(timezone.localdate()))


@login_required
@require_GET
def own_exposure_csv(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    access.provider_seller(actor)
    return _as_csv(exposure_of_provider(actor.org_id, timezone.localdate()))


def _figures(actor: Actor) -> dict[str, Any]:
    """Return forecasts, rates and times of the actor's organisation."""
    past = queries.history(actor.org_id)
    rows = queries.seen(access.cards_of(actor), past)
    deals = [row.deal for row in rows]
    first = timezone.localdate().replace(day=1)
    alive = [row for row in rows if row.card.stage != Card.Stage.LOST]
    counted = rules.once_each(row.deal for row in alive)
    jobs = rules.jobs_by_month(deals, since=first)
    return {
        "revenue": rules.revenue(deals, since=first),
        "jobs": jobs[:SHOWN_MONTHS],
        "most_jobs": max((one.base for one in jobs), default=0),
        "without_value": sum(one.value_minor is None for one in counted),
        "without_jobs": sum(rules.jobs_of(one) is None for one in counted),
        "deals": len(counted),
        "chances": [
            (Card.Stage(stage).label, rules.chance_of(stage, past), past.get(stage, (0, 0)))
            for stage in rules.STAGES
            if stage not in rules.ENDS
        ],
        "least_ended": rules.LEAST_ENDED,
        "times": [(Card.Stage(one.stage).label, one) for one in queries.times(actor.org_id)],
        "wins": queries.wins_by_size(),
    }


def _as_csv(rows: Iterable[Exposure]) -> HttpResponse:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            *("month", "provider", "size", "shortlists", "shown", "mean_place", "best_place"),
            *("share_of_attention", "share_of_scores"),
        ]
    )
    for row in rows:
        table.writerow(
            [
                f"{row.month:%Y-%m}", _harmless(row.provider), row.size, row.shortlists, row.shown,
                f"{row.place:.2f}", row.best, f"{row.attention:.6f}", f"{row.earned:.6f}",
            ]
        )  # fmt: skip
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="exposure.csv"'
    return response


def _harmless(text: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
