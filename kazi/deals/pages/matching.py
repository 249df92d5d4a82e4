"""How matching works, with its figures; and what the hub's staff see of requests."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kazi.accounts.actors import actor_of
from kazi.deals.access.requests import hub_watch
from kazi.deals.models import Request
from kazi.deals.queries.exposure_months import months
from kazi.deals.queries.market import means
from kazi.deals.queries.watching import watched
from kazi.deals.rules import exposure, matching, standing

ON_A_PAGE = 50


@require_GET
def fairness(request: HttpRequest) -> HttpResponse:
    """Print the formula, the simulation's figures and those of each recorded month."""
    without, with_rule = simulated()
    context = {
        "weights": [(standing.TERMS[key], weight) for key, weight in matching.DEFAULT_WEIGHTS.items()],
        "least_impact": matching.LEAST_IMPACT,
        "means": means(True),
        "prior": standing.PRIOR,
        "most_points": exposure.MOST_POINTS,
        "strength": exposure.STRENGTH,
        "without": without,
        "with_rule": with_rule,
        "risen": with_rule.least_to_most / without.least_to_most - 1,
        "months": months(),
    }
    return render(request, "deals/matching.html", context)


@login_required
@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """List requests to hub staff: what is asked and how far it is; never what is sealed, nor prices."""
    hub_watch(actor_of(request))
    page = Paginator(watched(with_demo=settings.DEMO), ON_A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row["state_name"] = Request.State(row["state"]).label
    return render(request, "deals/watch.html", {"page": page})


@lru_cache(maxsize=1)
def simulated() -> tuple[exposure.Simulated, exposure.Simulated]:
    """Return the simulation without and with the exposure rule: the same every time, so made once."""
    return exposure.simulate(0), exposure.simulate()
