"""Files of tasks that come in."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django_tasks_db.models import DBTaskResult
from PIL import Image
from pytest_django import Settings

from kazi.accounts.actors import Actor
from kazi.accounts.models import Organisation
from kazi.files.models import StoredFile
from kazi.files.services import open_file
from kazi.journal.models import Entry
from kazi.kernel.errors import Refused
from kazi.kinds.types import take_version
from kazi.work.models import Batch, Project, RefusedRow, Task
from kazi.work.services import batches, importing
from kazi.work.services.projects import NewTask, add_tasks
from tests.makers import make_project, work_off


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def lines(org: Organisation, scope: None) -> Project:
    return make_project(org, tasks=0)


@pytest.fixture
def receipts(org: Organisation, scope: None) -> Project:
    return make_project(org, tasks=0, kind="receipt-entry", method="double")


def send(manager: Actor, project: Project, name: str, content: bytes | str, **how: Any) -> Batch:
    """Send a file and read it as the background worker would."""
    data = content.encode() if isinstance(content, str) else content
    batch = batches.receive(manager, project, name, io.BytesIO(data), **how)
    work_off()
    batch.refresh_from_db()
    return batch


def counts(batch: Batch) -> tuple[int, int, int]:
    return batch.imported, batch.unchanged, batch.refused


def refusals(batch: Batch) -> list[tuple[int, str, str]]:
    return [(row.line, row.field, batches.reason(row)) for row in batch.refused_rows.all()]


def jpeg(shade: int = 90) -> bytes:
    made = io.BytesIO()
    Image.new("L", (300, 400), shade).save(made, "JPEG")
    return made.getvalue()


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def test_a_csv_becomes_tasks_and_is_told_once(manager: Actor, lines: Project) -> None:
    batch = send(manager, lines, "lines.csv", "key,text,kind\na,TOTAL 1,total\nb,DATE,date\n", priority=3)
    assert batch.state == Batch.State.DONE
    assert counts(batch) == (2, 0, 0)
    assert batch.ignored_columns == ["kind"]
    assert (batch.position, batch.made_by_id) == (batch.size, manager.membership_id)
    tasks = Task.objects.order_by("key")
    assert [(task.key, task.payload, task.rank) for task in tasks] == [
        ("a", {"text": "TOTAL 1"}, -3),
        ("b", {"text": "DATE"}, -3),
    ]
    (entry,) = Entry.objects.filter(event="work.batch_imported")
    assert (entry.data["imported"], entry.data["refused"]) == ("2", "0")


def test_the_same_file_again_doubles_nothing(manager: Actor, lines: Project) -> None:
    content = "key,text\na,one\nb,two\n"
    send(manager, lines, "lines.csv", content)
    again = send(manager, lines, "renamed.csv", content)
    assert (again.state, counts(again)) == (Batch.State.DONE, (0, 2, 0))
    assert Task.objects.count() == 2


def test_bad_rows_are_refused_one_by_one_and_the_good_ones_go_in(manager: Actor, lines: Project) -> None:
    send(manager, lines, "first.csv", "key,text\nold,as it was\n")
    batch = send(
        manager, lines, "second.csv",
        f"key,text\ngood,fine\nempty,\n,no key\ngood,again\nold,changed\nwide,a,b,c\n{'k' * 201},long\n",
    )  # fmt: skip
    assert counts(batch) == (1, 0, 6)
    assert refusals(batch) == [
        (3, "text", "text is missing."),
        (4, "key", "The key is missing. Give each row its own."),
        (5, "key", "The key “good” stands further up in this file. Give each row its own key."),
        (6, "key", "The key “old” is there already with other inputs. Give the new row another key."),
        (7, "", "The row has 4 cells, the first row of the file has 2."),
        (8, "key", "The key is longer than 200 characters. Give the row a shorter one."),
    ]
    assert Task.objects.get(key="old").payload == {"text": "as it was"}


def test_a_key_that_comes_again_much_later_in_the_file_is_refused(
    manager: Actor, lines: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    batch = send(manager, lines, "a.csv", "key,text\na,1\nb,2\nc,3\nd,4\na,1\n")
    assert (counts(batch), refusals(batch)[0][0]) == ((4, 0, 1), 6)


def test_the_key_is_the_chosen_column_or_id_or_the_number_of_the_row(
    org: Organisation, manager: Actor, scope: None
) -> None:
    keys = []
    for content, column in (
        ("nr,key,text\n7,a,x\n", "nr"),
        ("id,text\n9,x\n", ""),
        ("text\nx\ny\n", ""),
    ):
        project = make_project(org, tasks=0)
        send(manager, project, "a.csv", content, key_column=column)
        keys.append(sorted(project.tasks.values_list("key", flat=True)))
    assert keys == [["7"], ["9"], ["1", "2"]]


def test_rows_without_keys_of_two_files_do_not_meet(manager: Actor, lines: Project) -> None:
    send(manager, lines, "monday.csv", "text\nx\ny\n")
    send(manager, lines, "tuesday.csv", "text\nx\nz\n")
    again = send(manager, lines, "monday.csv", "text\nx\ny\n")
    assert counts(again) == (0, 2, 0)
    assert sorted(Task.objects.values_list("key", flat=True)) == ["1", "2", "2-1", "2-2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty."),
        ("key,words\na,b\n", "The file has no column “text”. Its columns are: key, words."),
        ("key,text\na,caf\xe9\n".encode("latin-1"), "line 2: The file is not UTF-8"),
        (b"\x1f\x8b\x08rest", "This is a compressed file (gzip)"),
        (packed({"../../etc/passwd.jpg": b"x"}), "The ZIP holds nothing that can be used"),
        (jpeg(), "This is a single picture. Put the pictures in a ZIP."),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_one_clear_line(
    manager: Actor, lines: Project, content: bytes | str, said: str
) -> None:
    batch = send(manager, lines, "a.csv", content)
    assert batch.state == Batch.State.FAILED
    assert said in batch.error
    assert "\n" not in batch.error
    told = Entry.objects.get(event="work.batch_failed")
    assert told.data["batch_id"] == str(batch.pk)
    assert not Entry.objects.filter(event="work.batch_imported").exists()
    assert not Task.objects.exists()
    assert not DBTaskResult.objects.failed().exists()


def test_a_chosen_column_that_is_not_there_is_named(manager: Actor, lines: Project) -> None:
    batch = send(manager, lines, "a.csv", "key,text\na,b\n", key_column="nr")
    assert batch.error == "The file has no column “nr”. Its columns are: key, text."


def test_what_stands_before_a_lost_quotation_mark_goes_in(manager: Actor, lines: Project) -> None:
    content = 'key,text\na,good\nb,"never closed\n' + "x,y\n" * 100_000
    batch = send(manager, lines, "a.csv", content)
    assert (batch.state, batch.imported) == (Batch.State.DONE, 1)
    assert "quotation mark" in batch.error


def test_jsonl_and_xlsx_come_in_alike(org: Organisation, manager: Actor, scope: None) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["key", "text"], ["a", "Größe"], ["b", "=1+1"], ["c", None]):
        sheet.append(row)
    sheet["B3"].data_type = "s"
    xlsx = io.BytesIO()
    book.save(xlsx)
    rows = [{"key": "a", "text": "Größe"}, {"key": "b", "text": "=1+1"}, {"key": "c"}, {"key": 7, "text": 5}]
    jsonl = "\n".join(map(json.dumps, rows))
    for name, content, expected in (("a.xlsx", xlsx.getvalue(), (2, 0, 1)), ("a.jsonl", jsonl, (2, 0, 2))):
        project = make_project(org, tasks=0)
        assert counts(send(manager, project, name, content)) == expected
        assert project.tasks.get(key="a").payload == {"text": "Größe"}
        assert project.tasks.get(key="b").payload == {"text": "=1+1"}


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("place", ["before", "after"])
def test_an_import_that_is_killed_goes_on_and_nothing_is_doubled_or_lost(
    manager: Actor, lines: Project, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    rows = [f"k{n},text {n}" if n % 7 else f"k{n}," for n in range(100)]
    content = "key,text\n" + "\n".join(rows)
    batch = batches.receive(manager, lines, "a.csv", io.BytesIO(content.encode()), now=True)
    calls = 0

    def add_and_die(*what: Any, **how: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 4 and place == "before":
            raise Killed
        added = add_tasks(*what, **how)
        if calls == 4:
            raise Killed  # The tasks are written, the transaction is not over.
        return added

    monkeypatch.setattr(importing, "add_tasks", add_and_die)
    with pytest.raises(Killed):
        importing.read_batch(batch)
    half = Batch.objects.get(pk=batch.pk)
    assert (half.state, half.imported + half.refused) == (Batch.State.READING, 30)
    assert Task.objects.count() == half.imported
    assert importing.read_batch(half)
    whole = Batch.objects.get(pk=batch.pk)
    assert (whole.state, counts(whole)) == (Batch.State.DONE, (85, 0, 15))
    assert Task.objects.count() == 85
    assert RefusedRow.objects.count() == 15
    assert Entry.objects.filter(event="work.batch_imported").count() == 1


def test_of_two_runs_over_the_same_file_the_second_stops(
    manager: Actor, lines: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    content = "key,text\n" + "".join(f"k{n},text\n" for n in range(50))
    batch = batches.receive(manager, lines, "a.csv", io.BytesIO(content.encode()), now=True)
    slow = Batch.objects.get(pk=batch.pk)

    def other_run(position: int, end: int) -> None:
        importing.read_batch(Batch.objects.get(pk=batch.pk))

    assert importing.read_batch(slow, progress=other_run)
    whole = Batch.objects.get(pk=batch.pk)
    assert (counts(whole), Task.objects.count()) == ((50, 0, 0), 50)
    assert Entry.objects.filter(event="work.batch_imported").count() == 1


def test_a_long_import_gives_its_turn_back_and_comes_again(
    manager: Actor, lines: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    monkeypatch.setattr(batches, "SLICE_SECONDS", 0)
    content = "key,text\n" + "".join(f"k{n},text\n" for n in range(45))
    assert counts(send(manager, lines, "a.csv", content)) == (45, 0, 0)
    assert DBTaskResult.objects.successful().filter(task_path__endswith="import_batch").count() == 5


def test_an_import_that_stumbles_is_tried_again_and_at_last_fails_clearly(
    manager: Actor, lines: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    batch = batches.receive(manager, lines, "a.csv", io.BytesIO(b"key,text\na,b\n"), now=True)

    def stumble(*_: Any, **__: Any) -> bool:
        raise OSError("The disk is full.")

    monkeypatch.setattr(importing, "read_batch", stumble)
    for attempt in range(1, 5):
        with pytest.raises(OSError):
            batches.import_batch.call(batch.pk, attempt)
        batch.refresh_from_db()
        assert (batch.state == Batch.State.FAILED) == (attempt == 4)
    assert DBTaskResult.objects.filter(run_after__isnull=False).count() >= 3
    assert "Send the file again" in batch.error
    assert Entry.objects.filter(event="work.batch_failed").count() == 1
    monkeypatch.setattr(batches, "_", str.upper)
    assert batches.failure(batch) == batch.error.upper()  # In the reader's language, not the worker's.


def test_a_zip_of_pictures_becomes_tasks_with_stored_pictures(manager: Actor, receipts: Project) -> None:
    content = packed({"r/001.jpg": jpeg(10), "r/002.jpg": jpeg(20), "r/broken.jpg": b"\xff\xd8\xffno"})
    batch = send(manager, receipts, "r.zip", content)
    assert counts(batch) == (2, 0, 1)
    assert refusals(batch)[0][:2] == (0, "r/broken.jpg")
    task = Task.objects.get(key="001")
    assert task.payload == {"image": "r/001.jpg"}
    assert task.files is not None
    stored = StoredFile.objects.get(pk=task.files["image"])
    with open_file(stored) as file, Image.open(file) as image:
        assert (image.size, stored.width) == ((300, 400), 300)
    assert (task.needed, task.open_seats) == (2, 2)


def test_a_picture_that_changed_under_its_name_is_refused(manager: Actor, receipts: Project) -> None:
    send(manager, receipts, "r.zip", packed({"001.jpg": jpeg(10), "002.jpg": jpeg(20)}))
    again = send(manager, receipts, "r.zip", packed({"001.jpg": jpeg(10), "002.jpg": jpeg(99)}))
    assert counts(again) == (0, 1, 1)
    assert "other inputs" in refusals(again)[0][2]


def test_a_table_in_the_zip_pairs_rows_with_pictures(manager: Actor, receipts: Project) -> None:
    table = b"key,image,shop\nA-1,001.jpg,x\nA-2,gone.jpg,y\n"
    batch = send(manager, receipts, "r.zip", packed({"001.jpg": jpeg(), "table.csv": table}))
    assert (counts(batch), batch.ignored_columns) == ((1, 0, 1), ["shop"])
    assert refusals(batch)[0][:2] == (3, "image")
    assert Task.objects.get().key == "A-1"


def test_a_table_alone_is_refused_where_tasks_show_pictures(manager: Actor, receipts: Project) -> None:
    batch = send(manager, receipts, "r.csv", "key,image\na,001.jpg\n")
    assert batch.state == Batch.State.FAILED
    assert "Send a ZIP with the pictures" in batch.error


def test_a_folder_of_assets_pairs_rows_with_pictures(
    manager: Actor, receipts: Project, tmp_path: Path
) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "001.jpg").write_bytes(jpeg())
    table = io.BytesIO(b"key,image\na,001.jpg\nb,../secret.jpg\n")
    batch = batches.receive(manager, receipts, "r.csv", table, now=True)
    assert importing.read_batch(batch, assets=tmp_path / "assets")
    assert counts(batch) == (1, 0, 1)


def test_practice_tasks_know_their_answer(org: Organisation, manager: Actor, scope: None) -> None:
    project = make_project(org, tasks=0, is_practice=True)
    batch = send(
        manager, project, "a.csv", "key,text,expected.kind\na,TOTAL,total\nb,X,colour\nc,no answer,\n"
    )
    assert counts(batch) == (2, 0, 1)
    assert refusals(batch)[0][:2] == (3, "expected.kind")
    known = dict(Task.objects.values_list("key", "expected"))
    assert known == {"a": {"kind": "total"}, "c": None}


def test_known_answers_are_left_out_of_real_work(manager: Actor, lines: Project) -> None:
    batch = send(manager, lines, "a.csv", "key,text,expected.kind\na,TOTAL,total\n")
    assert batch.ignored_columns == ["expected.kind"]
    assert Task.objects.get().expected is None


def test_a_finished_project_takes_no_more(manager: Actor, lines: Project) -> None:
    lines.state = Project.State.FINISHED
    with pytest.raises(Refused):
        batches.receive(manager, lines, "a.csv", io.BytesIO(b"key,text\na,b\n"))
    assert not Batch.objects.exists()


def test_odd_letters_and_numbers_survive_the_way_into_the_table(org: Organisation, scope: None) -> None:
    version = take_version(
        "name: odd\ntitle: Odd\nexpected_seconds: 5\ninputs:\n  - {name: text, type: text, label: T}\n"
        "answers:\n  - {name: a, type: text, label: A}\ninstructions: x\n"
    )
    project = Project.objects.create(name="Odd", task_type=version)
    payloads: list[dict[str, Any]] = [
        {"text": "ខ្មែរ 😀 \"quoted\" 'single' \\ % %s {x}"},
        {"text": "null"},
        {"text": "[1,2]"},
        {"text": "true"},
    ]
    rows = [NewTask(f"k'{n}\"", payload) for n, payload in enumerate(payloads)]
    assert add_tasks(project, rows).added == 4
    assert add_tasks(project, rows).unchanged == {row.key for row in rows}
    stored = dict(project.tasks.values_list("key", "payload"))
    assert stored == {row.key: row.payload for row in rows}
    assert set(project.tasks.values_list("files", "expected", "hints")) == {(None, None, None)}


def test_the_web_server_does_not_carry_what_only_imports_need() -> None:
    asked = (
        "import sys, django; django.setup(); import kazi.config.wsgi\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "print([name for name in ('PIL', 'openpyxl', 'pypdfium2', 'pyarrow', 'numpy', 'typer')"
        " if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
