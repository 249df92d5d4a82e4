"""From the YAML source to a TaskType, or to everything that is wrong with it at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Literal, cast

from kazi.kernel.words import N_, Fault
from kazi.kinds.rules.checks import check_answer
from kazi.kinds.rules.fields import answer_field
from kazi.kinds.rules.shape import (
    INPUT_TYPES,
    KINDS,
    LAYOUTS,
    AnswerField,
    Example,
    Input,
    Option,
    TaskType,
    TaskTypeInvalid,
)
from kazi.kinds.rules.source import (
    Part,
    Spot,
    add_fault,
    lines_below,
    part_of,
    plain_value,
    root_of,
)

_TOP = (
    "name", "version", "title", "kind", "expected_seconds", "layout",
    "inputs", "answers", "instructions", "examples",
)  # fmt: skip
_TYPE_NAME = re.compile(r"[a-z][a-z0-9-]{1,59}")
# Columns of import and result files that are Kazi's own.
RESERVED_NAMES = frozenset({"key", "task", "worker", "seat", "version"})


def read_task_type(source: str) -> TaskType:
    """Return the task type that `source` (YAML) describes.

    Raises TaskTypeInvalid with all faults, in order of lines.  The same source gives an equal
    TaskType each time.
    """
    faults: list[Fault] = []
    top = part_of(root_of(source), _TOP, faults)
    if top is None:
        raise TaskTypeInvalid(faults)
    name = top.text("name", 60, required=True)
    if name and not _TYPE_NAME.fullmatch(name):
        top.fault(
            "name",
            N_("%(text)s cannot be a name. Use small letters, digits and -, such as form-entry."),
            text=name,
        )
    version = top.whole("version", 1, 1_000_000, None)
    title = top.text("title", 120, required=True)
    seconds = top.whole("expected_seconds", 1, 14_400, None, required=True)
    inputs = _inputs(top)
    answers = _answers(top, {item.name for item in inputs})
    judged = bool(answers) and all(item.type in {"choice", "choices"} for item in answers)
    kind = top.one_of("kind", KINDS, "choice" if judged else "entry")
    pictures = any(item.type != "text" for item in inputs)
    layout = top.one_of("layout", LAYOUTS, "beside" if pictures and not judged else "stacked")
    instructions = top.text("instructions", 20_000, required=True, lines=True)
    task_type = TaskType(
        name=name,
        version=version,
        title=title,
        kind=cast("Literal['entry', 'choice']", kind),
        inputs=inputs,
        answers=answers,
        layout=cast("Literal['stacked', 'beside']", layout),
        instructions=instructions,
        examples=(),
        expected_seconds=seconds or 0,
        source=source,
        sha256=hashlib.sha256(source.encode(errors="replace")).hexdigest(),
    )
    # Examples are checked as answers are, which needs fields that are themselves sound.
    examples = _examples(top, task_type, sound=not faults)
    if faults:
        raise TaskTypeInvalid(sorted(faults, key=lambda fault: fault.line))
    return replace(task_type, examples=examples)


def _once(part: Part, name: str, taken: Collection[str]) -> None:
    if name in taken:
        part.fault("name", N_("The name %(name)s is taken. Choose another."), name=name)
    elif name in RESERVED_NAMES:
        part.fault(
            "name", N_("%(name)s is a column of Kazi's own files. Choose another."), name=name
        )


def _inputs(top: Part) -> tuple[Input, ...]:
    inputs: list[Input] = []
    for spot in top.items("inputs", 1, 20):
        part = part_of(spot, ("name", "type", "label", "required"), top.faults)
        if part is None:
            continue
        name = part.name()
        _once(part, name, [item.name for item in inputs])
        inputs.append(
            Input(
                name=name,
                type=part.one_of("type", INPUT_TYPES, None) or "text",
                label=part.text("label", 200, required=True),
                required=part.flag("required", True),
            )
        )
    return tuple(inputs)


def _answers(top: Part, taken: set[str]) -> tuple[AnswerField, ...]:
    answers: list[AnswerField] = []
    keys: dict[str, str] = {}
    for spot in top.items("answers", 1, 60):
        found = answer_field(spot, top.faults)
        if found is None:
            continue
        part, field = found
        _once(part, field.name, taken | {item.name for item in answers})
        _note_double_keys(part, field, keys)
        answers.append(field)
    return _with_keys(answers, bool(keys))


def _note_double_keys(part: Part, field: AnswerField, keys: dict[str, str]) -> None:
    """A key on the keyboard chooses one thing on the whole page."""
    for option in field.options:
        if option.key and option.key in keys:
            part.fault(
                "options", N_("The key %(key)s is given twice on this page."), key=option.key
            )
        if option.key:
            keys[option.key] = option.value


def _with_keys(answers: list[AnswerField], given: bool) -> tuple[AnswerField, ...]:
    """Give the options of a page's only choice the keys 1 to 9, unless its author gave keys."""
    chosen = [n for n, field in enumerate(answers) if field.options]
    if not given and len(chosen) == 1:
        field = answers[chosen[0]]
        options = tuple(
            Option(option.value, option.label, str(n) if n < 10 else "")
            for n, option in enumerate(field.options, 1)
        )
        answers[chosen[0]] = replace(field, options=options)
    return tuple(answers)


def _examples(top: Part, task_type: TaskType, sound: bool) -> tuple[Example, ...]:
    examples: list[Example] = []
    for spot in top.items("examples", 0, 20, required=False):
        part = part_of(spot, ("shows", "answer", "note"), top.faults)
        if part is None:
            continue
        shows = part.text("shows", 1_000, required=True, lines=True)
        note = part.text("note", 1_000, lines=True)
        answer = part.keys.get("answer")
        if answer is None:
            part.fault("answer", N_("`%(key)s` is missing. Add it."), key="answer")
            continue
        cleaned = _example_answer(answer, task_type, top.faults) if sound else {}
        examples.append(Example(shows, cleaned, note))
    return tuple(examples)


def _example_answer(spot: Spot, task_type: TaskType, faults: list[Fault]) -> dict[str, object]:
    """Check an example as an answer is checked; it may leave fields out."""
    raw = plain_value(spot)
    if not isinstance(raw, dict):
        add_fault(
            faults, N_("Here go keys and values, such as `%(key)s: ...`."), spot.line, spot.path,
            {"key": task_type.answers[0].name},
        )  # fmt: skip
        return {}
    wanted = tuple(field for field in task_type.answers if field.name in raw)
    partial = replace(task_type, answers=wanted, sha256=f"{task_type.sha256}{spot.path}")
    cleaned, found = check_answer(partial, raw)
    lines = lines_below(spot)
    for fault in found:
        add_fault(
            faults, fault.text, lines.get(fault.field, spot.line), f"{spot.path}.{fault.field}",
            fault.values,
        )  # fmt: skip
    return cleaned
