"""Between an answer and an HTML form: what templates show, and what a posted form says.

Names in the form: `a.<field>`, for a table `a.<field>.<row>.<column>`, and `u.` instead of `a.`
for the box "cannot be read".  Rows count from 0.  No HTML is written here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kazi.kernel.words import Fault
from kazi.kinds.rules.shape import UNREADABLE, Answer, AnswerField, TaskType, is_unreadable

_CELL = re.compile(r"([au])\.([a-z0-9_]{1,40})\.([0-9]{1,3})\.([a-z0-9_]{1,40})")
_SPARE_ROWS = 3
_INPUT_MODES = {"number": "decimal", "date": "text", "text": "text"}


@dataclass(frozen=True, slots=True)
class FormOption:
    """One radio button or box."""

    value: str
    label: str
    key: str
    checked: bool
    html_id: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field, or one cell of a table, ready to be drawn.

    `value` is what stands in a text, number or date field; `unreadable_name` is "" when the
    field has no such box; `rows` holds the cells of a table and `columns` its headings.
    `required` is for the mark beside the label: an unreadable field may be left empty, so a
    browser must not insist.
    """

    name: str
    html_name: str
    html_id: str
    type: str
    label: str
    help: str
    required: bool
    value: str = ""
    options: tuple[FormOption, ...] = ()
    inputmode: str = ""
    maxlength: int = 0
    lines: int = 1
    autocomplete: str = "off"
    unreadable_name: str = ""
    unreadable: bool = False
    faults: tuple[Fault, ...] = ()
    columns: tuple[AnswerField, ...] = ()
    rows: tuple[tuple[FormField, ...], ...] = ()
    max_rows: int = 0


def parse_form(task_type: TaskType, data: Mapping[str, Sequence[str]]) -> Answer:
    """Return the answer that a posted form holds, for check_answer; nothing is judged here.

    `data` maps each name to its values (a QueryDict's `lists()`).  Names that do not begin with
    `a.` or `u.` belong to the page and are passed over; unknown fields are kept, so that
    check_answer refuses them.  Empty rows of a table are closed up.
    """
    answer: Answer = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    fields = {field.name: field for field in task_type.answers}
    for name, values in data.items():
        if name[:2] not in {"a.", "u."} or not values:
            continue
        field_name = name[2:]
        cell = _CELL.fullmatch(name) if "." in field_name else None
        if cell is not None and cell[2] in fields and fields[cell[2]].type == "table":
            row = tables.setdefault(cell[2], {}).setdefault(int(cell[3]), {})
            _put(row, cell[4], values[-1], name[0] == "u")
        else:
            field = fields.get(field_name)
            value = list(values) if field and field.type == "choices" else values[-1]
            _put(answer, field_name, value, name[0] == "u")
    for name, rows in tables.items():
        filled = [rows[n] for n in sorted(rows) if any(map(_is_filled, rows[n].values()))]
        if name in answer:  # Marked as unreadable as a whole.
            if filled:
                answer[name] = {**UNREADABLE, "value": filled}
        elif filled:
            answer[name] = filled
    return answer


def _put(answer: dict[str, Any], name: str, value: Any, unreadable: bool) -> None:
    """Add a value or a mark; both together stay together, so that the worker is asked."""
    other = answer.get(name)
    if unreadable:
        answer[name] = {**UNREADABLE, "value": other} if _is_filled(other) else dict(UNREADABLE)
    elif is_unreadable(other):
        if _is_filled(value):
            answer[name] = {**UNREADABLE, "value": value}
    else:
        answer[name] = value


def _is_filled(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, (list, tuple)):
        return any(map(_is_filled, value))
    return value is not None


def form_fields(
    task_type: TaskType, answer: Mapping[str, Any] | None = None, faults: Sequence[Fault] = ()
) -> tuple[FormField, ...]:
    """Return the fields as a page draws them, with what was answered (perhaps faulty) in them.

    `answer` is a cleaned answer or what parse_form gave; `faults` are check_answer's, and each
    is put to its field or cell.  Tables show spare rows, so that the form works without script.
    """
    by_path: dict[str, list[Fault]] = {}
    for fault in faults:
        by_path.setdefault(fault.field, []).append(fault)
    given = answer or {}
    return tuple(
        _form_field(field, given.get(field.name), field.name, field.name, by_path)
        for field in task_type.answers
    )


def _form_field(
    field: AnswerField, given: Any, path: str, dotted: str, faults: Mapping[str, list[Fault]]
) -> FormField:
    unreadable = is_unreadable(given)
    value = given.get("value") if unreadable else given
    html_id = f"a-{dotted.replace('.', '-')}"
    rows = _rows(field, value, path, dotted, faults) if field.type == "table" else ()
    return FormField(
        name=field.name,
        html_name=f"a.{dotted}",
        html_id=html_id,
        type=field.type,
        label=field.label,
        help=field.help,
        required=field.required,
        value=_shown(value) if field.type in _INPUT_MODES else "",
        options=_options(field, value, html_id),
        inputmode=_inputmode(field),
        maxlength=_maxlength(field),
        lines=field.lines,
        unreadable_name=f"u.{dotted}" if field.unreadable else "",
        unreadable=unreadable,
        faults=tuple(faults.get(path, ())),
        columns=field.columns,
        rows=rows,
        max_rows=field.max_rows if field.type == "table" else 0,
    )


def _inputmode(field: AnswerField) -> str:
    if field.type == "number" and field.decimals == 0:
        return "numeric"
    if field.type == "text" and field.compare.form == "digits":
        return "tel"
    return _INPUT_MODES.get(field.type, "")


def _maxlength(field: AnswerField) -> int:
    if field.type == "text":
        return field.max_length
    return 40 if field.type in {"number", "date"} else 0


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, (list, dict, bool)) else str(value)


def _options(field: AnswerField, value: Any, html_id: str) -> tuple[FormOption, ...]:
    chosen = value if isinstance(value, (list, tuple)) else [value]
    return tuple(
        FormOption(
            option.value, option.label, option.key, option.value in chosen, f"{html_id}-{n}"
        )
        for n, option in enumerate(field.options)
    )


def _rows(
    field: AnswerField, value: Any, path: str, dotted: str, faults: Mapping[str, list[Fault]]
) -> tuple[tuple[FormField, ...], ...]:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    count = max(len(rows), min(field.max_rows, max(len(rows) + _SPARE_ROWS, field.min_rows)))
    return tuple(
        tuple(
            _form_field(
                column,
                rows[n].get(column.name) if n < len(rows) else None,
                f"{path}[{n}].{column.name}",
                f"{dotted}.{n}.{column.name}",
                faults,
            )
            for column in field.columns
        )
        for n in range(count)
    )
