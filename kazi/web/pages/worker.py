"""The worker's board: the next task, the day, how good it was, and what waits for a word."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kazi.accounts.actors import actor_of
from kazi.accounts.models import Organisation
from kazi.kernel.errors import NotFound
from kazi.quality.queries import accuracy_of
from kazi.work.facts import worker_of
from kazi.work.queries.worker import concerns_to_follow, day_of_worker, practice_for, sent_back_to


@login_required
@require_safe
@never_cache
def board(request: HttpRequest) -> HttpResponse:
    """Show the worker's day; a day is that of the provider's place."""
    actor = actor_of(request)
    worker = worker_of(actor)
    if worker is None:
        raise NotFound
    place = ZoneInfo(Organisation.objects.values_list("timezone", flat=True).get(pk=actor.org_id))
    midnight = timezone.localtime(timezone=place).replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "day": day_of_worker(worker.id, midnight),
        "accuracy": accuracy_of(worker.id),
        "sent_back": sent_back_to(worker.id),
        "concerns": concerns_to_follow(worker.id),
        "practice": practice_for(worker),
    }
    return render(request, "web/worker.html", context)
