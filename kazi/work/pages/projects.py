"""Projects as their manager plans and follows them; leads may look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Organisation, Role
from kazi.accounts.places import zone_of
from kazi.kernel.errors import NotFound
from kazi.kinds.rules import form_fields, instructions_html
from kazi.kinds.types import type_of
from kazi.work import access
from kazi.work.forms import PlanForm, ProjectForm
from kazi.work.models import Batch, Delivery, Project, Task
from kazi.work.queries import lines, pace, progress
from kazi.work.services import deliveries
from kazi.work.services import projects as services
from kazi.work.services.windows import has_window


@login_required
@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """List the projects: those at work first, the finished last."""
    actor = actor_of(request)
    access.look_after_work(actor)
    projects = list(access.projects_of(actor))
    rank = {Project.State.OPEN: 0, Project.State.PAUSED: 1, Project.State.DRAFT: 2}
    projects.sort(key=lambda one: (rank.get(Project.State(one.state), 3), one.priority * -1, -one.pk))
    context = {"lines": lines.project_lines(actor.org_id, projects), "may_change": _may_change(actor)}
    return render(request, "work/projects.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Make a project as a draft."""
    actor = actor_of(request)
    if not _may_change(actor):
        raise NotFound
    org = Organisation.objects.get(pk=actor.org_id)
    form = ProjectForm(
        request.POST or None,
        request.FILES or None,
        instance=Project(currency=org.currency, org_id=org.pk),
        zone=str(zone_of(actor.org_id)),
    )
    if request.method == "POST" and form.is_valid() and (version := form.version()) is not None:
        plan = form.plan()
        name = plan.pop("name")
        project = services.make_project(actor, name, version, currency=org.currency, **plan)
        messages.success(request, _("The project is made. Send its first file of tasks, then open it."))
        return redirect("work:project", project.pk)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "known_clients": _known_clients()}
    return render(request, "work/project_new.html", context, status=status)


@login_required
@require_safe
@never_cache
def page(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show how one project is doing; asked by htmx, only the part that changes."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id)
    if getattr(request, "htmx", False):
        return render(request, "work/_project_progress.html", _progress(project))
    return _project_page(request, actor, project)


@login_required
@require_POST
def change_plan(request: HttpRequest, project_id: int) -> HttpResponse:
    """Save the plan; with faults, show it again with what was typed."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id, change=True)
    form = _plan_form(actor, access.project_of(actor, project_id, change=True), request.POST)
    if not form.is_valid():
        return _project_page(request, actor, project, form)
    services.change_plan(actor, project, **form.plan())
    messages.success(request, _("The plan is saved."))
    return redirect("work:project", project.pk)


@login_required
@require_POST
def change_state(request: HttpRequest, project_id: int) -> HttpResponse:
    """Open, pause or finish the project."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id, change=True)
    project = services.change_state(actor, project, request.POST.get("state", ""))
    said = {
        Project.State.OPEN: _("The project is open: its tasks are given out."),
        Project.State.PAUSED: _("The project is paused. Tasks that people hold can still be answered."),
        Project.State.FINISHED: _("The project is finished."),
    }
    messages.success(request, said[Project.State(project.state)])
    return redirect("work:project", project.pk)


@login_required
@require_safe
def preview(request: HttpRequest, project_id: int) -> HttpResponse:
    """Show what a worker sees of this kind of task, with the first task of the project if there is one."""
    actor = actor_of(request)
    project = access.project_of(actor, project_id)
    task_type = type_of(project.task_type_id)
    first = Task.objects.filter(project=project).order_by("rank", "pk").first()
    context = {
        "project": project,
        "type": task_type,
        "inputs": lines.shown_inputs(task_type, first, actor.person_id),
        "fields": form_fields(task_type),
        # Made by kinds from Markdown without HTML of its own.
        "instructions": mark_safe(instructions_html(task_type)),  # noqa: S308
    }
    return render(request, "work/project_preview.html", context)


def _may_change(actor: Actor) -> bool:
    return actor.role == Role.MANAGER


def _progress(project: Project) -> dict[str, Any]:
    return {
        "project": project,
        "line": lines.project_lines(project.org_id, [project])[0],
        "quality": progress.quality_of(project),
    }


def _plan_form(actor: Actor, project: Project, data: Any = None) -> PlanForm:
    fixed = Task.objects.filter(project=project).exists()
    return PlanForm(data, instance=project, fixed=fixed, zone=str(zone_of(actor.org_id)))


def _project_page(
    request: HttpRequest, actor: Actor, project: Project, form: PlanForm | None = None
) -> HttpResponse:
    days = pace.days_of(actor.org_id, project.pk)
    may_change = _may_change(actor)
    context = _progress(project) | {
        "days": days if any(day.answers for day in days) else [],
        "batches": Batch.objects.filter(project=project)[:50],
        "may_change": may_change,
        "delivery": Delivery.objects.filter(project_ref=project.pk).first(),
        "has_window": has_window(project),
        "undelivered": deliveries.undelivered(project) if may_change and has_window(project) else 0,
        "form": form or (_plan_form(actor, project) if may_change else None),
        "plan_is_wrong": form is not None,
        "known_clients": _known_clients(),
        "type": type_of(project.task_type_id),
    }
    return render(request, "work/project.html", context, status=200 if form is None else 422)


def _known_clients() -> list[Organisation]:
    """Return the clients that this provider has worked for: the only ones it may be shown."""
    used = Project.objects.exclude(client=None).values("client_id")
    return list(Organisation.objects.filter(pk__in=used).order_by("name"))
