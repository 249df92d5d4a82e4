"""Housekeeping of the queue itself."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kazi.journal.bus import put_back_lost
from kazi.journal.clock import every

KEEP_FINISHED = timedelta(days=7)


@every(seconds=60)
def give_lost_tasks_to_others() -> int:
    return put_back_lost()


@every(seconds=3600)
def forget_finished_tasks() -> int:
    """Delete the queue's own rows of tasks that succeeded a week ago; the journal keeps the facts."""
    old = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=timezone.now() - KEEP_FINISHED
    )
    return old.delete()[0]
