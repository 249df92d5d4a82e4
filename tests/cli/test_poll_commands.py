"""`kazi poll check`, as somebody at the keyboard runs it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from kazi.cli.commands import app
from tests.voice.makers import HEAD, YES_NO, workbook


def check(file: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["poll", "check", str(file), *more])
    return result.exit_code, result.output


def form(folder: Path, *rows: tuple[str, ...]) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(workbook(survey=[HEAD, *rows], choices=YES_NO, settings=[("form_title",), ("Ours",)]))
    return path


def test_a_right_form_is_counted_and_exits_0(tmp_path: Path) -> None:
    status, said = check(form(tmp_path, ("select_one yes_no", "a", "A?"), ("image", "b", "B")))
    assert status == 0
    assert "warning: survey, row 3, type (A3): A keypad cannot take a picture." in said
    assert "Ours: 1 questions of 2 fit a keypad" in said


def test_a_program_reads_the_cell_of_each_finding(tmp_path: Path) -> None:
    status, said = check(form(tmp_path, ("select_one maybe", "a", "A?"), ("text", "b c", "B?")), "--json")
    found = json.loads(said)
    assert status == 1
    assert (found["ok"], found["languages"]) == (False, [])
    (error,) = found["errors"]
    assert (error["sheet"], error["row"], error["column"], error["cell"]) == ("survey", 2, "type", "A2")
    assert [one["row"] for one in found["repairs"]] == [3]


def test_a_file_that_is_no_form_is_one_line_and_exits_1(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_text("no spreadsheet")
    status, said = check(path)
    assert status == 1
    assert "Traceback" not in said
    assert check(tmp_path / "absent.xlsx")[0] == 2
