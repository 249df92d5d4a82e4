"""The people of a provider, as its manager sees them: teams, skills, today, accuracy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Membership, Role
from kazi.kernel.errors import NotFound
from kazi.quality.queries import accuracy_by_worker
from kazi.skills import services as skills
from kazi.skills.models import Award, Skill
from kazi.work.queries import pace
from kazi.workforce import services as workforce
from kazi.workforce.models import Team, Worker

LATELY = timedelta(days=30)


@login_required
@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the workers with team, skills, today and accuracy."""
    actor = _manager(request)
    workers = Worker.objects.filter(is_active=True).select_related("membership__person", "team")
    context = {
        "people": people_lines(actor.org_id, list(workers.order_by("membership__person__name", "pk"))),
        "has_teams": Team.objects.exists(),
    }
    return render(request, "web/people.html", context)


@login_required
@require_safe
@never_cache
def page(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Show one worker: figures with what they mean, team, skills."""
    actor = _manager(request)
    worker = _worker(worker_id)
    awards = Award.objects.filter(membership_id=worker.membership_id).select_related(
        "skill", "awarded_by__person"
    )
    has = {award.skill_id for award in awards if award.ended_at is None}
    context = {
        "worker": worker,
        "line": people_lines(actor.org_id, [worker])[0],
        "teams": Team.objects.order_by("name"),
        "awards": awards.order_by("-awarded_at"),
        "skills": Skill.objects.exclude(pk__in=has),
    }
    return render(request, "web/person.html", context)


@login_required
@require_POST
def move(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Put the worker into a team, or into none."""
    actor = _manager(request)
    worker = _worker(worker_id)
    wanted = request.POST.get("team", "")
    workforce.move_worker(actor, worker, _team(wanted) if wanted else None)
    messages.success(request, _("The team is saved."))
    return redirect("web:person", worker_id)


@login_required
@require_POST
def award(request: HttpRequest, worker_id: int) -> HttpResponse:
    """Vouch for a skill: one that is known, or a new name."""
    actor = _manager(request)
    worker = _worker(worker_id)
    chosen, name = request.POST.get("skill", ""), request.POST.get("name", "")
    known = Skill.objects.filter(pk=chosen).first() if chosen.isdigit() else None
    skill = known if known is not None and not name.strip() else skills.name_skill(actor, name)
    skills.award_skill(actor, skill, worker.membership)
    messages.success(
        request, _("%(name)s now has the skill %(skill)s.") % {"name": worker, "skill": skill.name}
    )
    return redirect("web:person", worker_id)


@login_required
@require_POST
def end_award(request: HttpRequest, worker_id: int, award_id: int) -> HttpResponse:
    """End an award, with a reason."""
    actor = _manager(request)
    worker = _worker(worker_id)
    found = Award.objects.filter(pk=award_id, membership_id=worker.membership_id).first()
    if found is None:
        raise NotFound
    skills.end_award(actor, found, request.POST.get("reason", ""))
    messages.success(request, _("The skill is ended."))
    return redirect("web:person", worker_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams with their leads; a POST makes a team."""
    actor = _manager(request)
    if request.method == "POST":
        team = workforce.make_team(actor, request.POST.get("name", ""))
        messages.success(request, _("The team %(name)s is there.") % {"name": team.name})
        return redirect("web:teams")
    may_lead = Membership.objects.filter(
        org_id=actor.org_id, is_active=True, role__in=[Role.LEAD, Role.MANAGER]
    ).select_related("person")
    context = {
        "teams": [
            {
                "team": team,
                "workers": team.workers.filter(is_active=True).count(),
                "leads": {lead.pk for lead in team.leads.all()},
            }
            for team in Team.objects.order_by("name").prefetch_related("leads")
        ],
        "may_lead": may_lead.order_by("person__name"),
    }
    return render(request, "web/teams.html", context)


@login_required
@require_POST
def choose_leads(request: HttpRequest, team_id: int) -> HttpResponse:
    """Let exactly the chosen people lead the team."""
    actor = _manager(request)
    wanted = [said for said in request.POST.getlist("lead") if said.isdigit()]
    leads = Membership.objects.filter(pk__in=wanted, org_id=actor.org_id, is_active=True)
    workforce.choose_leads(actor, _team(team_id), leads.select_related("person"))
    messages.success(request, _("The leads are saved."))
    return redirect("web:teams")


def people_lines(org_id: int, workers: list[Worker]) -> list[dict[str, Any]]:
    """Return each worker with skills, what they do now, today's figures and lately's accuracy."""
    done = pace.done_today(org_id, [worker.pk for worker in workers])
    accuracy = accuracy_by_worker([worker.pk for worker in workers], timezone.now() - LATELY)
    busy = {worker_id for worker_id, _project in pace.at_work_now(org_id)}
    current = Award.objects.filter(
        membership_id__in=[worker.membership_id for worker in workers], ended_at=None
    ).select_related("skill")
    names: dict[int, list[str]] = {}
    for one in current:
        names.setdefault(one.membership_id, []).append(one.skill.name)
    return [
        {
            "worker": worker,
            "skills": sorted(names.get(worker.membership_id, [])),
            "is_at_work": worker.pk in busy,
            "done": done.get(worker.pk, pace.Done()),
            "accuracy": accuracy.get(worker.pk),
        }
        for worker in workers
    ]


def _manager(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.role != Role.MANAGER:
        raise NotFound
    return actor


def _worker(worker_id: int) -> Worker:
    found = Worker.objects.filter(pk=worker_id).select_related("membership__person", "team").first()
    if found is None:
        raise NotFound
    return found


def _team(said: str | int) -> Team:
    found = Team.objects.filter(pk=said).first() if str(said).isdigit() else None
    if found is None:
        raise NotFound
    return found
