"""Results out: rows page by page from the database, and any rows as CSV, JSONL, XLSX or Parquet.

Memory stays flat at any number of rows.  A page of rows is one short question, so a slow download
holds neither a transaction nor a cursor.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.kinds.models import TaskTypeVersion
from kazi.kinds.rules import TaskType, is_unreadable
from kazi.kinds.types import type_of
from kazi.work.formats.apart import write_apart
from kazi.work.formats.columns import (
    UNREADABLE_MARK,
    Cell,
    Column,
    ResultRow,
    answer_column,
    result_columns,
)
from kazi.work.formats.sheets import MAX_XLSX_ROWS, too_many_for_xlsx
from kazi.work.formats.writing import MIME, csv_pieces, jsonl_pieces, write_parquet, write_xlsx
from kazi.work.models import Project, Result, Task

__all__ = [
    "FORMATS",
    "MIME",
    "Shape",
    "counted",
    "project_results",
    "results",
    "shape_of",
    "write",
    "write_file",
]

FORMATS: Final = tuple(MIME)
AT_ONCE: Final = 2_000
BLOCK: Final = 1 << 16

_STREAMS: Final[Mapping[str, Callable[..., Iterator[bytes]]]] = {"csv": csv_pieces, "jsonl": jsonl_pieces}


class Shape:
    """The columns of a task type's results, and how one result becomes a row of them."""

    def __init__(self, task_type: TaskType, version: int) -> None:
        inputs = [item.name for item in task_type.inputs]
        answers = [field.name for field in task_type.answers]
        self.columns = result_columns(inputs, answers)
        self._inputs = [(name, f"in.{name}") for name in inputs]
        self._answers = [(name, answer_column(name)) for name in answers]
        self._type = {"task_type": task_type.name, "task_type_version": version}

    def row(
        self,
        key: str,
        inputs: Mapping[str, Any],
        value: Mapping[str, Any] | None,
        *,
        status: str,
        agreement: float | None = None,
        method: str | None = None,
        reviewed: bool | None = None,
        by: str | None = None,
        at: datetime | None = None,
    ) -> dict[str, Cell]:
        """Return one row; `value` is None while there is no result."""
        row: dict[str, Cell] = {"key": key}
        for name, column in self._inputs:
            row[column] = inputs.get(name)
        if value:
            for name, column in self._answers:
                given = value.get(name)
                row[column] = UNREADABLE_MARK if is_unreadable(given) else given
        row["status"] = status
        row["agreement"] = None if agreement is None else round(agreement, 4)
        row["method"] = method
        row["reviewed"] = reviewed
        row["answered_by"] = by
        row["answered_at"] = at
        row.update(self._type)
        return row


def shape_of(version: TaskTypeVersion) -> Shape:
    """Return the shape of the results of this version of a task type."""
    return Shape(type_of(version.pk), version.version)


def results(project: Project, *, with_open: bool = False) -> Iterator[ResultRow]:
    """Yield the settled results of a project in the order in which they were settled first.

    `with_open` gives every task instead, ordered by key, those without a result with their state.
    The organisation's scope is opened for each page of rows: it may be used after the request.
    """
    with acting_for(project.org_id):
        shape = shape_of(project.task_type)
    return _tasks(project, shape) if with_open else _settled(project, shape)


def project_results(project: Project, kind: str, *, with_open: bool = False) -> Iterator[bytes]:
    """Return the file of a project's results piece by piece; raises Refused as `write` does."""
    _check(kind)
    shape = shape_of(project.task_type)
    wanted = Task.objects.filter(project=project)
    if not with_open:
        wanted = wanted.filter(state=Task.State.SETTLED)
    if kind == "xlsx" and wanted.count() > MAX_XLSX_ROWS:
        raise Refused(_words(Unreadable(too_many_for_xlsx())))
    return write(shape.columns, results(project, with_open=with_open), kind)


def _settled(project: Project, shape: Shape) -> Iterator[ResultRow]:
    last = 0
    while True:
        with acting_for(project.org_id):
            wanted = Result.objects.filter(project_id=project.pk, pk__gt=last)
            page = list(
                wanted.filter(task__state=Task.State.SETTLED)
                .order_by("pk")
                .values_list(
                    "pk", "task__key", "task__payload", "value", "agreement", "method", "reviewed",
                    "by", "answered_at",
                )[:AT_ONCE]
            )  # fmt: skip
        for pk, key, inputs, value, agreement, method, reviewed, by, at in page:
            last = pk
            yield shape.row(
                key, inputs, value, status=Task.State.SETTLED.value, agreement=agreement, method=method,
                reviewed=reviewed, by=by, at=at,
            )  # fmt: skip
        if len(page) < AT_ONCE:
            return


def _tasks(project: Project, shape: Shape) -> Iterator[ResultRow]:
    last = ""
    while True:
        with acting_for(project.org_id):
            page = list(
                Task.objects.filter(project_id=project.pk, key__gt=last)
                .order_by("key")
                .values_list(
                    "key", "payload", "state", "result__value", "result__agreement", "result__method",
                    "result__reviewed", "result__by", "result__answered_at",
                )[:AT_ONCE]
            )  # fmt: skip
        for key, inputs, state, value, agreement, method, reviewed, by, at in page:
            last = key
            if state == Task.State.SETTLED:
                yield shape.row(
                    key, inputs, value, status=state, agreement=agreement, method=method,
                    reviewed=reviewed, by=by, at=at,
                )  # fmt: skip
            else:
                # A result that was sent back is not one at the moment.
                yield shape.row(key, inputs, None, status=state)
        if len(page) < AT_ONCE:
            return


def write(columns: Sequence[Column], rows: Iterable[ResultRow], kind: str) -> Iterator[bytes]:
    """Return the bytes of a file of `kind` (one of FORMATS) piece by piece.

    CSV and JSONL begin at once.  XLSX and Parquet are written whole before this returns, in a
    process of their own, so that they can still be refused: raises Refused.
    """
    _check(kind)
    if kind in _STREAMS:
        return _STREAMS[kind](columns, rows)
    folder = tempfile.TemporaryDirectory(prefix="kazi-results-")
    path = Path(folder.name) / "results"
    try:
        write_apart(kind, path, columns, rows)
    except Unreadable as refusal:
        folder.cleanup()
        raise Refused(_words(refusal)) from refusal
    except BaseException:
        folder.cleanup()
        raise
    return _blocks(folder, path)


def write_file(columns: Sequence[Column], rows: Iterable[ResultRow], kind: str, path: Path) -> int:
    """Write the file at `path`, whole or not at all, and return how many rows it got."""
    _check(kind)
    count = 0
    draft = path.with_name(f"{path.name}.part")

    def counted() -> Iterator[ResultRow]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    try:
        if kind == "parquet":
            write_parquet(draft, columns, counted())
        elif kind == "xlsx":
            write_xlsx(draft, columns, counted())
        else:
            with draft.open("wb") as file:
                for piece in _STREAMS[kind](columns, counted()):
                    file.write(piece)
        draft.replace(path)
    except Unreadable as refusal:
        raise Refused(_words(refusal)) from refusal
    finally:
        draft.unlink(missing_ok=True)
    return count


def counted(
    rows: Iterable[ResultRow], total: int, progress: Callable[[int, int], None]
) -> Iterator[ResultRow]:
    """Yield the rows and tell `progress` from time to time how many of `total` have passed."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % AT_ONCE == 0:
            progress(number, total)


def _blocks(folder: tempfile.TemporaryDirectory[str], path: Path) -> Iterator[bytes]:
    with folder, path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _check(kind: str) -> None:
    if kind not in FORMATS:
        raise Refused(_("Choose one of these formats: %(names)s.") % {"names": ", ".join(FORMATS)})


def _words(refusal: Unreadable) -> str:
    return _(refusal.fault.text) % refusal.fault.values
