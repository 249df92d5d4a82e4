"""An answer in words, for pages that only show it: reviews, results, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kazi.kinds.rules.shape import AnswerField, TaskType, is_unreadable


@dataclass(frozen=True, slots=True)
class ShownField:
    """One answered field: `text` for people (labels of the options), or the rows of a table."""

    name: str
    label: str
    text: str
    unreadable: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def shown_answer(task_type: TaskType, answer: Mapping[str, Any]) -> tuple[ShownField, ...]:
    """Return the answered fields in the order of the type; what is not answered is left out.

    An unreadable field has no text and says so in `unreadable`; in a cell it is "?".
    """
    return tuple(
        _shown(field, answer[field.name])
        for field in task_type.answers
        if answer.get(field.name) is not None
    )


def _shown(field: AnswerField, value: Any) -> ShownField:
    if is_unreadable(value):
        return ShownField(field.name, field.label, "", unreadable=True)
    if field.type == "table" and isinstance(value, list):
        columns = tuple(column.label for column in field.columns)
        rows = tuple(
            tuple(shown_value(column, row.get(column.name)) for column in field.columns)
            for row in value
        )
        return ShownField(field.name, field.label, "", columns=columns, rows=rows)
    return ShownField(field.name, field.label, shown_value(field, value))


def shown_value(field: AnswerField, value: Any) -> str:
    """Return one cleaned value in words: the labels of what was chosen, else the text itself."""
    if value is None:
        return ""
    if is_unreadable(value):
        return "?"
    labels = {option.value: option.label for option in field.options}
    if isinstance(value, list):
        return ", ".join(labels.get(item, str(item)) for item in value)
    return labels.get(value, str(value))
