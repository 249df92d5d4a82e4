"""Forms from anybody: what is mended is said, what is wrong is named by cell, nothing is a traceback."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import given
from hypothesis import strategies as st

from kazi.voice.ready import LANGUAGES, READY, ready_poll
from kazi.voice.rules import editing
from kazi.voice.rules.questionnaire import Group, Kind, Question, Questionnaire, from_json, to_json
from kazi.voice.rules.xlsform import book
from kazi.voice.rules.xlsform.reading import Reading, read_form
from kazi.voice.rules.xlsform.writing import write_form
from tests.voice.makers import HEAD, YES_NO, places, poll, read, workbook

SHARED = (
    Path(os.environ.get("KAZI_SHARED", Path(django_settings.BASE_DIR).parent / "shared")) / "data/xlsforms"
)
ASK = ("text", "name", "Your name?")


def first_error(reading: Reading) -> str:
    assert reading.questionnaire is None
    return str(reading.findings.errors[0])


def test_a_form_of_all_kinds_is_read() -> None:
    asked = poll(
        ("start", "start", ""),
        ("note", "hello", "Hello"),
        ("begin group", "about", "About you"),
        ("select_one yes_no", "works", "Do you work?"),
        ("select_multiple yes_no", "any", "Which?"),
        ("integer", "age", "How old?"),
        ("decimal", "pay", "Pay?"),
        ("date", "since", "Since when?"),
        ("end group", "", ""),
        ("begin repeat", "child", "Child"),
        ("text", "child_name", "Its name?"),
        ("end repeat", "", ""),
        ("acknowledge", "ok", "Thanks"),
        ("calculate", "double", ""),
    )
    kinds = [one.kind for one in asked.questions()]
    assert kinds == [
        Kind.CALCULATE, Kind.NOTE, Kind.ONE, Kind.SEVERAL, Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TEXT,
        Kind.ACKNOWLEDGE, Kind.CALCULATE,
    ]  # fmt: skip
    repeat = asked.items[3]
    assert isinstance(repeat, Group)
    assert repeat.repeats


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("label::English (en)", "en"),
        ("label:fr", "fr"),
        ("Label :: Hindi", "hi"),
        ("LABEL::Français", "fr"),
        ("label::አማርኛ (am)", "am"),
        ("label::العربية", "ar"),
        ("label::বাংলা", "bn"),
        ("label::ខ្មែរ", "km"),
        ("label::Kiswahili", "sw"),
        ("label::Local language", "x-local-language"),
        ("label (Spanish)", "es"),
        ("label_pt", "pt"),
    ],
)
def test_a_language_is_known_however_its_heading_is_written(heading: str, code: str) -> None:
    asked = poll(("text", "q", "?"), head=("type", "name", heading))
    assert asked.languages == (code,)
    assert asked.question("q").label == {code: "?"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("ስምዎ ማን ነው?", "am"),
        ("ما اسمك؟", "ar"),
        ("আপনার নাম কী?", "bn"),
        ("តើអ្នកឈ្មោះអ្វី?", "km"),
        ("आपका नाम क्या है?", "hi"),
        ("Your name?", "und"),
    ],
)
def test_labels_without_a_language_are_told_by_their_script(words: str, code: str) -> None:
    assert poll(("text", "q", words)).languages == (code,)


@pytest.mark.parametrize(
    "head",
    [
        ("Type", "NAME", " Label "),
        ("TYPE", "name", "caption"),
        ("question type", "variable_name", "Question"),
        ("\ufefftype", "Name ", "label\u00a0"),
    ],
)
def test_headings_are_known_in_any_case_and_spelling(head: tuple[str, ...]) -> None:
    assert poll(ASK, head=head).question("name") is not None


def test_old_and_foreign_spellings_of_types_are_known() -> None:
    rows = [
        ("select one from yes_no", "a", "A"),
        ("Select all that apply from yes_no", "b", "B"),
        ("SELECT_ONE  yes_no", "c", "C"),
        ("string", "d", "D"),
        ("int", "e", "E"),
        ("select1 yes_no", "f", "F"),
    ]
    kinds = [one.kind for one in poll(*rows).questions()]
    assert kinds == [Kind.ONE, Kind.SEVERAL, Kind.ONE, Kind.TEXT, Kind.INTEGER, Kind.ONE]


def test_what_a_keypad_cannot_ask_is_a_warning_row_by_row() -> None:
    reading = read(ASK, ("image", "photo", "A photo"), ("geopoint", "where", "Where?"), ("file", "f", "F"))
    assert reading.is_usable
    assert (reading.askable, reading.asked) == (4, 1)
    assert [one[:2] for one in places(reading.findings.warnings)] == [
        ("survey", 3),
        ("survey", 4),
        ("survey", 5),
    ]


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (("intger", "a", "A"), "A3", "Do you mean “integer”?"),
        (("select_one yes_now", "a", "A"), "A3", "no list “yes_now”"),
        (("select_one", "a", "A"), "A3", "needs a list"),
        (("", "a", "A"), "A3", "no type"),
        (("end group", "", ""), "A3", "never began"),
        (("begin group", "g", "G"), "A3", "never ends"),
        (("range", "a", "A", "", "start=x"), "E3", "numbers"),
        (("text", "a", "A", "${nme} = 'x'"), "D3", "no question “nme”. Do you mean “name”?"),
        (("text", "a", "A", "${name} = 'x"), "D3", "not closed"),
        (("text", "a", "A", "selected(${name})"), "D3", "takes 2 values"),
        (("text", "a", "A", "${a} = 1"), "D3", "in a circle"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(row: tuple[str, ...], cell: str, words: str) -> None:
    reading = read(ASK, row, choices=YES_NO, head=(*HEAD, "relevant", "parameters"))
    assert reading.questionnaire is None
    (error,) = reading.findings.errors
    assert (error.sheet, error.row, error.cell) == ("survey", 3, cell)
    assert words in error.words


@pytest.mark.parametrize(
    ("type_", "said", "words"),
    [
        ("select_one yes_no", "Yeah", "none of the two choices: write “yes” or “no”"),
        ("select_one three", "a", "Only a question with two choices"),
        ("select_multiple yes_no", "yes", "Only a question with two choices"),
        ("integer", "yes", "Only a question with two choices"),
    ],
)
def test_a_garbled_question_that_cannot_be_protected_is_named_by_its_cell(
    type_: str, said: str, words: str
) -> None:
    choices = [*YES_NO, ("three", "a", "A"), ("three", "b", "B"), ("three", "c", "C")]
    reading = read(ASK, (type_, "harm", "Hurt?", said), choices=choices, head=(*HEAD, "kazi::garbled"))
    assert reading.questionnaire is None
    (error,) = reading.findings.errors
    assert (error.sheet, error.row, error.cell) == ("survey", 3, "D3")
    assert words in error.words


@pytest.mark.parametrize("said", ["YES", "Yes"])
def test_a_garbled_answer_by_another_spelling_is_mended(said: str) -> None:
    reading = read(
        ("select_one yes_no", "harm", "Hurt?", said), choices=YES_NO, head=(*HEAD, "kazi::garbled")
    )
    assert reading.questionnaire is not None
    assert [one.garbled for one in reading.questionnaire.questions()] == ["yes"]
    assert [one.cell for one in reading.findings.repairs] == ["D2"]


def test_rows_that_wait_for_each_other_are_named_together() -> None:
    reading = read(
        ("text", "a", "A", "${b} = 'x'", ""),
        ("calculate", "b", "", "", "${c} + 1"),
        ("calculate", "c", "", "", "if(${a} = '', 1, 2)"),
        head=(*HEAD, "relevant", "calculation"),
    )
    assert "a → b → c → a (rows 2, 3, 4)" in first_error(reading)


def test_a_group_that_waits_for_its_own_question_is_a_circle() -> None:
    reading = read(
        ("begin group", "g", "G", "${a} = 'x'"), ("text", "a", "A", ""), ("end group", "", "", ""),
        head=(*HEAD, "relevant"),
    )  # fmt: skip
    assert "in a circle" in first_error(reading)


def test_ten_thousand_rows_in_a_chain_are_no_circle_and_no_deep_recursion() -> None:
    rows = [("calculate", f"c{n}", "", f"${{c{n + 1}}}") for n in range(1500)]
    reading = read(*rows, ("integer", "c1500", "How many?", ""), head=(*HEAD, "calculation"))
    assert reading.is_usable


def test_safe_repairs_are_made_and_said() -> None:
    reading = read(
        ("text", "first name", "Your <b>first</b> name?", ""),
        ("text", "age", "Age?", "${first name} != ‘’"),
        ("text", "age", "Age again?", "${AGE} == '3'"),
        ("text", "", "No name?", ""),
        head=(*HEAD, "relevant"),
    )
    asked = reading.questionnaire
    assert asked is not None
    assert [one.name for one in asked.questions()] == ["first_name", "age", "age_2", "row_5"]
    assert [one.relevant for one in asked.questions()] == ["", "${first_name} != ''", "${age} = '3'", ""]
    assert next(asked.questions()).label["und"] == "Your first name?"
    assert {one.row for one in reading.findings.repairs} == {2, 3, 4, 5}


def test_choices_are_mended_and_doubled_ones_told_apart() -> None:
    reading = read(
        ("select_multiple job", "q", "Q"),
        choices=[
            ("list name", "value", "label"),
            ("job", "day labour", "Day labour"),
            ("job", "farm", "Farm"),
            ("job", "farm", "Farm"),
            ("job", "farm", "Fishing"),
            ("job", "", "Shop"),
            ("", "lost", "Lost"),
        ],
    )
    assert reading.questionnaire is not None
    assert [one.name for one in reading.questionnaire.lists["job"]] == [
        "day_labour",
        "farm",
        "farm_2",
        "Shop",
    ]
    assert [one.row for one in reading.findings.warnings] == [7]


def test_or_other_adds_a_choice_and_a_question() -> None:
    asked = poll(("select_one yes_no or_other", "q", "Q"))
    assert [one.name for one in asked.lists["yes_no-other"]] == ["yes", "no", "other"]
    assert asked.question("q_other").relevant == "selected(${q}, 'other')"  # type: ignore[union-attr]


def test_marks_for_results_and_recordings_are_read() -> None:
    head = (*HEAD, "kazi::sensitive", "kazi::breakdown", "media::audio::Swahili (sw)")
    asked = poll(("select_one yes_no", "q", "Q", "yes", "TRUE", "q_sw.mp3"), head=head).question("q")
    assert asked is not None
    assert (asked.sensitive, asked.breakdown, asked.audio) == (True, True, {"sw": "q_sw.mp3"})


def test_the_simplest_constraint_becomes_the_ends_of_a_number() -> None:
    asked = poll(("integer", "age", "Age?", ". >= 15 and . <= 80"), head=(*HEAD, "constraint")).question(
        "age"
    )
    assert asked is not None
    assert (asked.low, asked.high, asked.constraint) == ("15", "80", "")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello", "no spreadsheet"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "cannot be opened"),
        (workbook(other=[("a", "b")]), "no sheet “survey”"),
        (workbook(survey=[]), "no rows"),
        (workbook(survey=[HEAD]), "no rows"),
        (workbook(survey=[("name", "label"), ("a", "A")]), "no column “type”"),
        (workbook(survey=[HEAD, ("note", "n", "")]), "Nothing in this form"),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_one_line(data: bytes, words: str) -> None:
    said = first_error(read_form(data))
    assert words in said
    assert "\n" not in said


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 3_000_000)
    monkeypatch.setattr(book, "MOST_UNPACKED", 2_000_000)
    assert "unpacks to more than" in first_error(read_form(file.getvalue()))


def test_entities_in_a_workbook_are_not_expanded() -> None:
    good, file = workbook(survey=[HEAD, ASK]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + data
            new.writestr(name, data)
    assert "cannot be opened" in first_error(read_form(file.getvalue()))


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_no_bytes_are_a_traceback(rest: bytes, start: bytes) -> None:
    assert read_form(start + rest).questionnaire is None


cells = st.one_of(
    st.sampled_from(
        [
            "text",
            "integer",
            "select_one yes_no",
            "begin group",
            "end group",
            "begin repeat",
            "calculate",
            "note",
        ]
    ),
    st.sampled_from(["a", "b", "${a} = 'x'", "${b} + 1", "selected(${a}, 'yes')", "yes", ""]),
    st.text(max_size=8).filter(lambda text: text.isprintable()),
)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells), min_size=1, max_size=8))
def test_any_cells_are_read_or_named(rows: list[tuple[str, ...]]) -> None:
    """Whatever stands in the cells: a poll that comes back from JSON and from a form, or named errors."""
    reading = read(*rows, choices=YES_NO, head=(*HEAD, "relevant", "calculation"))
    if reading.questionnaire is None:
        assert reading.findings.errors
        return
    assert from_json(json.loads(json.dumps(to_json(reading.questionnaire)))) == reading.questionnaire
    assert editing.fault_of(reading.questionnaire) is None


def _plain(asked: Questionnaire) -> list[tuple[object, ...]]:
    return [
        (
            one.name,
            one.kind,
            one.label,
            one.relevant,
            one.constraint,
            one.low,
            one.high,
            one.sensitive,
            one.options,
        )
        for one in asked.questions()
    ]


@pytest.mark.parametrize("slug", READY)
def test_a_ready_poll_has_all_words_and_comes_back_from_its_form(slug: str) -> None:
    asked = ready_poll(slug)
    for question in asked.questions():
        assert set(question.label) == set(LANGUAGES), question.name
        for option in asked.options_of(question):
            assert set(option.label) == set(LANGUAGES), (question.name, option.name)
    reading = read_form(write_form(asked))
    assert reading.questionnaire is not None
    assert _plain(reading.questionnaire) == _plain(asked)
    assert reading.questionnaire.languages == asked.languages
    assert any(one.sensitive for one in asked.questions())


def test_a_text_that_looks_like_a_formula_is_written_as_text() -> None:
    question = Question("q", Kind.TEXT, label={"und": "=1+1 is what?"})
    again = read_form(write_form(Questionnaire("Sums", ("und",), (question,)))).questionnaire
    assert again is not None
    assert next(again.questions()).label == {"und": "=1+1 is what?"}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real forms is not here")
def test_all_real_forms_come_in_and_nearly_all_of_their_rows_fit_a_keypad() -> None:
    files = sorted(SHARED.glob("*.xls*"))
    readings = {file.name: read_form(file.read_bytes(), file.stem) for file in files}
    assert len(readings) == 13
    assert {name: str(one.findings.errors) for name, one in readings.items() if not one.is_usable} == {}
    askable = sum(one.askable for one in readings.values())
    asked = sum(one.asked for one in readings.values())
    assert (askable, asked) == (824, 774)  # 94 %.
    for name, reading in readings.items():
        assert reading.questionnaire is not None
        again = read_form(write_form(reading.questionnaire))
        assert again.questionnaire is not None, name
        assert len(list(again.questionnaire.questions())) == len(list(reading.questionnaire.questions()))
    assert readings["kobo_good_eats_multilang.xls"].questionnaire.languages == ("en", "fr")  # type: ignore[union-attr]


def test_a_group_may_look_at_what_is_computed_in_itself_and_be_changed_afterwards() -> None:
    asked = poll(
        ("begin group", "inputs", "Inputs", "${source} = 'user'", ""),
        ("calculate", "source", "", "", "'user'"),
        ("text", "name", "Name?", "", ""),
        ("end group", "", "", "", ""),
        head=(*HEAD, "relevant", "calculation"),
    )
    assert editing.fault_of(asked) is None


def test_a_sheet_of_another_name_with_the_right_columns_is_taken() -> None:
    reading = read_form(workbook(Sheet1=[HEAD, ASK], notes=[("a",)]))
    assert reading.is_usable
    assert [one.sheet for one in reading.findings.repairs] == ["Sheet1"]
