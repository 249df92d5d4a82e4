"""The task type as plain values: what a worker is shown and what is asked.

`read_task_type` alone builds these; whoever holds a TaskType may trust that it is sound.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from kazi.kernel.words import Fault

AnswerType: TypeAlias = Literal["choice", "choices", "text", "number", "date", "table"]
InputType: TypeAlias = Literal["text", "image", "page"]
DateOrder: TypeAlias = Literal["dmy", "mdy", "ymd"]
# A cleaned answer holds text (also numbers and dates), lists of chosen values, tables as
# lists of rows, and UNREADABLE.  It is what JSON can hold, nothing else.
Answer: TypeAlias = dict[str, Any]

ANSWER_TYPES: tuple[AnswerType, ...] = ("choice", "choices", "text", "number", "date", "table")
COLUMN_TYPES: tuple[AnswerType, ...] = ("choice", "text", "number", "date")
INPUT_TYPES: tuple[InputType, ...] = ("text", "image", "page")
LAYOUTS = ("stacked", "beside")
KINDS = ("entry", "choice")
DATE_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")

MAX_SOURCE_BYTES = 100_000
MAX_ANSWER_BYTES = 64 * 1024
MAX_INPUT_TEXT = 20_000
MAX_FILE_NAME = 255
MAX_TEXT = 10_000
DEFAULT_TEXT = 500
DEFAULT_LINES_TEXT = 2_000
MAX_PATTERN_TEXT = 100
MAX_ROWS = 100
DEFAULT_ROWS = 20
MAX_DECIMALS = 6

UNREADABLE: Mapping[str, bool] = {"unreadable": True}


class TaskTypeInvalid(Exception):
    """The source is not a task type; `faults` says everything that is wrong, in order of lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that the worker is shown: a text, an image, or a page of a document."""

    name: str
    type: InputType
    label: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `key` is the key on the keyboard that chooses it ("" for none)."""

    value: str
    label: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CompareRule:
    """How two keyings of one field are compared.

    "ignore" leaves spaces, case or punctuation out of the comparison.  `form` reads both as
    numbers, dates or bare digits first; `tolerance` is how far apart two numbers may be.
    """

    spaces: Literal["ignore", "keep"] = "ignore"
    case: Literal["ignore", "keep"] = "keep"
    punctuation: Literal["ignore", "keep"] = "keep"
    form: Literal["text", "number", "date", "digits"] = "text"
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One thing that is asked.  What a type does not use stays at its default.

    `min` and `max` are bounds of a number (Decimal) or a date, or how many may be chosen.
    `decimals` is the exact number of digits after the point (None: as keyed).
    """

    name: str
    type: AnswerType
    label: str
    help: str = ""
    required: bool = True
    unreadable: bool = False
    options: tuple[Option, ...] = ()
    min: Decimal | dt.date | None = None
    max: Decimal | dt.date | None = None
    decimals: int | None = None
    max_length: int = DEFAULT_TEXT
    lines: int = 1
    pattern: str = ""
    order: DateOrder = "dmy"
    two_digit_years: bool = True
    columns: tuple[AnswerField, ...] = ()
    min_rows: int = 0
    max_rows: int = DEFAULT_ROWS
    compare: CompareRule = field(default_factory=CompareRule)


@dataclass(frozen=True, slots=True)
class Example:
    """One solved case: what is seen, what is answered (cleaned, perhaps in part), and why."""

    shows: str
    answer: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True, eq=False)
class TaskType:
    """A task type as read.  Two are equal when source and version are: cheap to hash and keep."""

    name: str
    version: int | None
    title: str
    kind: Literal["entry", "choice"]
    inputs: tuple[Input, ...]
    answers: tuple[AnswerField, ...]
    layout: Literal["stacked", "beside"]
    instructions: str
    examples: tuple[Example, ...]
    expected_seconds: int
    source: str
    sha256: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TaskType):
            return NotImplemented
        return (self.sha256, self.version) == (other.sha256, other.version)

    def __hash__(self) -> int:
        return hash(self.sha256)


def is_unreadable(value: object) -> bool:
    """Say whether a value of an answer is the mark "cannot be read"."""
    return isinstance(value, Mapping) and value.get("unreadable") is True
