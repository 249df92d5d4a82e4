"""When a buyer orders the work of a signed agreement, the provider's project is made of it.

The kind of task, quality terms, the end and the workers' rate are carried over; the agreement
remembers the project, so hearing of the order twice makes one.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Role
from kazi.accounts.places import zone_of
from kazi.deals.events import WorkOrdered
from kazi.deals.models import Agreement
from kazi.deals.rules.terms import Terms
from kazi.deals.services import invoicing
from kazi.deals.services.agreements import terms_in_force
from kazi.deals.services.running import remember_project
from kazi.journal.bus import on
from kazi.kernel.tenancy import acting_for
from kazi.kinds.types import take_ready
from kazi.work.models import Project
from kazi.work.services import projects, windows


@on(WorkOrdered)
def make_project_of_agreement(event: WorkOrdered) -> None:
    ordered = Agreement.objects.get(pk=event.agreement_id)
    with acting_for(ordered.owner_id):
        # Held until the project is remembered: a second hearing at this moment waits, and finds it.
        agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=ordered.pk)
        if agreement.project_ref is None:
            project = _make_project(agreement, terms_in_force(agreement))
            remember_project(agreement, project.pk)
        invoicing.bill(agreement)


def _make_project(agreement: Agreement, terms: Terms) -> Project:
    nobody = Actor(person_id=0, org_id=agreement.owner_id, role=Role.MANAGER, membership_id=0)
    methods = Project.Method
    method = {1: methods.SINGLE, 2: methods.DOUBLE}.get(terms.people, methods.VOTE)
    made = projects.make_project(
        nobody,
        agreement.title,
        take_ready(agreement.task_type or terms.task_type),
        client_id=agreement.shared_with_id,
        method=method,
        overlap=terms.people,
        review_percent=terms.review_percent,
        deadline=_deadline(agreement, terms),
        **_rate(terms),
    )
    opened = projects.change_state(nobody, made, Project.State.OPEN)
    windows.refresh(opened)
    return opened


def _rate(terms: Terms) -> dict[str, Any]:
    """Return the least that a worker is paid for a unit, shared by the people who each do a part of it."""
    if terms.worker_rate is None:
        return {}
    each = (terms.worker_rate / terms.people).quantize(Decimal("0.000001"))
    return {"rate_per_task": each, "currency": terms.worker_currency}


def _deadline(agreement: Agreement, terms: Terms) -> datetime | None:
    """Return the end of the last day, at the provider's place; by turnaround where no day is agreed."""
    zone = zone_of(agreement.owner_id)
    if terms.ends_on is not None:
        return datetime.combine(terms.ends_on + timedelta(days=1), time.min, tzinfo=zone)
    if terms.turnaround_days is not None:
        return timezone.now() + timedelta(days=terms.turnaround_days * 7 / 5)  # Working days.
    return None
