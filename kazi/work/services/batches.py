"""A client's file comes in: kept as it was sent, and read by a job that can be taken up again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kazi.accounts.actors import Actor
from kazi.files.services import Readable, plain_name, store_upload
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kernel.words import N_, Fault
from kazi.work.events import BatchFailed
from kazi.work.models import Batch, Project, RefusedRow

log = logging.getLogger(__name__)

SLICE_SECONDS = 120.0  # Well below the time after which the queue takes a job for dead.
OUR_FAULT = Fault(N_("Something went wrong on our side. Send the file again; nothing will be doubled."))
RETRY_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))


def receive(
    actor: Actor,
    project: Project,
    name: str,
    file: Readable,
    key_column: str = "",
    priority: int = 0,
    *,
    now: bool = False,
) -> Batch:
    """Store the file and let a job put its tasks into the project; return the waiting batch.

    `priority` orders it within the project, higher first.  The same file again makes a second
    batch whose rows are all counted as unchanged.  With `now` no job is asked for: the caller runs
    `importing.read_batch` itself.  Raises Refused for a project that is finished.
    """
    if project.state == Project.State.FINISHED:
        raise Refused(_("This project is finished. Open it again before you send more work."))
    stored = store_upload(file, name)
    with transaction.atomic():
        batch = Batch.objects.create(
            project=project,
            file=stored,
            name=plain_name(name),
            key_column=key_column.strip(),
            priority=priority,
            made_by_id=actor.membership_id or None,
        )
        if not now:
            import_batch.enqueue(batch.pk)
    return batch


@task()
def import_batch(batch_id: int, attempt: int = 1) -> None:
    """Read on where the last run stopped, for at most two minutes, and ask for the next run.

    A failure is tried again, at most three times without progress between; then the batch is failed.
    """
    # Pillow, PDFium and openpyxl: the web server imports this module and must stay small.
    from kazi.work.services import importing  # noqa: PLC0415

    batch = all_tenants(Batch).get(pk=batch_id)
    begun_at = batch.position
    with acting_for(batch.org_id):
        try:
            finished = importing.read_batch(batch, seconds=SLICE_SECONDS)
        except Exception:
            log.exception("Batch %s stopped, attempt %s", batch_id, attempt)
            batch.refresh_from_db()
            _try_again(batch, 1 if batch.position > begun_at else attempt)
            raise  # The queue keeps this attempt, with its traceback, as failed.
        if not finished:
            import_batch.enqueue(batch_id)


def _try_again(batch: Batch, attempt: int) -> None:
    if attempt <= len(RETRY_AFTER):
        due = timezone.now() + RETRY_AFTER[attempt - 1]
        import_batch.using(run_after=due).enqueue(batch.pk, attempt + 1)
        return
    fail(batch, OUR_FAULT)


@transaction.atomic
def fail(batch: Batch, fault: Fault) -> None:
    """End a batch that is not finished, with one line that says why; a finished one stays as it is."""
    unfinished = Batch.objects.filter(pk=batch.pk, state__in=[Batch.State.WAITING, Batch.State.READING])
    if unfinished.update(state=Batch.State.FAILED, error=str(fault), finished_at=timezone.now()):
        record(BatchFailed(batch_id=str(batch.pk), reason=fault.text))
    batch.refresh_from_db()


def failure(batch: Batch) -> str:
    """Return why a batch failed, "" if it did not; a sentence with values in it stays English."""
    return _(batch.error) if batch.error else ""


def reason(row: RefusedRow) -> str:
    """Return why a row was refused, in the reader's language."""
    return _(row.text) % row.values if row.values else _(row.text)
