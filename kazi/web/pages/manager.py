"""The manager's board: what needs somebody, then the day, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kazi.accounts.actors import Actor, actor_of
from kazi.accounts.models import Role
from kazi.kernel.errors import NotFound
from kazi.quality.queries import people_below
from kazi.work.models import Project
from kazi.work.queries import attention, lines, pace
from kazi.work.queries.attention import Matter

LOOK_BACK = timedelta(days=60)  # So long after its end rework of a project is still looked for.


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the attention list, in words, and where it leads."""

    words: str
    path: str
    is_urgent: bool


@login_required
@require_safe
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Show the provider's day; asked by htmx, only the part that changes."""
    actor = actor_of(request)
    if actor.role != Role.MANAGER:
        raise NotFound
    projects = list(Project.objects.exclude(state=Project.State.FINISHED))
    hours = pace.hours_of(actor.org_id)
    at_work = pace.at_work_now(actor.org_id)
    known = lines.project_lines(actor.org_id, projects)
    context = {
        "notices": _notices(actor, projects),
        "lines": [line for line in known if line.project.state == Project.State.OPEN],
        "rest": [line for line in known if line.project.state != Project.State.OPEN],
        "finished": Project.objects.filter(state=Project.State.FINISHED).count(),
        "people": len({worker_id for worker_id, _project in at_work}),
        "today": sum(line.today for line in known if not line.project.is_practice),
        "hours": hours if any(hour.answers for hour in hours) else [],
        "this_hour": hours[-1].answers,
        "now": timezone.now(),
        "is_part": bool(getattr(request, "htmx", False)),
    }
    return render(request, "web/_manage.html" if context["is_part"] else "web/manage.html", context)


def _notices(actor: Actor, projects: list[Project]) -> list[Notice]:
    lately = timezone.now() - LOOK_BACK
    finished = Project.objects.filter(state=Project.State.FINISHED, finished_at__gte=lately)
    matters = [
        *attention.matters_of_people(),
        *attention.matters_of_batches(),
        *attention.matters_of_projects([*projects, *finished]),
        *people_below(),
    ]
    matters.sort(key=lambda one: not one.is_urgent)
    return [Notice(_words(one), _path(one), one.is_urgent) for one in matters]


def _path(matter: Matter) -> str:
    if matter.kind in {"disturbing", "questions"}:
        return reverse("work:concerns")
    if matter.kind == "reviews":
        return reverse("quality:reviews")
    if matter.kind in {"batch_failed", "rows_refused"}:
        return reverse("work:batch", args=[matter.id])
    if matter.kind == "accuracy_low":
        return reverse("web:person", args=[matter.id])
    return reverse("work:project", args=[matter.id])


# One whole sentence for each kind of matter.
_SENTENCES: dict[str, Any] = {
    "disturbing": ngettext_lazy(
        "Somebody flagged a task as disturbing %(ago)s ago.",
        "%(n)s tasks are flagged as disturbing, the oldest %(ago)s ago.",
        "n",
    ),
    "questions": ngettext_lazy(
        "A question has waited for %(ago)s.",
        "%(n)s questions wait for a reply, the oldest for %(ago)s.",
        "n",
    ),
    "reviews": ngettext_lazy(
        "An answer has waited for review for %(ago)s.",
        "%(n)s answers wait for review, the oldest for %(ago)s.",
        "n",
    ),
    "batch_failed": gettext_lazy("The file %(about)s could not be read."),
    "rows_refused": ngettext_lazy(
        "A row of %(about)s was refused.", "%(n)s rows of %(about)s were refused.", "n"
    ),
    "no_tasks": gettext_lazy("%(about)s is open and has no tasks."),
    "all_settled": gettext_lazy("%(about)s is all settled: hand over the results and finish it."),
    "rework_stuck": ngettext_lazy(
        "A task of %(about)s was sent back, but the project is not open.",
        "%(n)s tasks of %(about)s were sent back, but the project is not open.",
        "n",
    ),
    "deadline_missed": ngettext_lazy(
        "%(about)s was due on %(when)s; one task is left.",
        "%(about)s was due on %(when)s; %(n)s tasks are left.",
        "n",
    ),
    "deadline_lost": gettext_lazy("%(about)s will not be done by %(when)s at the present pace."),
    "deadline_at_risk": gettext_lazy("%(about)s may not be done by %(when)s at the present pace."),
    "deadline_near": ngettext_lazy(
        "%(about)s is due on %(when)s; one task is left, and the pace is not known.",
        "%(about)s is due on %(when)s; %(n)s tasks are left, and the pace is not known.",
        "n",
    ),
    "accuracy_low": gettext_lazy(
        "%(about)s is right in at most %(n)s %% of fields: look at some answers together."
    ),
}


def _words(matter: Matter) -> str:
    return str(
        _SENTENCES[matter.kind]
        % {
            "n": matter.count,
            "about": matter.about,
            "when": date_format(timezone.localtime(matter.since), "j M, H:i") if matter.since else "",
            "ago": _ago(matter.since),
        }
    )


def _ago(since: datetime | None) -> str:
    return timesince(since, depth=1) if since else ""
