"""The server's own checks of inputs and answers, prepared once for each task type.

`check_answer` runs for each submit, so a type is turned into a tuple of small functions that
are kept; nothing is looked up twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.cleaners import clean_fields, note_unknown, prepared
from kazi.kinds.rules.shape import (
    MAX_ANSWER_BYTES,
    MAX_FILE_NAME,
    MAX_INPUT_TEXT,
    Answer,
    AnswerField,
    Input,
    TaskType,
)
from kazi.kinds.rules.values import FORBIDDEN


def check_answer(task_type: TaskType, answer: Mapping[str, Any]) -> tuple[Answer, list[Fault]]:
    """Return the canonical answer and what is wrong; the answer counts only without faults.

    Texts are stripped and NFC, numbers canonical decimal texts, dates ISO, choices in the order
    of the options, empty fields and rows left out, unreadable ones `{"unreadable": true}`.
    Checking a cleaned answer again returns it unchanged.  A fault's `field` is the field's name,
    or `members[0].age` for a cell of a table, with the row as it was sent.
    """
    faults: list[Fault] = []
    if not isinstance(answer, Mapping):
        return {}, [Fault(N_("An answer is an object with a value for each field."))]
    checker = _answer_checker(task_type)
    cleaned = clean_fields(checker.fields, answer, "", faults)
    if checker.may_be_large and not faults:
        size = len(json.dumps(cleaned, ensure_ascii=False).encode())
        if size > MAX_ANSWER_BYTES:
            faults.append(
                Fault(
                    N_("The answer is larger than %(limit)s kB. Shorten it."),
                    {"limit": MAX_ANSWER_BYTES // 1024},
                )
            )
    return cleaned, faults


def check_input(task_type: TaskType, payload: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with the input of one task; an empty list when it is sound.

    A text is at most 20,000 characters; an image or page is the name of its file.  Nothing is
    changed: what the client sent is what the worker sees.
    """
    if not isinstance(payload, Mapping):
        return [Fault(N_("An input is an object with a value for each field."))]
    faults: list[Fault] = []
    known = 0
    for item in task_type.inputs:
        raw = payload.get(item.name)
        known += item.name in payload
        if raw is None or raw == "":
            if item.required:
                faults.append(Fault(N_("%(name)s is missing."), {"name": item.name}, 0, item.name))
        elif not isinstance(raw, str):
            faults.append(Fault(N_("This takes a text."), {}, 0, item.name))
        else:
            _check_input_text(item, raw, faults)
    if known != len(payload):
        note_unknown(payload, {item.name for item in task_type.inputs}, "", faults)
    return faults


def _check_input_text(item: Input, raw: str, faults: list[Fault]) -> None:
    longest = MAX_INPUT_TEXT if item.type == "text" else MAX_FILE_NAME
    if len(raw) > longest:
        faults.append(
            Fault(
                N_("This has %(length)s characters; at most %(longest)s are allowed."),
                {"length": len(raw), "longest": longest},
                0,
                item.name,
            )
        )
    elif FORBIDDEN.search(raw.replace("\r\n", "\n") if "\r" in raw else raw):
        faults.append(
            Fault(N_("This holds a character that cannot be printed."), {}, 0, item.name)
        )
    elif raw.isspace():
        if item.required:
            faults.append(Fault(N_("%(name)s is missing."), {"name": item.name}, 0, item.name))
    elif item.type != "text" and ("\n" in raw or "\t" in raw):
        faults.append(Fault(N_("This is not the name of a file."), {}, 0, item.name))


# ---- answers ---------------------------------------------------------------------------------


class _Checker:
    """What is worked out once for a task type."""

    __slots__ = ("fields", "may_be_large")

    def __init__(self, task_type: TaskType) -> None:
        self.fields = tuple(prepared(field) for field in task_type.answers)
        self.may_be_large = sum(map(_most_bytes, task_type.answers)) > MAX_ANSWER_BYTES


@lru_cache(maxsize=512)
def _answer_checker(task_type: TaskType) -> _Checker:
    return _Checker(task_type)


def _most_bytes(field: AnswerField) -> int:
    """Return a bound of the field's size in an answer, in bytes."""
    if field.type == "table":
        return field.max_rows * (2 + sum(map(_most_bytes, field.columns)))
    own = {"text": field.max_length * 4, "number": 40, "date": 12}.get(field.type, 0)
    own += sum(4 * len(option.value) + 4 for option in field.options)
    return own + len(field.name) + 40
