from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from kazi.work.formats.columns import Column
from kazi.work.formats.reading import open_rows
from kazi.work.formats.rows import Row
from kazi.work.formats.sheets import write_xlsx
from kazi.work.formats.zipped import FolderShelf
from tests.files.rules.makers import archive, pdf, picture

A4 = (595.0, 842.0)


@pytest.fixture
def two_pages(tmp_path: Path) -> bytes:
    return pdf(tmp_path / "two.pdf", [A4, A4]).read_bytes()


def values(row: Row | Fault) -> tuple[object, ...]:
    assert isinstance(row, Row)
    return tuple(row.values.values())


def test_pictures_and_pages_are_rows(tmp_path: Path, two_pages: bytes) -> None:
    path = archive(
        tmp_path / "a.zip",
        ("batch/001.jpg", picture()),
        ("batch/form.pdf", two_pages),
        ("batch/notes.txt", b"x"),
        ("batch/broken.pdf", b"%PDF-"),
        ("batch/sub/002.PNG", picture(kind="PNG")),
    )
    with open_rows(path, "a.zip", picture_column="receipt") as reader:
        assert reader.columns == ("key", "receipt")
        first, page, second_page, text, broken, last = reader
        assert reader.position == reader.end
        assert reader.picture("batch/form.pdf#page=2").full.width == 1240
        assert reader.picture("001.jpg").full.width == 80
    assert values(first) == ("001", "batch/001.jpg")
    assert values(page) == ("form-p001", "batch/form.pdf#page=1")
    assert values(second_page) == ("form-p002", "batch/form.pdf#page=2")
    assert str(text) == "batch/notes.txt: This is neither a picture nor a PDF nor a table."
    assert str(broken).startswith("batch/broken.pdf: This is not a PDF")
    assert values(last) == ("sub/002", "batch/sub/002.PNG")


@pytest.mark.parametrize("stop", range(7))
def test_reading_goes_on_from_every_position(tmp_path: Path, two_pages: bytes, stop: int) -> None:
    path = archive(
        tmp_path / "a.zip",
        ("1.jpg", b""),
        ("form.pdf", two_pages),
        ("x.txt", b""),
        ("other.pdf", two_pages),
    )
    with open_rows(path, "a.zip") as reader:
        whole = list(reader)
    with open_rows(path, "a.zip") as reader:
        first = list(itertools.islice(reader, stop))
        position = reader.position
    with open_rows(path, "a.zip") as later:
        later.seek(position)
        assert first + list(later) == whole
    assert len(whole) == 6


def test_a_table_in_the_zip_gives_the_rows(tmp_path: Path) -> None:
    table = b"key,photo,note\nk1,1.jpg,a\nk2\nk3,none.jpg,b\n"
    path = archive(tmp_path / "a.zip", ("x/1.jpg", picture()), ("x/rows.csv", table), ("x/y.exe", b""))
    with open_rows(path, "a.zip") as reader:
        assert reader.columns == ("key", "photo", "note")
        stranger, first, short, last = reader
        assert str(stranger).startswith("x/y.exe: This is neither")
        assert values(first) == ("k1", "1.jpg", "a")
        assert isinstance(short, Fault)
        assert reader.picture("1.jpg").full.width == 80
        assert values(last)[1] == "none.jpg"
        with pytest.raises(Unreadable, match=r"none\.jpg: There is no file of this name"):
            reader.picture("none.jpg")
        position = reader.position
    with open_rows(path, "a.zip") as later:
        later.seek(position)
        assert list(later) == []


def test_the_table_may_be_a_workbook(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "t.xlsx", [Column("key"), Column("image")], [{"key": "k", "image": "1.jpg"}])
    rows = (tmp_path / "t.xlsx").read_bytes()
    path = archive(tmp_path / "a.zip", ("1.jpg", picture()), ("t.xlsx", rows))
    with open_rows(path, "a.zip") as reader:
        assert list(reader) == [Row(2, {"key": "k", "image": "1.jpg"})]


def test_what_is_wrong_with_the_table_names_it(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", picture()), ("t.csv", b"key,key\n"))
    with pytest.raises(Unreadable, match=r"line 1, t\.csv, key: Two columns"):
        open_rows(path, "a.zip")


def test_two_tables_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a.csv", b"key\n1\n"), ("b.jsonl", b"{}"))
    with pytest.raises(Unreadable, match=r"2 tables \(a\.csv, b\.jsonl\)"):
        open_rows(path, "a.zip")


@pytest.mark.parametrize("entries", [[], [("notes.txt", b"x")], [("../1.jpg", b"x")]])
def test_a_zip_of_nothing_usable_is_refused(tmp_path: Path, entries: list[tuple[str, bytes]]) -> None:
    with pytest.raises(Unreadable, match=r"ZIP is empty|nothing that can be used"):
        open_rows(archive(tmp_path / "a.zip", *entries), "a.zip")


def test_a_name_that_two_folders_have_must_be_said_whole(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("a/1.jpg", picture((9, 9))), ("b/1.jpg", picture((8, 8))))
    with open_rows(path, "a.zip") as reader:
        assert [values(row)[0] for row in reader] == ["a/1", "b/1"]
        assert reader.picture("b/1.jpg").full.width == 8
        with pytest.raises(Unreadable, match="several folders"):
            reader.picture("1.jpg")


def test_a_pdf_of_several_pages_must_say_which(tmp_path: Path, two_pages: bytes) -> None:
    path = archive(tmp_path / "a.zip", ("form.pdf", two_pages))
    with open_rows(path, "a.zip") as reader:
        with pytest.raises(Unreadable, match=r"has 2 pages\. Name one, such as form\.pdf#page=2"):
            reader.picture("form.pdf")
        with pytest.raises(Unreadable, match="no page 3"):
            reader.picture("form.pdf#page=3")


def test_a_picture_that_lies_about_its_kind_is_refused_when_asked_for(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", b"MZ, a program"), ("2.heic", b"0000ftypheic"))
    with open_rows(path, "a.zip") as reader:
        assert len(list(reader)) == 2
        with pytest.raises(Unreadable, match=r"1\.jpg: This is not a picture"):
            reader.picture("1.jpg")
        with pytest.raises(Unreadable, match=r"2\.heic: This is a HEIC picture"):
            reader.picture("2.heic")


def test_a_table_alone_brings_no_pictures(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"key,image\n1,1.jpg\n")
    with (
        open_rows(path, "a.csv") as reader,
        pytest.raises(Unreadable, match=r"1\.jpg: A table alone brings no pictures"),
    ):
        reader.picture("1.jpg")


def test_a_folder_serves_pictures_but_nothing_outside_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "1.jpg").write_bytes(picture())
    (tmp_path / "secret.jpg").write_bytes(picture())
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    shelf = FolderShelf(folder)
    assert shelf.picture("1.jpg") == shelf.picture("./sub/1.jpg")
    for name in ("../secret.jpg", "link.jpg", str(tmp_path / "secret.jpg")):
        with pytest.raises(Unreadable, match="no file of this name"):
            shelf.picture(name)
