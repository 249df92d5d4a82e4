"""The ready types are sound, and take real receipts as they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kazi.kinds.rules import (
    check_answer,
    check_input,
    form_fields,
    instructions_html,
    markdown_html,
    read_task_type,
    ready_types,
)
from tests.kinds.sources import with_answers


def test_five_types_are_ready() -> None:
    assert list(ready_types()) == [
        "form-entry",
        "image-choice",
        "receipt-entry",
        "text-choice",
        "text-labels",
    ]


@pytest.mark.parametrize("name", list(ready_types()))
def test_a_ready_type_is_complete(name: str) -> None:
    task_type = ready_types()[name]
    assert task_type.name == name
    assert task_type.examples
    assert len(instructions_html(task_type)) > 300
    keys = [option.key for field in form_fields(task_type) for option in field.options]
    assert len([key for key in keys if key]) == len({key for key in keys if key})


def test_lines_of_receipts_are_told_apart_by_five_kinds() -> None:
    task_type = ready_types()["text-choice"]
    values = {option.value for option in task_type.answers[0].options}
    assert values == {"company", "address", "date", "total", "other"}
    assert check_input(task_type, {"text": "TEL: 07-3507405"}) == []
    # The truth of a line is not part of the question.
    assert [f.field for f in check_input(task_type, {"text": "x", "kind": "date"})] == ["kind"]


@pytest.mark.parametrize(
    ("date", "total", "stored"),
    [
        ("22 MAR 2018", "$7.60", ("2018-03-22", "7.60")),
        ("2018/02/22", "RM39.00", ("2018-02-22", "39.00")),
        ("24-11-17", "RM 3.90", ("2017-11-24", "3.90")),
        ("07/07/17", "13.78", ("2017-07-07", "13.78")),
        ("05-AUG-2017", "RM40.00", ("2017-08-05", "40.00")),
    ],
)
def test_a_receipt_may_be_keyed_as_it_is_printed(
    date: str, total: str, stored: tuple[str, str]
) -> None:
    answer, faults = check_answer(
        ready_types()["receipt-entry"], {"company": "A", "date": date, "total": total}
    )
    assert faults == []
    assert (answer["date"], answer["total"]) == stored


def test_instructions_cannot_carry_script_or_foreign_pictures() -> None:
    html = markdown_html(
        "# Hi\n<script>alert(1)</script> <b>x</b>\n\n"
        "[a](javascript:alert(1)) [b](data:text/html,x) [c](https://example.org) "
        "![d](https://example.org/d.png) [e](//example.org) [f](JaVaScript:x)"
    )
    assert "<script" not in html
    assert "<b>" not in html
    assert "<img" not in html
    assert html.count("<a ") == 2  # c, and the picture shown as a link.
    assert html.count('href="https://') == html.count("noopener noreferrer nofollow") == 2
    assert "<h3>Hi</h3>" in html


def test_instructions_belong_to_their_source() -> None:
    source = with_answers("  - {name: it, type: text, label: It}")
    assert instructions_html(read_task_type(source)) == "<p>Do it.</p>\n"


def test_the_worked_example_of_the_documentation_works_as_it_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "task-types.md").read_text(encoding="utf-8")
    source = page.split("```yaml\n")[1].split("```")[0]
    stored = json.loads(page.split("```json\n")[1].split("```")[0])
    keyed = {"number": "KE123456", "reading": " 123,4 ", "state": "fine"}
    assert check_answer(read_task_type(source), keyed) == (stored, [])
