"""Task types for tests: short sources, and one with a field of every type."""

from __future__ import annotations

from kazi.kinds.rules import AnswerField, TaskType, read_task_type

EVERYTHING = """
name: everything
title: One of each
expected_seconds: 30
inputs:
  - {name: scan, type: image, label: Scan}
  - {name: hint, type: text, label: Hint, required: false}
answers:
  - {name: colour, type: choice, label: Colour, options: [red, green, blue]}
  - {name: topics, type: choices, label: Topics, required: false, max: 2, options: [a, b, c]}
  - {name: word, type: text, label: Word, required: false, unreadable: true, max_length: 40}
  - {name: story, type: text, label: Story, required: false, lines: 4, max_length: 60}
  - {name: code, type: text, label: Code, required: false, pattern: '[A-Z]{2}\\d+'}
  - {name: weight, type: number, label: Weight, required: false, min: -5, max: 5000}
  - {name: price, type: number, label: Price, required: false, unreadable: true, decimals: 2}
  - {name: day, type: date, label: Day, required: false, unreadable: true}
  - name: people
    type: table
    label: People
    required: false
    unreadable: true
    max_rows: 4
    columns:
      - {name: name, type: text, label: Name, unreadable: true, max_length: 30}
      - {name: age, type: number, label: Age, decimals: 0, min: 0, max: 120, required: false}
      - {name: sex, type: choice, label: Sex, options: [f, m], required: false}
      - {name: born, type: date, label: Born, required: false}
instructions: Look and key.
"""


def everything() -> TaskType:
    return read_task_type(EVERYTHING)


def with_answers(answers: str, before: str = "") -> str:
    """Return a source with these answers (YAML of list items, from line 6) and nothing special."""
    return (
        "name: some-type\ntitle: Some\nexpected_seconds: 5\n"
        "inputs: [{name: text, type: text, label: Text}]\n"
        f"answers:\n{answers}\n{before}instructions: Do it.\n"
    )


def one_field(line: str) -> tuple[TaskType, AnswerField]:
    """Return a type whose only answer is `line` (the inside of a YAML mapping) under `it`."""
    task_type = read_task_type(with_answers(f"  - {{name: it, label: It, {line}}}"))
    return task_type, task_type.answers[0]
