"""The lead's board: the teams they lead, who works now, what waits for them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.quality.access import waiting_reviews
from kazi.web.pages.people import people_lines
from kazi.work.access import concerns_of
from kazi.workforce.models import Team
from kazi.workforce.queries import workers_seen_by


@login_required
@require_safe
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Show the lead's teams (a manager's: all); asked by htmx, only the part that changes."""
    actor = actor_of(request)
    if actor.role not in {Role.LEAD, Role.MANAGER}:
        raise NotFound
    workers = workers_seen_by(actor).filter(is_active=True).select_related("membership__person", "team")
    people = people_lines(actor.org_id, list(workers.order_by("membership__person__name", "pk").distinct()))
    teams = Team.objects.order_by("name")
    if actor.role == Role.LEAD:
        teams = teams.filter(leads=actor.membership_id)
    concerns = concerns_of(actor).filter(closed_at=None)
    context = {
        "teams": [(team, [one for one in people if one["worker"].team_id == team.pk]) for team in teams],
        "without_team": [one for one in people if one["worker"].team_id is None],
        "at_work": sum(1 for one in people if one["is_at_work"]),
        "people": len(people),
        "today": sum(one["done"].answers for one in people),
        "reviews": waiting_reviews(actor).count(),
        "questions": concerns.count(),
        "disturbing": concerns.filter(kind="disturbing").count(),
        "now": timezone.now(),
    }
    part = getattr(request, "htmx", False)
    return render(request, "web/_team.html" if part else "web/team.html", context)
