"""Two keyers differ: what the third person is shown of both, and what that person's form says.

A difference is named by its path (`total`, `members[0].age`); in the form its buttons are called
`p.total`, `p.members.0.age` and say `a`, `b` or `own`.  Who keyed which is not said here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.forms import FormField, form_fields
from kazi.kinds.rules.shape import AnswerField, TaskType, is_unreadable
from kazi.kinds.rules.shown import shown_value

_PATH = re.compile(r"([a-z0-9_]+)(?:\[([0-9]+)\]\.([a-z0-9_]+))?")
CHOOSE = N_("Choose A or B, or choose neither and key it yourself.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One keyer's value in words.  `state` tells an empty or unreadable field from a text."""

    text: str
    state: Literal["text", "empty", "unreadable"]


@dataclass(frozen=True, slots=True)
class Pair:
    """One difference: both values, the buttons' name, and the field to key it anew.

    `row` counts from 1 in a table, and is 0 elsewhere; `table` is the table's label.
    """

    html_name: str
    label: str
    first: Shown
    second: Shown
    field: FormField
    picked: str = ""
    table: str = ""
    row: int = 0


def deciding_fields(
    task_type: TaskType,
    differences: Mapping[str, Sequence[Any]],
    answer: Mapping[str, Any],
    data: Mapping[str, Sequence[str]] | None = None,
    faults: Sequence[Fault] = (),
) -> tuple[tuple[Pair, ...], tuple[FormField, ...]]:
    """Return the differences to decide, and the other fields, filled with `answer`.

    `answer` is what both agree on (`merge_agreed`) or what was typed; `data` the posted form, for
    the buttons that were pressed already.
    """
    fields = form_fields(task_type, answer, faults)
    cells = {cell.html_name: cell for field in fields for row in field.rows for cell in row}
    by_name = {field.html_name: field for field in fields} | cells
    pairs = []
    for path, values in differences.items():
        place = _place(task_type, path)
        dotted = _dotted(path)
        if place is None or f"a.{dotted}" not in by_name:
            continue
        asked, table, row = place
        first, second = (_shown(asked, value) for value in values)
        picked = (data or {}).get(f"p.{dotted}", [""])[-1]
        field = by_name[f"a.{dotted}"]
        pairs.append(Pair(f"p.{dotted}", asked.label, first, second, field, picked, table, row))
    decided = {f"a.{pair.html_name[2:]}" for pair in pairs}
    rest = (_without(field, decided) for field in fields if field.html_name not in decided)
    return tuple(pairs), tuple(rest)


def decided_form(
    task_type: TaskType,
    differences: Mapping[str, Sequence[Any]],
    data: Mapping[str, Sequence[str]],
) -> tuple[dict[str, Sequence[str]], list[Fault]]:
    """Return the posted form with the chosen values in their fields, for parse_form.

    A difference for which no button was pressed and nothing was keyed is a fault.
    """
    form = dict(data)
    faults = []
    for path, values in differences.items():
        place = _place(task_type, path)
        if place is None:
            continue
        dotted = _dotted(path)
        picked = data.get(f"p.{dotted}", [""])[-1]
        own = [name for name in data if _belongs(name, dotted)]
        if picked in {"a", "b"}:
            for name in own:
                del form[name]
            _fill(form, dotted, values[0 if picked == "a" else 1])
        elif picked != "own" and not any(value.strip() for name in own for value in data[name]):
            faults.append(Fault(CHOOSE, {}, 0, path))
    return form, faults


def _belongs(name: str, dotted: str) -> bool:
    return name[:2] in {"a.", "u."} and (name[2:] == dotted or name[2:].startswith(f"{dotted}."))


def _fill(form: dict[str, Sequence[str]], dotted: str, value: Any) -> None:
    """Write a stored value as a form would have sent it."""
    if value is None:
        return
    if is_unreadable(value):
        form[f"u.{dotted}"] = ["1"]
    elif isinstance(value, list) and any(isinstance(row, Mapping) for row in value):
        for n, row in enumerate(value):
            for column, cell in row.items():
                _fill(form, f"{dotted}.{n}.{column}", cell)
    elif isinstance(value, list):
        form[f"a.{dotted}"] = [str(one) for one in value]
    else:
        form[f"a.{dotted}"] = [str(value)]


def _place(task_type: TaskType, path: str) -> tuple[AnswerField, str, int] | None:
    """Return the field or column at a path, its table's label and its row (from 1)."""
    found = _PATH.fullmatch(path)
    field = next((one for one in task_type.answers if found and one.name == found[1]), None)
    if found is None or field is None:
        return None
    if found[2] is None:
        return field, "", 0
    column = next((one for one in field.columns if one.name == found[3]), None)
    return None if column is None else (column, field.label, int(found[2]) + 1)


def _dotted(path: str) -> str:
    return path.replace("[", ".").replace("]", "")


def _shown(field: AnswerField, value: Any) -> Shown:
    if is_unreadable(value):
        return Shown("", "unreadable")
    if value is None or value == []:
        return Shown("", "empty")
    if field.type == "table":
        lines = (
            ", ".join(filter(None, (shown_value(column, row.get(column.name)) for column in field.columns)))
            for row in value
        )
        return Shown("\n".join(lines), "text")
    return Shown(shown_value(field, value), "text")


def _without(field: FormField, decided: set[str]) -> FormField:
    """Return a table without the cells that are decided apart; other fields as they are."""
    if not field.rows:
        return field
    rows = tuple(tuple(cell for cell in row if cell.html_name not in decided) for row in field.rows)
    return replace(field, rows=tuple(row for row in rows if row))
