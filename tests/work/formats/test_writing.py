from __future__ import annotations

import datetime as dt
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kazi.files.rules.unreadable import Unreadable
from kazi.work.formats import sheets
from kazi.work.formats.columns import (
    Column,
    Kind,
    as_text,
    guarded,
    result_columns,
    unguarded,
)
from kazi.work.formats.reading import open_rows
from kazi.work.formats.rows import Row
from kazi.work.formats.workbook import ERRORS
from kazi.work.formats.writing import csv_pieces, jsonl_pieces, write_parquet, write_xlsx

COLUMNS = (
    Column("key"),
    Column("text, with; signs"),
    Column("table"),
    Column("count", Kind.WHOLE),
    Column("share", Kind.DECIMAL),
    Column("at", Kind.MOMENT),
)
RISKY = [
    "=1+1", "'=x", "''-2-3", "-5", "+254712345678", "@sum", "\tx", "a;=b", "_x0041_", "_x000D_",
    "a\r\nb", " ",
]  # fmt: skip
# Everything but NUL and halves of letters, which the readers refuse, and failed formulas.
texts = (
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(RISKY)
).filter(lambda text: text not in ERRORS)
# Seconds from 1901 to 2100.
moments = st.integers(-2_177_452_800, 4_102_444_800).map(
    lambda seconds: dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)
result_rows = st.fixed_dictionaries(
    {
        "key": st.uuids().map(str),
        "text, with; signs": texts,
        "table": st.none() | st.lists(st.dictionaries(st.text("ab"), st.integers() | texts)),
        "count": st.none() | st.integers(-(2**63), 2**63 - 1),
        "share": st.none() | st.decimals(0, 1, places=4),
        "at": st.none() | moments,
    }
)
exports = st.lists(result_rows, max_size=6)


def values_in(path: Path) -> list[dict[str, Any]]:
    with open_rows(path, path.name) as reader:
        found = list(reader)
    assert all(isinstance(row, Row) for row in found)
    return [dict(row.values) for row in found if isinstance(row, Row)]


def as_texts(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{name: as_text(value) for name, value in row.items()} for row in rows]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@settings(max_examples=40, deadline=None)
@given(exports, st.booleans())
def test_a_csv_reads_back_as_it_was(folder: Path, rows: list[dict[str, Any]], mark: bool) -> None:
    path = folder / "a.csv"
    path.write_bytes(b"".join(csv_pieces(COLUMNS, rows, mark=mark)))
    found = [{name: unguarded(text) for name, text in row.items()} for row in values_in(path)]
    assert found == as_texts(rows)


@settings(max_examples=40, deadline=None)
@given(exports)
def test_a_jsonl_reads_back_as_it_was(folder: Path, rows: list[dict[str, Any]]) -> None:
    path = folder / "a.jsonl"
    path.write_bytes(b"".join(jsonl_pieces(COLUMNS, rows)) or b"\n")
    lines = path.read_text(encoding="utf-8").split("\n")
    found = [json.loads(line, parse_float=Decimal) for line in lines if line]
    expected = [{**row, "at": None if row["at"] is None else as_text(row["at"])} for row in rows]
    assert found == expected
    if rows:
        assert [row["key"] for row in values_in(path)] == [row["key"] for row in rows]


@settings(max_examples=40, deadline=None)
@given(exports)
def test_a_workbook_reads_back_as_it_was(folder: Path, rows: list[dict[str, Any]]) -> None:
    path = folder / "a.xlsx"
    assert write_xlsx(path, COLUMNS, rows) == len(rows)
    expected = as_texts(rows)
    for row in expected:
        row["at"] = row["at"].removesuffix("Z").removesuffix("T00:00:00")  # Cells have no zone.
        row["share"] = row["share"] and as_text(Decimal(row["share"]).normalize())
    assert values_in(path) == expected


@settings(max_examples=40, deadline=None)
@given(exports)
def test_a_parquet_reads_back_typed(folder: Path, rows: list[dict[str, Any]]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra “parquet” is not installed")
    path = folder / "a.parquet"
    assert write_parquet(path, COLUMNS, rows) == len(rows)
    table = parquet.read_table(path)
    expected = [{**row, "table": None if row["table"] is None else as_text(row["table"])} for row in rows]
    assert table.to_pylist() == expected
    assert [str(field.type) for field in table.schema] == [
        "string", "string", "string", "int64", "decimal128(38, 6)", "timestamp[us, tz=UTC]",
    ]  # fmt: skip


@given(texts)
def test_the_guard_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+254712345678", "-1.234,50", "1e5", "a=b", "'tis", ""])
def test_numbers_and_plain_words_are_left_alone(text: str) -> None:
    assert guarded(text) == text


def test_a_semicolon_cannot_smuggle_a_formula_past_the_guard() -> None:
    assert b'"x;=1+1"' in b"".join(csv_pieces([Column("a"), Column("b")], [{"a": "x;=1+1"}]))


def test_workbook_texts_are_never_formulas_or_links(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(path, [Column("a"), Column("b")], [{"a": "=1+1", "b": "https://example.org"}])
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    first, second = next(sheet.iter_rows(min_row=2))
    assert (first.data_type, first.value, second.hyperlink) == ("s", "=1+1", None)


def test_a_workbook_of_too_many_rows_is_refused_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_XLSX_ROWS", 700)
    rows = ({"a": str(number)} for number in range(701))
    with pytest.raises(Unreadable, match=r"at most 700 rows\. Choose CSV"):
        write_xlsx(tmp_path / "a.xlsx", [Column("a")], rows)
    assert not list(tmp_path.iterdir())
    assert write_xlsx(tmp_path / "b.xlsx", [Column("a")], [{"a": "1"}] * 700) == 700


def test_a_text_too_long_for_a_cell_names_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"line 3, a: This text is longer than the 32767 signs"):
        write_xlsx(tmp_path / "a.xlsx", [Column("a")], [{"a": "x" * 32_767}, {"a": "😀" * 16_384}])


def test_a_workbook_has_wide_columns_in_their_places(tmp_path: Path) -> None:
    columns = [Column(f"c{number}") for number in range(60)]
    write_xlsx(tmp_path / "a.xlsx", columns, [{"c59": "last", "c26": "AA"}])
    (row,) = values_in(tmp_path / "a.xlsx")
    assert (row["c59"], row["c26"], row["c58"]) == ("last", "AA", "")


def test_a_broken_export_leaves_no_parquet_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="the extra “parquet” is not installed")

    def rows() -> Any:
        yield {"a": "1"}
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_parquet(tmp_path / "a.parquet", [Column("a")], rows())
    assert not list(tmp_path.iterdir())


def test_a_csv_is_given_in_pieces_and_ends_each_row(tmp_path: Path) -> None:
    pieces = list(csv_pieces([Column("a")], ({"a": number or None} for number in range(1_200))))
    assert len(pieces) == 4  # The heading, and portions of 500 rows.
    assert pieces[1].startswith(b'""\r\n1\r\n')
    path = tmp_path / "a.csv"
    path.write_bytes(b"".join(pieces))
    assert [row["a"] for row in values_in(path)] == ["", *map(str, range(1, 1_200))]


def test_result_columns_stand_in_their_order_and_never_meet() -> None:
    names = [column.name for column in result_columns(["image", "status"], ["total", "status"])]
    assert names == [
        "key", "in.image", "in.status", "total", "answer.status", "status",
        "agreement", "method", "reviewed", "answered_by", "answered_at", "task_type", "task_type_version",
    ]  # fmt: skip


def test_the_workbook_names_no_program_and_no_person(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", [Column("a")], [])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
        assert not [name for name in book.namelist() if name.startswith("docProps")]
