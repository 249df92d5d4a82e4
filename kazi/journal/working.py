"""The loop of `kazi worker`: timed jobs, and the tasks that changes have asked for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import close_old_connections, transaction
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kazi.journal.clock import run_due

log = logging.getLogger(__name__)
NAP_SECONDS = 0.5


def run_one_task(worker_id: str) -> bool:
    """Take one task that is ready and run it; False when there is none.

    Two processes never run the same one: the row is taken inside a transaction, with a row lock on
    PostgreSQL and with the write lock on SQLite.
    """
    with transaction.atomic():
        task = DBTaskResult.objects.ready().get_locked()
        if task is None:
            return False
        task.claim(worker_id)
    _runner(worker_id).run_task(task)
    return True


def work(worker_id: str, keep_on: Callable[[], bool]) -> None:
    """Work until `keep_on()` is false.  A broken connection or a locked file is waited out."""
    while keep_on():
        close_old_connections()
        try:
            run_due()
            while keep_on() and run_one_task(worker_id):
                pass
        except Exception:
            log.exception("The worker stumbled and goes on.")
            time.sleep(2)
        time.sleep(NAP_SECONDS)


def _runner(worker_id: str) -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
    )
