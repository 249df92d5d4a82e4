"""Read a batch row by row into tasks.

Rows are taken in chunks.  Each chunk is one transaction that adds its tasks, keeps its faults and
moves `Batch.position` on from where it was: a run that is killed is taken up there, and of two
runs at the same moment the second finds the position moved and stops.  Nothing is doubled or lost.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kazi.files.models import StoredFile
from kazi.files.rules.images import CheckedImage
from kazi.files.rules.unreadable import Unreadable
from kazi.files.services import file_path, save_shelved, shelve_image
from kazi.journal.bus import Event, record
from kazi.kernel.words import N_, Fault
from kazi.kinds.types import type_of
from kazi.work.bulk import NewTask
from kazi.work.events import BatchFailed, BatchImported
from kazi.work.formats.reading import open_rows
from kazi.work.formats.rows import Reader
from kazi.work.formats.zipped import FolderShelf
from kazi.work.incoming import RowRules, rules_for
from kazi.work.models import Batch, RefusedRow
from kazi.work.services.batches import fail
from kazi.work.services.projects import add_tasks, refresh_statistics

AT_ONCE = 2_000
CHUNK_SECONDS = 5.0  # Pictures are slow: a chunk of them ends earlier, so that progress is seen.
MOST_KEPT = 10_000  # Refusals that are kept line by line; beyond, they are only counted.
LARGE = 1_000

THERE_WITH_OTHER_INPUTS = N_(
    "The key “%(key)s” is there already with other inputs. Give the new row another key."
)
DOUBLED = N_("The key “%(key)s” stands further up in this file. Give each row its own key.")

Progress = Callable[[int, int], None]


class _Overtaken(Exception):
    """Another run has moved the batch on; it will finish it."""


def read_batch(
    batch: Batch,
    *,
    seconds: float | None = None,
    assets: Path | None = None,
    progress: Progress | None = None,
) -> bool:
    """Read on from where the batch stands, for about `seconds`; return False when rows are left.

    `assets` is a folder of pictures that the rows name.  A file that cannot be read at all makes
    the batch failed, with one line that says why.  A batch that is finished stays as it is.
    """
    if batch.state not in {Batch.State.WAITING, Batch.State.READING} or batch.file is None:
        return True
    with contextlib.ExitStack() as stack:
        try:
            run = _begin(batch, assets, stack)
        except Unreadable as refusal:
            fail(batch, refusal.fault)
            return True
        with contextlib.suppress(_Overtaken):
            finished = run.read(seconds, progress)
            if finished and batch.imported > LARGE:
                refresh_statistics()
            return finished
    return True


def _begin(batch: Batch, assets: Path | None, stack: contextlib.ExitStack) -> _Run:
    assert batch.file is not None  # noqa: S101 -- the caller has looked.
    task_type = type_of(batch.project.task_type_id)
    pictures = [item.name for item in task_type.inputs if item.type != "text"]
    path = file_path(batch.file)
    reader = stack.enter_context(
        open_rows(path, batch.name, picture_column=pictures[0] if pictures else "image")
    )
    picture: Callable[[str], CheckedImage] = reader.picture
    if assets is not None:
        shelf = FolderShelf(assets)
        stack.callback(shelf.close)
        picture = shelf.picture
    rules = rules_for(batch, task_type, reader, has_pictures=assets is not None or reader.kind == "zip")
    reader.seek(batch.position)
    started = Batch.objects.filter(pk=batch.pk, state__in=[Batch.State.WAITING, Batch.State.READING])
    started.update(state=Batch.State.READING, size=reader.end, ignored_columns=rules.ignored)
    batch.state, batch.size = Batch.State.READING, reader.end
    return _Run(batch, reader, rules, picture)


class _Run:
    """One run over a batch: a chunk in the making, and what has been committed so far."""

    def __init__(
        self, batch: Batch, reader: Reader, rules: RowRules, picture: Callable[[str], CheckedImage]
    ) -> None:
        self.batch, self.reader, self.rules, self.picture = batch, reader, rules, picture
        self._clear()

    def _clear(self) -> None:
        self.tasks: dict[str, NewTask] = {}
        self.lines: dict[str, tuple[int, str]] = {}
        self.faults: list[Fault] = []
        self.refused = 0
        self.seen = 0
        self.shelved: dict[str, StoredFile] = {}

    def read(self, seconds: float | None, progress: Progress | None) -> bool:
        """Take rows until the end of the file, or for `seconds`; return whether it has ended."""
        clock, reader, take = time.monotonic, self.reader, self._take
        ends = None if seconds is None else clock() + seconds
        due = clock() + CHUNK_SECONDS
        row_number = self.batch.imported + self.batch.unchanged + self.batch.refused
        error: Fault | None = None
        try:
            for item in reader:
                row_number += 1
                self.seen += 1
                if isinstance(item, Fault):
                    self._refuse([item])
                else:
                    take(item.line, item.values, row_number)
                # Where no row has been passed yet, a chunk cannot end: it would be read again.
                if (self.seen >= AT_ONCE or clock() > due) and reader.position > self.batch.position:
                    self._commit(reader.position)
                    if progress is not None:
                        progress(self.batch.position, reader.end)
                    due = clock() + CHUNK_SECONDS
                    if ends is not None and clock() > ends:
                        return False
        except Unreadable as refusal:
            error = refusal.fault
            self._refuse([error])
        self._commit(max(reader.position, self.batch.position), finished=True, error=error)
        if progress is not None:
            progress(reader.end, reader.end)
        return True

    def _take(self, line: int, values: Mapping[str, object], row_number: int) -> None:
        row, faults = self.rules.read(line, values, row_number)
        if row is None:
            self._refuse(faults)
            return
        where = (line, self.rules.key_field if line else str(values.get(self.rules.key_field, "")))
        if row.key in self.tasks:
            self._refuse([Fault(DOUBLED, {"key": row.key}, *where)])
            return
        if self.rules.pictures:
            files, faults = self._pictures(line, row.payload)
            if faults:
                self._refuse(faults)
                return
            row = row._replace(files=files)
        self.tasks[row.key] = row
        self.lines[row.key] = where

    def _pictures(self, line: int, payload: dict[str, str]) -> tuple[dict[str, str], list[Fault]]:
        files: dict[str, str] = {}
        faults = []
        for name in self.rules.pictures:
            if name not in payload:
                continue
            try:
                stored = shelve_image(self.picture(payload[name]), payload[name])
            except Unreadable as refusal:
                faults.append(replace(refusal.fault, line=line, field=name if line else payload[name]))
                continue
            self.shelved[str(stored.pk)] = stored
            files[name] = str(stored.pk)
        return files, faults

    def _refuse(self, faults: list[Fault]) -> None:
        self.refused += 1
        self.faults += faults

    def _commit(self, position: int, *, finished: bool = False, error: Fault | None = None) -> None:
        """Write the chunk and move the batch on, all or nothing."""
        batch = self.batch
        with transaction.atomic():
            there = Batch.objects.filter(pk=batch.pk, position=batch.position, state=Batch.State.READING)
            if not there.update(position=position):  # Also the lock that a second run waits for.
                raise _Overtaken
            if self.shelved:
                save_shelved(self.shelved.values())
            added = add_tasks(batch.project, self.tasks.values(), batch, rank=-batch.priority)
            for keys, text in ((added.conflicts, THERE_WITH_OTHER_INPUTS), (added.doubled, DOUBLED)):
                for key in sorted(keys):
                    self._refuse([Fault(text, {"key": key}, *self.lines[key])])
            batch.position = position
            batch.imported += added.added
            batch.unchanged += len(added.unchanged)
            kept = batch.refused
            batch.refused += self.refused
            self._keep_faults(MOST_KEPT - kept)
            if finished:
                batch.finished_at = timezone.now()
                nothing = error is not None and not batch.imported and not batch.unchanged
                batch.state = Batch.State.FAILED if nothing else Batch.State.DONE
                batch.error = str(error) if error is not None else ""
                record(self._outcome(error if nothing else None))
            batch.save(
                update_fields=[
                    "position", "imported", "unchanged", "refused", "finished_at", "state", "error",
                ]
            )  # fmt: skip
        self._clear()

    def _outcome(self, failure: Fault | None) -> Event:
        batch = self.batch
        if failure is not None:
            return BatchFailed(batch_id=str(batch.pk), reason=failure.text)
        imported, refused = str(batch.imported), str(batch.refused)
        return BatchImported(batch_id=str(batch.pk), imported=imported, refused=refused)

    def _keep_faults(self, most: int) -> None:
        rows = [
            RefusedRow(
                batch=self.batch,
                line=fault.line,
                field=fault.field[:200],
                text=fault.text,
                values=fault.values,
            )
            for fault in self.faults[: max(0, most)]
        ]
        RefusedRow.objects.bulk_create(rows, ignore_conflicts=True)
