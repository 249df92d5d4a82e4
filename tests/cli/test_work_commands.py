"""Projects, batches and results from the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from typer.testing import CliRunner
from typer.testing import Result as Ran

from kazi.accounts.models import Organisation
from kazi.cli.commands import app
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for, all_tenants
from kazi.kinds.rules import ready_types
from kazi.work.models import Batch, Project, Task
from kazi.work.services import batches, importing
from tests.makers import make_project, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def kazi(*words: str | Path) -> Ran:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def project_id() -> int:
    return int(kazi("project", "create", "--type", "text-choice", "--name", "Lines").stdout)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.csv"
    path.write_text("key,text,kind\na,TOTAL 1,total\nb,,date\nc,=cmd(),other\n")
    return path


def test_a_project_is_made_and_open_at_once(project_id: int) -> None:
    project = all_tenants(Project).select_related("org").get(pk=project_id)
    assert (project.state, project.method, project.org.slug) == ("open", "single", "my-centre")


def test_a_project_can_be_made_from_a_file_and_for_a_chosen_provider(tmp_path: Path, db: None) -> None:
    other = organisation("Other Centre")
    organisation("First Centre")
    path = tmp_path / "own.yaml"
    path.write_text(ready_types()["text-choice"].source.replace("name: text-choice", "name: own"))
    ran = kazi(
        "project", "create", "--type", path, "--name", "Own", "--method", "vote", "--overlap", "5",
        "--org", other.slug, "--json",
    )  # fmt: skip
    made = all_tenants(Project).select_related("task_type").get(pk=json.loads(ran.stdout)["project"])
    assert (made.org_id, made.overlap, made.task_type.name) == (other.pk, 5, "own")


def test_what_cannot_be_made_is_refused_and_nothing_is_there(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text("name: Wrong Name\ntitle: x\n")
    wrong = kazi("project", "create", "--type", path, "--name", "x")
    assert isinstance(wrong.exception, Refused)
    assert "line 1, name" in wrong.stderr
    for call in (
        ["--type", "no-such", "--name", "x"],
        ["--type", "text-choice", "--name", "x", "--org", "n"],
    ):
        assert isinstance(kazi("project", "create", *call).exception, Refused)
    assert kazi("project", "create", "--name", "x").exit_code == 2
    assert not all_tenants(Project).exists()


def test_an_import_lists_what_it_refused_and_is_done(project_id: int, lines: Path) -> None:
    ran = kazi("batch", "import", str(project_id), lines, "--json")
    said = json.loads(ran.stdout)
    assert (ran.exit_code, said["imported"], said["unchanged"]) == (0, 2, 0)
    assert said["refused"] == [{"line": 3, "field": "text", "reason": "text is missing."}]
    again = kazi("batch", "import", str(project_id), lines)
    assert (again.exit_code, again.stdout) == (0, "0 imported, 2 unchanged, 1 refused\n")
    assert "lines.csv, line 3, text: text is missing.\n" in again.stderr
    assert "columns left out: kind" in again.stderr


@pytest.mark.parametrize("content", ["", "key,text\na,\n", "key,words\na,b\n"])
def test_an_import_with_nothing_usable_has_failed(project_id: int, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content)
    ran = kazi("batch", "import", str(project_id), path)
    assert ran.exit_code == 1
    assert len([line for line in ran.stderr.splitlines() if "left out" not in line]) == 1


def test_a_wrong_call_has_a_status_of_its_own(project_id: int, tmp_path: Path) -> None:
    assert kazi("batch", "import", str(project_id), tmp_path / "gone.csv").exit_code == 2
    assert kazi("results", "export", str(project_id), "--format", "doc", "--out", "x").exit_code == 2
    assert isinstance(kazi("batch", "import", "999", tmp_path / "..").exception, SystemExit)


def test_an_import_that_was_cut_off_goes_on_with_the_same_file(
    project_id: int, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(importing, "add_tasks", die)
        with pytest.raises(Killed):
            CliRunner().invoke(app, ["batch", "import", str(project_id), str(lines)], catch_exceptions=False)
    assert kazi("batch", "import", str(project_id), lines).exit_code == 0
    assert [batch.state for batch in all_tenants(Batch)] == [Batch.State.DONE]
    assert all_tenants(Task).count() == 2


def test_results_are_written_with_the_open_tasks_if_asked(
    project_id: int, lines: Path, tmp_path: Path
) -> None:
    kazi("batch", "import", str(project_id), lines)
    out = tmp_path / "out.csv"
    assert kazi("results", "export", str(project_id), "--format", "csv", "--out", out).exit_code == 0
    assert len(out.read_text().splitlines()) == 1  # Nothing is settled yet.
    ran = kazi("results", "export", str(project_id), "--format", "csv", "--out", out, "--all", "--json")
    assert json.loads(ran.stdout)["rows"] == 2
    assert "c,'=cmd(),,open" in out.read_text()
    assert not list(tmp_path.glob("*.part"))


def test_a_project_of_another_provider_is_not_found_under_this_one(tmp_path: Path, db: None) -> None:
    mine, other = organisation("Mine"), organisation("Other")
    project = make_project(mine)
    out = tmp_path / "x.csv"
    call = ["results", "export", str(project.pk), "--format", "csv", "--out", str(out), "--org"]
    assert kazi(*call, mine.slug).exit_code == 0
    out.unlink()
    assert isinstance(kazi(*call, other.slug).exception, Refused)
    assert not out.exists()


def test_a_batch_that_a_person_sent_is_not_taken_over_by_a_command(
    project_id: int, lines: Path, manager: Any
) -> None:
    project = all_tenants(Project).get(pk=project_id)
    with acting_for(project.org_id):
        waiting = batches.receive(manager, project, lines.name, io.BytesIO(lines.read_bytes()), now=True)
    kazi("batch", "import", str(project_id), lines)
    assert all_tenants(Batch).get(pk=waiting.pk).state == Batch.State.WAITING
    assert Organisation.objects.filter(kind="hub").count() == 1
