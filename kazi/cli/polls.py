"""`kazi poll check`: what a form asks, what a keypad cannot ask, and which cells are wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kazi.cli.refusing import FAILED

if TYPE_CHECKING:
    from kazi.voice.rules.xlsform.reading import Reading

poll = typer.Typer(help="Polls.", no_args_is_help=True, rich_markup_mode=None)
poll.callback()(lambda: None)


@poll.command("check")
def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="FORM", exists=True, dir_okay=False, readable=True, help="XLSX or XLS."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """Read an XLSForm and say, cell by cell, what is wrong, what a keypad cannot ask and what was mended.

    Needs no database.  The exit status is 1 when the form has errors: then it cannot be a poll.
    """
    from kazi.voice.rules.xlsform.book import MOST_BYTES
    from kazi.voice.rules.xlsform.reading import read_form

    with file.open("rb") as opened:  # One byte more than is read is enough to know that it is too large.
        reading = read_form(opened.read(MOST_BYTES + 1), file.stem)
    if as_json:
        sys.stdout.write(json.dumps(_plain(file, reading), ensure_ascii=False) + "\n")
    else:
        _tell(file, reading)
    if not reading.is_usable:
        raise typer.Exit(FAILED)


def _plain(file: Path, reading: Reading) -> dict[str, object]:
    found, form = reading.findings, reading.questionnaire
    return {
        "file": file.name,
        "title": form.title if form else "",
        "ok": reading.is_usable,
        "questions": reading.asked,
        "askable": reading.askable,
        "languages": list(form.languages) if form else [],
        "errors": [one.plain() for one in found.errors],
        "warnings": [one.plain() for one in found.warnings],
        "repairs": [one.plain() for one in found.repairs],
    }


def _tell(file: Path, reading: Reading) -> None:
    from kazi.voice.queries import tongue

    form = reading.questionnaire
    for one in reading.findings.found:
        sys.stdout.write(f"{one.weight}: {one}\n")
    if form is None:
        count = len(reading.findings.errors)
        sys.stderr.write(f"kazi: {file.name} cannot be a poll: {count} error{'s' if count != 1 else ''}.\n")
        return
    languages = ", ".join(f"{tongue(code)} ({code})" for code in form.languages)
    sys.stdout.write(
        f"{form.title}: {reading.asked} questions of {reading.askable} fit a keypad; "
        f"languages: {languages}.\n"
    )
