"""The client's window on a project: how far it is and how good it is, copied from the provider's rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import Avg, Count, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from kazi.accounts.models import Organisation
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kinds.models import TaskTypeVersion
from kazi.work.models import Delivery, Project, Result, Review, Task
from kazi.work.queries.pace import times_of

# A result carries the moment at which its transaction began; it may be seen a little later.
SEEN_LATE = timedelta(seconds=60)
LOOK_AGAIN = timedelta(minutes=10)  # An end in sight moves with the clock, also when nobody works.
# Reviews that look at a result for the first time.  Ties and redone work are looked at anyway, so
# they say nothing about how good the work is.
NOT_A_SAMPLE = ("tied", "rework")


def has_window(project: Project) -> bool:
    """Say whether a client looks at this project: it has one, and it is neither draft nor practice."""
    return project.client_id is not None and not project.is_practice and project.state != Project.State.DRAFT


def refresh(project: Project) -> Delivery | None:
    """Make or renew the client's window on a project; None for a project that no client looks at.

    Copies that a client holds stay with that client: once a parcel was delivered, naming another
    client for the project does not move the window.
    """
    if not has_window(project) or project.client_id is None:
        return None
    now = timezone.now()
    tasks = Task.objects.filter(project=project).exclude(state=Task.State.WITHDRAWN)
    counts = dict(tasks.order_by().values_list("state").annotate(n=Count("pk")))
    reviews = Review.objects.filter(task__project=project).exclude(verdict="")
    looked_at = reviews.exclude(cause__in=NOT_A_SAMPLE).aggregate(
        n=Count("pk"), right=Count("pk", filter=Q(verdict=Review.Verdict.ACCEPT))
    )
    results = Result.objects.filter(project=project, agreement__isnull=False)
    version = TaskTypeVersion.objects.get(pk=project.task_type_id)
    eta_from, eta_to = times_of(project)
    values = {
        "name": project.name,
        "provider_name": Organisation.objects.get(pk=project.org_id).name,
        "task_type": version.name,
        "task_type_version": version.version,
        "type_source": version.source,
        "state": project.state,
        "deadline": project.deadline,
        "tasks": sum(counts.values()),
        "settled": counts.get(Task.State.SETTLED, 0),
        "reviewed": looked_at["n"],
        "reviewed_right": looked_at["right"],
        "agreement": results.aggregate(mean=Avg("agreement"))["mean"],
        "eta_from": eta_from,
        "eta_to": eta_to,
        "updated_at": now,
    }
    window, _made = Delivery.objects.update_or_create(
        project_ref=project.pk,
        defaults=values,
        create_defaults={**values, "owner_id": project.org_id, "shared_with_id": project.client_id},
    )
    if window.shared_with_id != project.client_id:
        unused = Delivery.objects.filter(pk=window.pk, parcel_set=None)
        if unused.update(shared_with_id=project.client_id):
            window.refresh_from_db()
    return window


def refresh_changed() -> int:
    """Renew the windows of all organisations' projects that changed since; return how many."""
    now = timezone.now()
    renewed = 0
    for org_id, project_id in list(_changed(now).values_list("org_id", "pk")):
        with acting_for(org_id):
            project = Project.objects.get(pk=project_id)
            renewed += refresh(project) is not None
    return renewed


def _changed(now: datetime) -> models.QuerySet[Project]:
    never = Value(datetime(1970, 1, 1, tzinfo=UTC), output_field=DateTimeField())
    windows = all_tenants(Delivery).filter(project_ref=OuterRef("pk"))
    current = windows.filter(state=OuterRef("state"), name=OuterRef("name")).annotate(
        until=Coalesce("deadline", never)
    )
    projects = all_tenants(Project).filter(client__isnull=False, is_practice=False)
    seen = projects.exclude(state=Project.State.DRAFT).annotate(
        until=Coalesce("deadline", never), seen=Subquery(windows.values("updated_at")[:1])
    )
    settled = all_tenants(Result).filter(project=OuterRef("pk"), settled_at__gte=OuterRef("since"))
    return (
        seen.annotate(since=F("seen") - Value(SEEN_LATE))
        .filter(
            ~Exists(current.filter(until=OuterRef("until")))
            | Q(queue_changed_at__gte=F("since"))
            | Exists(settled)
            | Q(state=Project.State.OPEN, seen__lt=now - LOOK_AGAIN)
        )
        .order_by("org_id", "pk")
    )
