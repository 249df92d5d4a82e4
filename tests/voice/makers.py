"""Short ways to make forms: sheets as rows, as bytes of a workbook."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import openpyxl

from kazi.voice.rules.questionnaire import Questionnaire
from kazi.voice.rules.xlsform.findings import Finding
from kazi.voice.rules.xlsform.reading import Reading, read_form

Rows = Iterable[Sequence[object]]
HEAD = ("type", "name", "label")
YES_NO = [("list_name", "name", "label"), ("yes_no", "yes", "Yes"), ("yes_no", "no", "No")]


def workbook(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(
    *rows: Sequence[object], choices: Rows = (), settings: Rows = (), head: Sequence[str] = HEAD
) -> Reading:
    """Read a form of these rows below a heading."""
    return read_form(workbook(survey=[head, *rows], choices=choices, settings=settings), "test")


def poll(
    *rows: Sequence[object], choices: Rows = YES_NO, settings: Rows = (), head: Sequence[str] = HEAD
) -> Questionnaire:
    """Return the poll of a form that must be right."""
    reading = read(*rows, choices=choices, settings=settings, head=head)
    assert reading.questionnaire is not None, [str(one) for one in reading.findings.errors]
    return reading.questionnaire


def places(findings: list[Finding]) -> list[tuple[str, int, str]]:
    return [(one.sheet, one.row, one.column) for one in findings]
