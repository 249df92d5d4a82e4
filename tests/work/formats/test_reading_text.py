from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import Fault
from kazi.work.formats.reading import open_rows
from kazi.work.formats.rows import Reader, Row


def opened(folder: Path, name: str, content: bytes, encoding: str | None = None) -> Reader:
    path = folder / name
    path.write_bytes(content)
    return open_rows(path, name, encoding=encoding)


def read(folder: Path, name: str, content: bytes, encoding: str | None = None) -> list[Row | Fault]:
    with opened(folder, name, content, encoding) as reader:
        return list(reader)


def refusal(folder: Path, name: str, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(folder, name, content)
    return str(caught.value.fault)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_from_the_header(tmp_path: Path, sign: str) -> None:
    content = f"key{sign}text\r\n1{sign}Habari, dunia; habari\r\n".replace(", ", " ")
    content = content.replace("; ", " ")
    assert read(tmp_path, "a.csv", content.encode()) == [Row(2, {"key": "1", "text": "Habari dunia habari"})]


def test_delimiters_inside_quotes_do_not_count(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "a.csv", b'"key, of the client, a";text\n1;x\n')
    assert row == Row(2, {"key, of the client, a": "1", "text": "x"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_with_their_mark_are_read(tmp_path: Path, encoding: str) -> None:
    content = 'key,text\n1,Ünïcode 😀 Ċ\n2,"two\nlines"\n3,ቋንቋ\n'.encode(encoding)
    assert read(tmp_path, "a.csv", content) == [
        Row(2, {"key": "1", "text": "Ünïcode 😀 Ċ"}),
        Row(3, {"key": "2", "text": "two\nlines"}),
        Row(5, {"key": "3", "text": "ቋንቋ"}),
    ]


def test_latin_1_is_refused_whole_with_line_and_byte(tmp_path: Path) -> None:
    content = "key,text\n1,good\n2,café\n".encode("latin-1")
    said = refusal(tmp_path, "a.csv", content)
    assert said.startswith("line 3: The file is not UTF-8: byte E9 at place 22.")
    assert "CSV UTF-8" in said
    assert content[21] == 0xE9


def test_a_wrong_byte_far_into_the_file_is_found_before_the_first_row(tmp_path: Path) -> None:
    lines = b"1,abcdefgh\n" * 300_000
    assert "line 300002" in refusal(tmp_path, "a.csv", b"key,text\n" + lines + b"2,\xff\n")


def test_cp1252_is_read_when_the_sender_says_so(tmp_path: Path) -> None:
    content = "key,text\n1,“café” €5\n".encode("cp1252")
    (row,) = read(tmp_path, "a.csv", content, encoding="cp1252")
    assert row == Row(2, {"key": "1", "text": "“café” €5"})


def test_an_encoding_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="utf-7"):
        read(tmp_path, "a.csv", b"key\n1\n", encoding="utf-7")


def test_bad_rows_are_faults_and_the_good_ones_go_on(tmp_path: Path) -> None:
    content = b'key,text\n1,a\n2\n3,a,b\n\n4,b"c\n5,"b"c\n6,\0\n7,d,,\n'
    found = read(tmp_path, "a.csv", content)
    assert [type(row) for row in found] == [Row, Fault, Fault, Row, Fault, Fault, Row]
    assert [row.line for row in found] == [2, 3, 4, 6, 7, 8, 9]
    assert str(found[1]) == "line 3: The row has 1 cells, the first row of the file has 2."
    assert found[3] == Row(6, {"key": "4", "text": 'b"c'})
    assert "Double each quotation mark" in str(found[4])
    assert "NUL" in str(found[5])
    assert found[6] == Row(9, {"key": "7", "text": "d"})  # Excel leaves empty cells behind.


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"key,,text\n", "Column 2 has no name"),
        (b"key,text,key\n", "Two columns have the name “key”"),
        (b",,\n1,2,3\n", "must name the columns"),
        (b",".join(b"c%d" % n for n in range(501)) + b"\n", "501 columns"),
        (b"\n\n", "empty"),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file(tmp_path: Path, header: bytes, words: str) -> None:
    assert words in refusal(tmp_path, "a.csv", header)


def test_a_long_field_and_a_long_row_are_one_fault_each(tmp_path: Path) -> None:
    content = b"key,text\n1," + b"a" * 70_000 + b"\n2," + b"b" * 400_000 + b"\n3,c\n"
    field, row, good = read(tmp_path, "a.csv", content)
    assert str(field) == "line 2, text: The text is longer than 64 kB."
    assert str(row) == "line 3: The row is longer than 256 kB."
    assert good == Row(4, {"key": "3", "text": "c"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_lost_quotation_mark_ends_the_reading_and_names_its_line(tmp_path: Path, encoding: str) -> None:
    content = 'key,text\n1,a\n2,"lost\n' + "3,abcdefgh\n" * 50_000
    seen = []
    with opened(tmp_path, "a.csv", content.encode(encoding)) as reader:
        rows = iter(reader)
        seen.append(next(rows))
        with pytest.raises(Unreadable, match="line 3: A quotation mark is opened here"):
            seen.extend(rows)
    assert seen == [Row(2, {"key": "1", "text": "a"})]


def test_a_quotation_mark_open_at_the_end_is_told(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a.csv", b'key,text\n1,"abc\n2,d\n')
    assert str(fault).startswith("line 2: A quotation mark is opened here and never closed.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("stop", [0, 1, 2, 3, 4, 5])
def test_reading_goes_on_from_every_position(tmp_path: Path, encoding: str, stop: int) -> None:
    content = 'key,text\n1,ü\n2,"a\nb\nc"\n3\n"4",x\n5,😀'.encode(encoding)
    with opened(tmp_path, "a.csv", content) as reader:
        whole = list(reader)
    with opened(tmp_path, "a.csv", content) as reader:
        first = list(itertools.islice(reader, stop))
        position = reader.position
    with opened(tmp_path, "a.csv", content) as later:
        later.seek(position)
        assert first + list(later) == whole
        assert later.position == later.end


def test_a_position_inside_a_line_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, "a.csv", b"key\nabc\ndef\n") as reader, pytest.raises(ValueError):
        reader.seek(6)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts), max_size=8), st.integers(0, 8))
def test_stopping_anywhere_loses_and_doubles_nothing(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], stop: int
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    quoted = [",".join('"' + text.replace('"', '""') + '"' for text in pair) for pair in pairs]
    content = "\n".join(["a,b", *quoted]).encode()
    with opened(folder, "a.csv", content) as reader:
        first = list(itertools.islice(reader, stop))
        position = reader.position
    with opened(folder, "a.csv", content) as later:
        later.seek(position)
        found = first + list(later)
    assert [row.values for row in found] == [{"a": a, "b": b} for a, b in pairs]


def test_jsonl_keeps_the_types_and_refuses_bad_lines_one_by_one(tmp_path: Path) -> None:
    lines = [
        b'{"key": "1", "n": 5, "list": ["a"], "text": "\\u00e9"}',
        b'{"key": "2",',
        b"[1, 2]",
        b'{"key": "3", "key": "4"}',
        b'{"key": NaN}',
        b'{"key": "\\u0000"}',
        b'{"key": "\\ud800"}',
        b"",
        b'{"key": ' + b"[" * 100_000 + b"}",
        b'{"key": "' + b"x" * 70_000 + b'"}',
        b'{"key": "' + b"x" * 300_000 + b'"}',
        b'{"key": "5"}',
    ]
    first, *faults, last = read(tmp_path, "a.jsonl", b"\n".join(lines))
    assert first == Row(1, {"key": "1", "n": 5, "list": ["a"], "text": "é"})
    assert last == Row(12, {"key": "5"})
    assert [fault.line for fault in faults] == [2, 3, 4, 5, 6, 7, 9, 10, 11]
    assert all(isinstance(fault, Fault) for fault in faults)
    words = [
        "not JSON", "not an object", "same name twice", "NaN", "NUL", "half of a letter",
        "too deep", "64 kB", "256 kB",
    ]  # fmt: skip
    assert all(word in str(fault) for word, fault in zip(words, faults, strict=True))


def test_jsonl_goes_on_from_a_position(tmp_path: Path) -> None:
    content = b'{"key": "1"}\n\nbad\n{"key": "2"}'
    with opened(tmp_path, "a.jsonl", content) as reader:
        assert reader.columns == ("key",)
        next(iter(reader))
        position = reader.position
    with opened(tmp_path, "a.jsonl", content) as later:
        later.seek(position)
        fault, row = later
    assert (fault.line, row) == (3, Row(4, {"key": "2"}))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b'[\n {"key": 1}\n]', "one object a line"),
        ("a.json", b'{\n "key": 1\n}', "one object a line"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Save it as .xlsx or CSV"),
        ("a.csv", b"\x1f\x8b\x08" + bytes(90), "gzip"),
        ("a.csv", b"<!DOCTYPE html><html>", "web page"),
        ("a.csv", b"%PDF-1.7", "ZIP"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "ZIP"),
        ("a.csv", b"", "empty"),
        ("a.csv", "key,text".encode("utf-16-le"), "UTF-16 without its mark"),
        ("a.zip", b"PK\x03\x04" + bytes(50), "broken"),
        ("a.csv", b"key,text\r1,a\r2,b\r", "carriage return"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert words in refusal(tmp_path, name, content)


def test_a_huge_upload_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(10_000_000_000)  # Sparse: no disk is used.
    with pytest.raises(Unreadable, match="10000 MB; at most 2000 MB"):
        open_rows(path, "a.csv")
