"""Figures of countries and statistics from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from typer.testing import Result as Ran

from kazi.cli.commands import app
from kazi.hub.models import CountryFigure, StatisticsRelease
from tests.hub.country_files import tidy, twelve, world_bank, zipped

pytestmark = pytest.mark.django_db


def kazi(*words: str | Path) -> Ran:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "twelve.csv"
    path.write_text(twelve())
    return path


def test_an_import_says_what_came_in_and_twice_is_unchanged(table: Path) -> None:
    first, second = kazi("countries", "import", table, "--json"), kazi("countries", "import", table, "--json")
    assert (first.exit_code, second.exit_code) == (0, 0)
    said = [json.loads(one.stdout) for one in (first, second)]
    assert [(one["imported"], one["unchanged"], one["refused"]) for one in said] == [
        (192, 0, []),
        (0, 192, []),
    ]


def test_a_zip_of_the_world_bank(tmp_path: Path) -> None:
    path = zipped(tmp_path / "API.zip", world_bank("Kenya|KEN|Youth|SL.UEM.1524.ZS|11|12|"))
    assert json.loads(kazi("countries", "import", path, "--json").stdout)["imported"] == 2


def test_refused_lines_are_listed_and_the_rest_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(tidy("KEN,gini_index,2020,40", "KEN,gini_index,2021,much"))
    ran = kazi("countries", "import", path, "--json")
    assert ran.exit_code == 0
    (refused,) = json.loads(ran.stdout)["refused"]
    assert (refused["line"], refused["field"]) == (3, "value")
    assert "not a number" in refused["reason"]
    words = kazi("countries", "import", path)
    assert "a.csv, line 3, value: “much” is not a number" in words.stderr
    assert "0 imported (0 corrected), 1 unchanged, 1 refused" in words.stdout


@pytest.mark.parametrize("text", ["", "nothing of ours\n", '[{"message":[{"value":"Invalid"}]}]'])
def test_a_file_with_nothing_usable_is_a_failure(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    ran = kazi("countries", "import", path, "--json")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["refused"][0]["reason"]


def test_a_file_that_is_not_there_and_a_folder_are_wrong_calls(tmp_path: Path) -> None:
    assert kazi("countries", "import", tmp_path / "none.csv").exit_code == 2
    assert kazi("countries", "import", tmp_path).exit_code == 2


def test_a_dry_run_keeps_nothing(table: Path) -> None:
    assert "a try, nothing kept: 192 imported" in kazi("countries", "import", table, "--dry-run").stdout
    assert CountryFigure.objects.count() == 0


def test_statistics_are_published_once_a_day() -> None:
    first, second = (json.loads(kazi("statistics", "publish", "--json").stdout) for _n in range(2))
    assert (first["new"], second["new"], first["jobs"]) == (True, False, None)
    assert StatisticsRelease.objects.count() == 1
