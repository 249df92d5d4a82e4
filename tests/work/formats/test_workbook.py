from __future__ import annotations

import datetime as dt
import itertools
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from kazi.work.formats.reading import open_rows
from kazi.work.formats.rows import Row


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def rewrite(path: Path, part: str, change: tuple[bytes, bytes]) -> Path:
    """Forge one part of a workbook."""
    forged = path.with_name("forged.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                assert change[0] in content
                content = content.replace(*change, 1)
            new.writestr(info.filename, content)
    return forged


def test_cells_are_what_a_person_sees(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        ["key", "day", "moment", "hour", "whole", "part", "yes", "text", "escaped"],
        [
            "k1",
            dt.date(2018, 5, 30),
            dt.datetime(2018, 5, 30, 13, 45, 46),  # noqa: DTZ001 -- cells have no zone.
            dt.time(7, 30),
            5.0,
            0.1 + 0.2,
            True,
            "007",
            "a_x000D_b",
        ],
        [None, None],
        ["k2"],
    )
    with open_rows(path, "a.xlsx") as reader:
        first, second = reader
    assert isinstance(first, Row)
    assert list(first.values.values()) == [
        "k1", "2018-05-30", "2018-05-30T13:45:46", "07:30:00", "5", "0.3", "true", "007", "a\rb",
    ]  # fmt: skip
    assert isinstance(second, Row)
    assert (second.line, second.values["key"], second.values["text"]) == (4, "k2", "")


def test_failed_formulas_and_surplus_cells_are_faults(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key", "n"], ["1", "#N/A"], ["2", "x", "y"], ["3", "z"])
    with open_rows(path, "a.xlsx") as reader:
        failed, wide, good = reader
    assert str(failed).startswith("line 2, n: The formula of this cell failed (#N/A).")
    assert isinstance(wide, Fault)
    assert wide.line == 3
    assert good == Row(4, {"key": "3", "n": "z"})


@pytest.mark.parametrize("stop", [0, 1, 2, 3])
def test_reading_goes_on_from_a_position(tmp_path: Path, stop: int) -> None:
    path = workbook(tmp_path / "a.xlsx", [], ["key"], ["1"], [], ["2"], ["3"])
    with open_rows(path, "a.xlsx") as reader:
        whole = list(reader)
    assert [row.line for row in whole] == [3, 5, 6]
    with open_rows(path, "a.xlsx") as reader:
        first = list(itertools.islice(reader, stop))
        position = reader.position
    with open_rows(path, "a.xlsx") as later:
        later.seek(position)
        assert first + list(later) == whole


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "empty"),
        ([["key", None, "text"]], "Column 2 has no name"),
        ([["key", "key"]], "Two columns"),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file(
    tmp_path: Path, rows: list[list[object]], words: str
) -> None:
    with pytest.raises(Unreadable, match=words):
        open_rows(workbook(tmp_path / "a.xlsx", *rows), "a.xlsx")


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key"], ["1"])
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><worksheet '.encode()
    forged = rewrite(path, "xl/worksheets/sheet1.xml", (b"<worksheet ", bomb))
    with pytest.raises(Unreadable, match="cannot be read"):
        open_rows(forged, "a.xlsx")


def test_a_forged_row_number_does_not_count_to_infinity(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key"], ["1"])
    number = (b'<row r="2"', b'<row r="99999999999"')
    forged = rewrite(path, "xl/worksheets/sheet1.xml", number)
    with open_rows(forged, "a.xlsx") as reader:
        assert list(reader) == []


def test_a_wrong_dimension_hides_no_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key", "n"], ["1", "2"])
    forged = rewrite(path, "xl/worksheets/sheet1.xml", (b'ref="A1:B2"', b'ref="A1:A1"'))
    with open_rows(forged, "a.xlsx") as reader:
        assert list(reader) == [Row(2, {"key": "1", "n": "2"})]


def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet2.xml", bytes(40_000_000))
    with pytest.raises(Unreadable, match=f"more than {limits.MAX_PACKING_RATIO} times"):
        open_rows(path, "a.xlsx")


def test_a_damaged_workbook_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", ["key"], ["1"])
    forged = rewrite(path, "xl/worksheets/sheet1.xml", (b"<sheetData>", b"<sheetData><row><"))
    with pytest.raises(Unreadable, match=r"save it as \.xlsx again"):
        open_rows(forged, "a.xlsx")
