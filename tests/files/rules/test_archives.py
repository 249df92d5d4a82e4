from __future__ import annotations

import stat
import warnings
import zipfile
from pathlib import Path

import pytest

from kazi.files.rules import limits
from kazi.files.rules.archives import Archive, Entry, entries_of_zip
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from tests.files.rules.makers import archive


def test_good_entries_are_listed_and_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("scans/1.jpg", b"one"), ("é.jpg", b"two"))
    with Archive(path) as opened:
        assert list(opened) == [Entry("scans/1.jpg", 3), Entry("é.jpg", 3)]
        assert opened.read("é.jpg", 10) == b"two"


def test_what_computers_add_by_themselves_is_passed_over(tmp_path: Path) -> None:
    names = [
        "__MACOSX/._1.jpg",
        ".DS_Store",
        "scans/Thumbs.db",
        "scans/._1.jpg",
        "scans/",
        "1.jpg",
    ]
    path = archive(tmp_path / "a.zip", *((name, b"") for name in names))
    assert list(entries_of_zip(path)) == [Entry("1.jpg", 0)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../evil.jpg", "points outside"),
        ("scans/../../evil.jpg", "points outside"),
        ("/etc/passwd", "address on a computer"),
        ("C:/evil.jpg", "address on a computer"),
        ("scans\\evil.jpg", "address on a computer"),
        ("ev\x1bil.jpg", "cannot be printed"),
        ("ev\u202eil.jpg", "cannot be printed"),
        ("x" * 300 + ".jpg", "more than 255"),
        ("inner.zip", "archive inside"),
        ("inner.tar.gz", "archive inside"),
    ],
)
def test_a_dangerous_name_is_a_fault_and_the_rest_is_taken(tmp_path: Path, name: str, words: str) -> None:
    fault, good = entries_of_zip(archive(tmp_path / "a.zip", (name, b"x"), ("1.jpg", b"y")))
    assert words in str(fault)
    assert isinstance(fault, Fault)
    assert fault.field.isprintable()
    assert good == Entry("1.jpg", 1)


def test_a_link_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("1.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    (fault,) = entries_of_zip(archive(tmp_path / "a.zip", (link, b"/etc/passwd")))
    assert str(fault).startswith("1.jpg: This is a link")


def test_a_name_given_twice_is_refused_the_second_time(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of what we do on purpose.
        # Composed and decomposed é look the same to a person.
        path = archive(tmp_path / "a.zip", ("\u00e9.jpg", b"1"), ("e\u0301.jpg", b"2"))
    first, second = entries_of_zip(path)
    assert first == Entry("\u00e9.jpg", 1)
    assert "Two files of the ZIP have this name" in str(second)


def test_a_locked_entry_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", b"x"))
    content = bytearray(path.read_bytes())
    content[6] |= 1  # The flag in the local header and in the list at the end.
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    (fault,) = entries_of_zip(path)
    assert "password" in str(fault)


def test_a_rare_packing_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("1.jpg", b"x")
    (fault,) = entries_of_zip(tmp_path / "a.zip")
    assert "rare way" in str(fault)


def test_a_bomb_is_refused_whole(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(30_000_000)))
    with pytest.raises(Unreadable, match="more than 200 times its size"):
        list(entries_of_zip(path))


def test_one_bomb_among_honest_files_is_a_fault(tmp_path: Path) -> None:
    honest = zipfile.ZipInfo("2.jpg")  # Stored, so that the whole is within the ratio.
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(30_000_000)), (honest, bytes(300_000)))
    fault, good = entries_of_zip(path)
    assert "hundreds of times" in str(fault)
    assert good == Entry("2.jpg", 300_000)


def test_too_much_or_too_many_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", *((f"{number}.jpg", bytes(50)) for number in range(11)))
    with pytest.raises(Unreadable, match="more than 10 files"):
        Archive(path, max_entries=10)
    with pytest.raises(Unreadable, match="unpacks to 1 MB; at most 0 MB"):
        Archive(path, max_unpacked=549)


def test_a_list_of_entries_too_long_to_read_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "a.zip", *((f"{number}.jpg", b"") for number in range(100)))
    monkeypatch.setattr(limits, "MAX_DIRECTORY_BYTES", 1_000)
    with pytest.raises(Unreadable, match="more than 100000 files"):
        Archive(path)


def test_an_entry_longer_than_it_may_be_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(3_000_000)))
    with (
        Archive(path) as opened,
        pytest.raises(Unreadable, match=r"1\.jpg: The file has 3 MB; at most 2 MB"),
    ):
        opened.read("1.jpg", 2_000_000)


def test_a_damaged_entry_and_a_cut_archive_are_refused(tmp_path: Path) -> None:
    stored = zipfile.ZipInfo("1.jpg")
    path = archive(tmp_path / "a.zip", (stored, b"abcdef"))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"abcdef", b"abcdeX"))
    with Archive(path) as opened, pytest.raises(Unreadable, match=r"1\.jpg: The file is broken"):
        opened.read("1.jpg", 100)
    path.write_bytes(content[:-30])
    with pytest.raises(Unreadable, match="broken or was cut off"):
        Archive(path)


def test_a_forged_size_cannot_unpack_to_more_than_it_says(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", ("1.jpg", bytes(5_000_000)))
    content = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), b"\x64\0\0\0")
    path.write_bytes(content)
    with Archive(path) as opened, pytest.raises(Unreadable, match="broken inside the ZIP"):
        opened.read("1.jpg", 1_000)
