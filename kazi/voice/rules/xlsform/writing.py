"""From a questionnaire to an XLSForm that reads back as the same questionnaire."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Final

from kazi.voice.rules.questionnaire import (
    CHOOSING,
    UNSAID,
    Group,
    Item,
    Kind,
    Question,
    Questionnaire,
    Text,
)
from kazi.voice.rules.xlsform.tongues import english_name
from kazi.voice.rules.xlsform.types import row_type

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES: Final = {Kind.ONE: "select_one", Kind.SEVERAL: "select_multiple", Kind.RANK: "rank"}
_WORDS: Final = ("label", "hint", "required_message", "constraint_message", "audio")
_PLAIN: Final = ("required", "relevant", "constraint", "calculation", "default", "choice_filter")


def write_form(questionnaire: Questionnaire) -> bytes:
    """Return the poll as an XLSX with the sheets survey, choices and settings."""
    import openpyxl  # noqa: PLC0415 -- too heavy for the server's start; only a form needs it.

    book = openpyxl.Workbook(write_only=True)
    rows = [row for item in questionnaire.items for row in _rows(item)]
    _sheet(book, "survey", rows, ("type", "name", "label"))
    choices = [
        _in_languages({"label": option.label, "audio": option.audio})
        | {"list_name": name, "name": option.name, **option.columns}
        for name, options in questionnaire.lists.items()
        for option in options
    ]
    _sheet(book, "choices", choices, ("list_name", "name", "label"))
    first = questionnaire.languages[0] if questionnaire.languages else UNSAID
    settings = {
        "form_title": questionnaire.title,
        "form_id": questionnaire.form_id,
        "version": questionnaire.version,
        "default_language": "" if first == UNSAID else _language(first),
    }
    _sheet(book, "settings", [settings], ("form_title",))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows(item: Item) -> Iterator[dict[str, str]]:
    if isinstance(item, Group):
        word = "repeat" if item.repeats else "group"
        yield _in_languages({"label": item.label}) | {
            "type": f"begin {word}",
            "name": item.name,
            "relevant": item.relevant,
            "repeat_count": item.count,
        }
        for inner in item.items:
            yield from _rows(inner)
        yield {"type": f"end {word}"}
        return
    found = _in_languages({name: getattr(item, name) for name in _WORDS})
    found |= {name: getattr(item, name) for name in _PLAIN if getattr(item, name)}
    found |= {"type": _type(item), "name": item.name}
    if item.step and item.kind in {Kind.INTEGER, Kind.DECIMAL}:
        found["parameters"] = f"start={item.low} end={item.high} step={item.step}"
    elif item.low or item.high:
        bounds = [f". {sign} {end}" for sign, end in ((">=", item.low), ("<=", item.high)) if end]
        found["constraint"] = " and ".join([*bounds, *([f"({item.constraint})"] if item.constraint else [])])
    if item.sensitive:
        found["kazi::sensitive"] = "yes"
    if item.breakdown:
        found["kazi::breakdown"] = "yes"
    if item.garbled:
        found["kazi::garbled"] = item.garbled
    if item.refers:
        found["kazi::refers"] = item.refers
    yield found


def _type(question: Question) -> str:
    if question.kind in CHOOSING:
        return f"{_TYPES[question.kind]} {question.options}"
    if question.kind == Kind.UNASKED:
        # A row that is left out on phones only for its expression would come back as one that is asked.
        return question.type if row_type(question.type).role == "unaskable" else "hidden"
    if question.step and question.kind in {Kind.INTEGER, Kind.DECIMAL}:
        return "range"
    return str(question.kind)


def _in_languages(texts: dict[str, Text]) -> dict[str, str]:
    found = {}
    for name, text in texts.items():
        column = "media::audio" if name == "audio" else name
        for code, said in text.items():
            found[column if code == UNSAID else f"{column}::{_language(code)}"] = said
    return found


def _language(code: str) -> str:
    name = english_name(code)
    return f"{name} ({code})" if not code.startswith("x-") else name


def _sheet(book: Any, title: str, rows: list[dict[str, str]], first: tuple[str, ...]) -> None:
    sheet = book.create_sheet(title)
    columns = dict.fromkeys([*first, *(name for row in rows for name in row if row[name])])
    # "label" alone stays only where a form named no language.
    used = [
        name
        for name in columns
        if name in {"type", "name", "list_name", "form_title"} or any(row.get(name) for row in rows)
    ]
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    header = []
    for name in used:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        header.append(cell)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(sheet, row.get(name, "")) for name in used])


def _cell(sheet: Any, text: str) -> Any:
    """Return a cell that is text, whatever it begins with: no programme takes it for a formula."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    cell = WriteOnlyCell(sheet, value=text or None)
    if text:
        cell.data_type = "s"
    return cell
