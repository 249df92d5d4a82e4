"""Results as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation, Role
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.kinds.types import take_version
from kazi.work.formats import apart
from kazi.work.formats.columns import Column, Kind
from kazi.work.models import Project, Result, Task
from kazi.work.services import exporting
from kazi.work.services.projects import NewTask, add_tasks
from tests.makers import join, log_in, make_project, organisation

SOURCE = """
name: odd-lines
title: Odd lines
expected_seconds: 5
inputs:
  - {name: text, type: text, label: Text}
answers:
  - {name: status, type: text, label: Status, unreadable: true}
  - {name: total, type: number, label: Total, decimals: 2, required: false}
  - name: tags
    type: choices
    label: Tags
    required: false
    options: [{value: a, label: A}, {value: b, label: B}]
instructions: Key it.
"""


@pytest.fixture
def project(org: Organisation, scope: None) -> Project:
    return Project.objects.create(name="Odd", task_type=take_version(SOURCE), state="open")


def settle(project: Project, key: str, text: str, value: dict[str, Any], **more: Any) -> Result:
    add_tasks(project, [NewTask(key, {"text": text})])
    Task.objects.filter(key=key).update(state=Task.State.SETTLED)
    task = Task.objects.get(project=project, key=key)
    more = {"agreement": 2 / 3, "method": "vote", "by": "w-1 w-2", "answered_at": timezone.now()} | more
    return Result.objects.create(task=task, project=project, value=value, **more)


def exported(project: Project, kind: str = "csv", **how: Any) -> bytes:
    return b"".join(exporting.project_results(project, kind, **how))


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def test_a_settled_result_is_a_row_with_who_and_how(project: Project) -> None:
    settle(project, "a", "x", {"status": "paid", "total": "5.00", "tags": ["a", "b"]}, reviewed=True)
    (row,) = rows_of(exported(project))
    assert row.pop("answered_at").endswith("Z")
    assert row == {
        "key": "a", "in.text": "x", "answer.status": "paid", "total": "5.00", "tags": '["a","b"]',
        "status": "settled", "agreement": "0.6667", "method": "vote", "reviewed": "true",
        "answered_by": "w-1 w-2", "task_type": "odd-lines", "task_type_version": "1",
    }  # fmt: skip


def test_what_cannot_be_read_is_marked_and_what_was_not_answered_is_empty(project: Project) -> None:
    settle(project, "a", "x", {"status": {"unreadable": True}})
    (row,) = rows_of(exported(project))
    assert (row["answer.status"], row["total"]) == ("[unreadable]", "")
    line = json.loads(exported(project, "jsonl"))
    assert (line["answer.status"], line["total"]) == ("[unreadable]", None)


def test_a_spreadsheet_runs_nothing_that_a_client_or_a_worker_wrote(project: Project) -> None:
    settle(project, "=key()", '=HYPERLINK("http://x")', {"status": "@SUM(1)", "total": "-5.00"})
    (row,) = rows_of(exported(project))
    assert (row["key"], row["in.text"]) == ("'=key()", '\'=HYPERLINK("http://x")')
    assert (row["answer.status"], row["total"]) == ("'@SUM(1)", "-5.00")
    assert json.loads(exported(project, "jsonl"))["key"] == "=key()"
    sheet: Any = openpyxl.load_workbook(io.BytesIO(exported(project, "xlsx"))).active
    assert [cell.data_type for cell in sheet[2]][:3] == ["s", "s", "s"]
    assert sheet["A2"].value == "=key()"


def test_open_tasks_come_only_when_asked_and_without_an_old_result(project: Project) -> None:
    settle(project, "b", "x", {"status": "paid"})
    back = settle(project, "c", "x", {"status": "wrong"}).task
    Task.objects.filter(pk=back.pk).update(state=Task.State.REWORK)
    add_tasks(project, [NewTask("a", {"text": "y"})])
    assert [row["key"] for row in rows_of(exported(project))] == ["b"]
    every = rows_of(exported(project, with_open=True))
    assert [(row["key"], row["status"], row["answer.status"]) for row in every] == [
        ("a", "open", ""), ("b", "settled", "paid"), ("c", "rework", ""),
    ]  # fmt: skip


def test_all_rows_come_once_over_many_pages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    for number in range(10):
        settle(project, f"k{number}", "x", {"status": "paid"})
    expected = [f"k{number}" for number in range(10)]
    assert [row["key"] for row in rows_of(exported(project))] == expected
    assert [row["key"] for row in rows_of(exported(project, with_open=True))] == expected


def test_parquet_is_written_in_a_process_of_its_own(project: Project, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    result = settle(project, "a", "x", {"status": "paid"})
    (row,) = parquet.read_table(io.BytesIO(exported(project, "parquet"))).to_pylist()
    assert (row["key"], row["answer.status"], float(row["agreement"])) == ("a", "paid", 0.6667)
    assert row["answered_at"] == result.answered_at
    path = tmp_path / "r.parquet"
    columns = exporting.shape_of(project.task_type).columns
    assert exporting.write_file(columns, exporting.results(project), "parquet", path) == 1


def test_a_writer_that_gives_up_says_why_and_leaves_no_file(tmp_path: Path) -> None:
    columns = [Column("text"), Column("at", Kind.MOMENT)]
    rows = ({"text": "x" * 40_000} for _ in range(5_000))  # Longer than a cell can be.
    with pytest.raises(Refused, match="Choose CSV"):
        exporting.write(columns, rows, "xlsx")

    def breaking() -> Iterator[dict[str, object]]:
        yield {"text": "x"}
        raise OSError("The database went away.")

    with pytest.raises(OSError):
        apart.write_apart("xlsx", tmp_path / "r.xlsx", columns, breaking())
    assert not list(tmp_path.iterdir())


def test_any_rows_can_be_written(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"key": "a", "n": 1}, {"key": "b"}]
    columns = [Column("key"), Column("n", Kind.WHOLE)]
    assert b"".join(exporting.write(columns, rows, "csv")) == b"key,n\r\na,1\r\nb,\r\n"
    with pytest.raises(Refused):
        exporting.write(columns, rows, "pdf")


def test_a_manager_and_a_lead_download_and_nobody_else(
    project: Project, manager: Actor, lead: Actor, worker: Actor
) -> None:
    settle(project, "a", "x", {"status": "paid"})
    path = f"/projects/{project.pk}/results"
    for actor in (manager, lead):
        response = log_in(actor).get(f"{path}?format=jsonl")
        assert json.loads(response.getvalue())["key"] == "a"
        assert response["Content-Disposition"] == f'attachment; filename="results-{project.pk}.jsonl"'
    rival_org = organisation("Rival")
    client = organisation("Client", Organisation.Kind.CLIENT)
    others = [join("r", rival_org, Role.MANAGER), worker, join("c", client, Role.CLIENT)]
    for actor in others:
        for kind in exporting.FORMATS:
            assert log_in(actor).get(f"{path}?format={kind}").status_code == 404
    signed_out = log_in(worker)
    signed_out.logout()
    assert signed_out.get(path).status_code == 302
    assert log_in(manager).get(f"{path}?format=exe").status_code == 422


def test_a_download_reads_on_after_the_request_has_left_its_scope(org: Organisation) -> None:
    project = make_project(org, tasks=3)
    pieces = exporting.results(project, with_open=True)
    with acting_for(organisation("Rival").pk):
        assert len(list(pieces)) == 3
