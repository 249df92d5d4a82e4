"""Task types as plain Python: read them, check answers by them, compare answers under them."""

from kazi.kinds.rules.checks import check_answer, check_input
from kazi.kinds.rules.comparison import differences, merge_agreed, more_complete, normal, same
from kazi.kinds.rules.deciding import Pair, decided_form, deciding_fields
from kazi.kinds.rules.forms import FormField, FormOption, form_fields, parse_form
from kazi.kinds.rules.instructions import instructions_html, markdown_html
from kazi.kinds.rules.reading import RESERVED_NAMES, read_task_type
from kazi.kinds.rules.ready import ready_types
from kazi.kinds.rules.schemas import answer_schema, input_schema
from kazi.kinds.rules.shape import (
    UNREADABLE,
    Answer,
    AnswerField,
    CompareRule,
    Example,
    Input,
    Option,
    TaskType,
    TaskTypeInvalid,
    is_unreadable,
)
from kazi.kinds.rules.shown import ShownField, shown_answer, shown_value

__all__ = [
    "RESERVED_NAMES",
    "UNREADABLE",
    "Answer",
    "AnswerField",
    "CompareRule",
    "Example",
    "FormField",
    "FormOption",
    "Input",
    "Option",
    "Pair",
    "ShownField",
    "TaskType",
    "TaskTypeInvalid",
    "answer_schema",
    "check_answer",
    "check_input",
    "decided_form",
    "deciding_fields",
    "differences",
    "form_fields",
    "input_schema",
    "instructions_html",
    "is_unreadable",
    "markdown_html",
    "merge_agreed",
    "more_complete",
    "normal",
    "parse_form",
    "read_task_type",
    "ready_types",
    "same",
    "shown_answer",
    "shown_value",
]
