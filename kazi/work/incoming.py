"""From one row of a client's file to one task, by the project's task type: plain rules of an import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.kinds.rules import TaskType, check_answer, check_input
from kazi.work.bulk import NewTask
from kazi.work.models import Batch

LONGEST_KEY = 200
KEY_COLUMNS = ("key", "id")
EXPECTED = "expected."
SHOWN_COLUMNS = 12


class Columns(Protocol):
    """What the rules have to know of an open file."""

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class RowRules:
    """What counts for every row of one batch."""

    task_type: TaskType
    inputs: tuple[str, ...]
    pictures: tuple[str, ...]
    key_column: str  # "" when the number of the row is the key.
    key_prefix: str
    expected: tuple[str, ...]  # Answers whose known value the file brings, for practice.
    ignored: list[str]

    @property
    def key_field(self) -> str:
        return self.key_column or "key"

    def read(self, line: int, values: Mapping[str, Any], number: int) -> tuple[NewTask | None, list[Fault]]:
        """Return the task of a row, without its files; or None and what is wrong with the row."""
        faults: list[Fault] = []
        key = f"{self.key_prefix}{number}"
        if self.key_column:
            key = self._key(values.get(self.key_column), faults)
        payload = {
            name: value for name in self.inputs if (value := values.get(name)) is not None and value != ""
        }
        faults += check_input(self.task_type, payload)
        expected = self._expected(values, faults) if self.expected else None
        if faults:
            return None, [replace(fault, line=line, field=fault.field or self.key_field) for fault in faults]
        return NewTask(key, payload, None, expected), faults

    def _key(self, raw: Any, faults: list[Fault]) -> str:
        key = raw.strip() if type(raw) is str else str(raw) if type(raw) is int else ""
        if not key:
            text = N_("The key is missing. Give each row its own.")
        elif len(key) > LONGEST_KEY:
            text = N_("The key is longer than 200 characters. Give the row a shorter one.")
        elif not key.isprintable():
            text = N_("The key holds a character that cannot be printed.")
        else:
            return key
        faults.append(Fault(text, {}, 0, self.key_column))
        return ""

    def _expected(self, values: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any] | None:
        kinds = {field.name: field.type for field in self.task_type.answers}
        given: dict[str, Any] = {}
        for name in self.expected:
            raw = values.get(EXPECTED + name)
            if raw is not None and raw != "":
                given[name] = _list(raw) if kinds[name] in {"choices", "table"} else raw
        if not given:
            return None
        clean, wrong = check_answer(self.task_type, given)
        faults += [replace(fault, field=EXPECTED + fault.field) for fault in wrong]
        return clean


def _list(raw: Any) -> Any:
    """Read several choices or a table from a cell: JSON, or choices with semicolons between."""
    if not isinstance(raw, str):
        return raw
    if raw.lstrip().startswith(("[", "{")):
        try:
            return json.loads(raw)
        except ValueError:
            return raw
    return [part.strip() for part in raw.split(";") if part.strip()]


def rules_for(batch: Batch, task_type: TaskType, file: Columns, *, has_pictures: bool) -> RowRules:
    """Return the rules of a batch; raises Unreadable when the file as a whole cannot fit.

    The key is the column that was chosen, else `key`, else `id`, else the number of the row.
    """
    there = set(file.columns)
    inputs = tuple(item.name for item in task_type.inputs)
    pictures = tuple(item.name for item in task_type.inputs if item.type != "text")
    # Of JSONL only the first object is known by now: its rows are checked one by one.
    fixed = file.kind != "jsonl"
    if batch.key_column and fixed and batch.key_column not in there:
        raise Unreadable(_no_column(batch.key_column, file.columns))
    for item in task_type.inputs:
        if item.required and fixed and item.name not in there:
            raise Unreadable(_no_column(item.name, file.columns))
        if item.required and item.name in pictures and not has_pictures:
            text = N_(
                "The tasks of this project show pictures, and a table alone brings none. "
                "Send a ZIP with the pictures, and the table in it if there is one."
            )
            raise Unreadable(Fault(text))
    key_column = batch.key_column or next((name for name in KEY_COLUMNS if name in there), "")
    expected = tuple(
        field.name
        for field in task_type.answers
        if batch.project.is_practice and EXPECTED + field.name in there
    )
    used = {*inputs, key_column, *(EXPECTED + name for name in expected)}
    return RowRules(
        task_type=task_type,
        inputs=inputs,
        pictures=pictures,
        key_column=key_column,
        key_prefix="" if key_column else _prefix(batch),
        expected=expected,
        ignored=[name[:100] for name in file.columns if name not in used],
    )


def _no_column(name: str, columns: tuple[str, ...]) -> Fault:
    shown = ", ".join(columns[:SHOWN_COLUMNS]) + (", ..." if len(columns) > SHOWN_COLUMNS else "")
    text = N_("The file has no column “%(name)s”. Its columns are: %(columns)s.")
    return Fault(text, {"name": name, "columns": shown})


def _prefix(batch: Batch) -> str:
    """Return what stands before the row number in keys: "" for the project's first file, then "2-".

    Without it the rows of a second file would be taken for those of the first.  The same content
    gets the same prefix again, so that sending a file twice doubles nothing.
    """
    if batch.file is None:
        return ""
    earlier = Batch.objects.filter(project_id=batch.project_id, pk__lt=batch.pk).order_by("pk")
    read = earlier.exclude(state=Batch.State.FAILED, imported=0)
    contents = list(dict.fromkeys([*read.values_list("file__sha256", flat=True), batch.file.sha256]))
    own = contents.index(batch.file.sha256)
    return f"{own + 1}-" if own else ""
