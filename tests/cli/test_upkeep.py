from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from kazi import __version__
from kazi.accounts.models import Organisation, Person
from kazi.cli.upkeep import databases
from kazi.cli.upkeep.archive import read_backup, write_backup
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for
from kazi.web.checkup import findings
from kazi.work.facts import forget_projects
from kazi.work.models import Answer, Task
from kazi.work.services.claiming import next_work, submit_answer
from tests.cli.places import Elsewhere, elsewhere
from tests.makers import join, make_project, organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    folder = tmp_path / "media-here"
    settings.MEDIA_ROOT = folder
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "receipt.webp").write_bytes(b"a picture \x00\xff" * 1000)
    return folder


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Elsewhere]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with elsewhere(folder) as place:
        yield place


def answer_all(org: Organisation, tasks: int) -> None:
    project = make_project(org, tasks=tasks)
    worker = join("wanjiku", org)
    with acting_for(org.pk):
        while seats := next_work(worker, project.pk, 5):
            for _facts, seat in seats:
                submit_answer(worker, project.pk, seat.seat_id, {"kind": "other"})


def counted(backup_file: Path) -> dict[str, int]:
    """Return the rows of each table that somebody could miss."""
    said = read_manifest(backup_file)["database"]["rows"]
    return {name: rows for name, rows in said.items() if rows and name != "kazi_cache"}


def read_manifest(path: Path) -> dict[str, dict[str, dict[str, int]]]:
    with tarfile.open(path) as archive:
        inside = archive.extractfile("manifest.json")
        assert inside is not None
        said: dict[str, dict[str, dict[str, int]]] = json.loads(inside.read())
        return said


@pytest.mark.slow
def test_a_backup_made_while_people_work_comes_back_whole_on_another_machine(
    media: Path, other: Elsewhere, tmp_path: Path
) -> None:
    org = organisation()
    answer_all(org, 20)
    project = make_project(org, tasks=400)
    worker = join("otieno", org)
    forget_projects(org.pk)
    stop = threading.Event()
    done = []

    def go_on_working() -> None:
        with acting_for(org.pk):
            while not stop.is_set() and (seats := next_work(worker, project.pk, 1)):
                submit_answer(worker, project.pk, seats[0][1].seat_id, {"kind": "total"})
                done.append(1)
        connection.close()

    thread = threading.Thread(target=go_on_working)
    thread.start()
    while len(done) < 5 and thread.is_alive():
        stop.wait(0.01)
    file = tmp_path / "kazi.tar.gz"
    write_backup(file)
    before = len(done)
    while thread.is_alive() and len(done) < before + 3:  # Nobody had to wait for the backup.
        stop.wait(0.01)
    stop.set()
    thread.join()
    said = other.kazi("restore", str(file))
    assert said.returncode == 0, said.stderr
    again = other.folder / "again.tar.gz"
    assert other.kazi("backup", str(again)).returncode == 0
    assert counted(again) == counted(file)
    rows = counted(file)
    assert 25 <= rows["work_answer"] <= 20 + len(done)
    assert (other.folder / "media/ab/receipt.webp").read_bytes() == (media / "ab/receipt.webp").read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_a_restore_brings_back_rows_and_files_and_new_rows_get_new_numbers(
    media: Path, tmp_path: Path
) -> None:
    org = organisation()
    answer_all(org, 3)
    write_backup(tmp_path / "b.tar.gz")
    newest = Task._base_manager.order_by("-pk").values_list("pk", flat=True)[0]
    with acting_for(org.pk):
        Answer.objects.all().delete()
    (media / "ab/receipt.webp").unlink()
    (media / "ab/later.webp").write_bytes(b"sent after the backup")
    with pytest.raises(Refused, match="in use"):
        read_backup(tmp_path / "b.tar.gz")
    read_backup(tmp_path / "b.tar.gz", replace=True)
    with acting_for(org.pk):
        assert Answer.objects.count() == 3
    assert sorted(path.name for path in media.rglob("*") if path.is_file()) == ["receipt.webp"]
    make_project(org, tasks=1)
    assert Task._base_manager.order_by("-pk").values_list("pk", flat=True)[0] == newest + 1


def test_a_single_wrong_bit_anywhere_is_found(media: Path, tmp_path: Path) -> None:
    organisation("Amani")
    file = tmp_path / "b.tar.gz"
    write_backup(file)
    whole = file.read_bytes()
    # Before that stands what gzip says of the file itself: its date and name.
    for place in range(64, len(whole), len(whole) // 40):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Refused, match="not a whole backup"):
            read_backup(file, replace=True)


@pytest.mark.parametrize("harm", ["cut", "flip", "other"])
def test_a_damaged_backup_is_refused_and_nothing_changes(media: Path, tmp_path: Path, harm: str) -> None:
    organisation("Amani")
    file = tmp_path / "b.tar.gz"
    write_backup(file)
    organisation("Came later")
    whole = file.read_bytes()
    place = len(whole) // 2
    damaged = {
        "cut": whole[:place],
        "flip": whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :],
        "other": b"PK\x03\x04 something else",
    }[harm]
    file.write_bytes(damaged)
    with pytest.raises(Refused, match="not a whole backup"):
        read_backup(file, replace=True)
    assert Organisation.objects.filter(name="Came later").exists()
    assert [path.name for path in media.iterdir()] == ["ab"]


def test_a_backup_of_a_newer_kazi_is_refused(media: Path, tmp_path: Path) -> None:
    organisation()
    folder = tmp_path / "copied"
    folder.mkdir()
    copied = databases.copy_out(folder)
    copied.migrations.append(("work", "0999_from_the_future"))
    with pytest.raises(Refused, match=r"work\.0999_from_the_future"):
        databases.copy_in(folder, copied)
    assert Organisation.objects.count() == 1


BROKEN = """
from django.db import migrations

def half_way(apps, schema_editor):
    apps.get_model("accounts", "Organisation").objects.all().delete()

def fall(apps, schema_editor):
    raise RuntimeError("the new column does not fit")

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(half_way), migrations.RunPython(fall)]
"""


@pytest.mark.slow
def test_a_failed_upgrade_leaves_the_database_as_it_was(other: Elsewhere) -> None:
    assert other.kazi("upgrade").returncode == 0
    assert "up to date" in other.kazi("upgrade").stdout
    make = (
        "import django; django.setup(); from kazi.accounts.models import *;"
        "Organisation.objects.create(name='Amani', slug='amani')"
    )
    subprocess.run([sys.executable, "-c", make], env=other.env, check=True)
    before = other.folder / "before.tar.gz"
    assert other.kazi("backup", str(before)).returncode == 0
    (other.folder / "broken" / "migrations").mkdir(parents=True)
    (other.folder / "broken" / "__init__.py").write_text("")
    (other.folder / "broken" / "migrations" / "__init__.py").write_text("")
    (other.folder / "broken" / "migrations" / "0001_falls.py").write_text(BROKEN)
    (other.folder / "newer.py").write_text(
        "from kazi.config.settings import *\nINSTALLED_APPS += ['broken']\n"
    )
    newer = {"DJANGO_SETTINGS_MODULE": "newer"}

    said = other.kazi("worker", **newer)
    assert (said.returncode, "Run `kazi upgrade`" in said.stderr) == (1, True)
    said = other.kazi("upgrade", **newer)
    assert said.returncode == 1
    assert "the new column does not fit" in said.stderr
    assert "as it was before" in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert list((other.folder / "var/backups").glob("before-upgrade-*.tar.gz"))
    after = other.folder / "after.tar.gz"
    assert other.kazi("backup", str(after)).returncode == 0
    assert counted(after) == counted(before)
    assert other.kazi("doctor", **newer).returncode == 1
    assert other.kazi("doctor").returncode == 0


@pytest.mark.slow
def test_the_doctor_says_what_is_bad_and_what_to_do(other: Elsewhere) -> None:
    said = other.kazi("doctor", "--json")
    assert said.returncode == 1
    found = {one["name"]: one for one in json.loads(said.stdout)}
    assert found["tables"]["state"] == "bad"
    assert "kazi upgrade" in found["tables"]["text"]
    assert found["files"]["state"] == "ok"
    assert other.kazi("upgrade").returncode == 0
    assert other.kazi("doctor").returncode == 0


def test_nothing_of_anybody_is_in_what_the_doctor_says() -> None:
    Person.objects.create(username="wanjiku", name="Wanjiku Kamau", email="w@example.org")
    said = " ".join(one.text for one in findings())
    assert "anjiku" not in said
    assert django_settings.SECRET_KEY not in said


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((django_settings.BASE_DIR / "pyproject.toml").read_text())
    assert project["project"]["version"] == __version__
