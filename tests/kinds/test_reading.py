"""A source is a task type, or all that is wrong with it is said at once, with line and path."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.kernel.words import Fault
from kazi.kinds.rules import TaskTypeInvalid, read_task_type
from tests.kinds.sources import EVERYTHING, everything, with_answers


def faults_of(source: str) -> list[tuple[int, str, str]]:
    with pytest.raises(TaskTypeInvalid) as caught:
        read_task_type(source)
    return [(f.line, f.field, f.text % f.values) for f in caught.value.faults]


def test_a_type_holds_what_its_source_says() -> None:
    it = everything()
    assert (it.name, it.kind, it.layout, it.version) == ("everything", "entry", "beside", None)
    assert [field.type for field in it.answers[:3]] == ["choice", "choices", "text"]
    assert [column.name for column in it.answers[-1].columns] == ["name", "age", "sex", "born"]
    assert it == read_task_type(EVERYTHING)
    assert it != read_task_type(EVERYTHING + "# changed\n")
    assert len({it, read_task_type(EVERYTHING)}) == 1


def test_all_faults_are_told_at_once_each_with_its_line_and_path() -> None:
    source = """\
name: Bad Name
titel: Key it
expected_seconds: soon
inputs:
  - {name: image, type: picture, label: Image}
answers:
  - name: kind
    type: choice
    label: Kind
    options:
      - value: a
      - value: a
  - name: kind
    type: number
    label: Amount
    decimals: 2
    pattern: x
instructions: Do it.
"""
    found = faults_of(source)
    assert [(line, path) for line, path, _ in found] == [
        (1, "name"),
        (1, "title"),
        (2, "titel"),
        (3, "expected_seconds"),
        (5, "inputs[0].type"),
        (12, "answers[0].options[1].value"),
        (13, "answers[1].name"),
        (17, "answers[1].pattern"),
    ]
    texts = {path: text for _, path, text in found}
    assert "Did you mean `title`?" in texts["titel"]
    assert texts["inputs[0].type"].endswith("Use one of: text, image, page.")
    assert all(text.endswith((".", "?")) for text in texts.values())


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("", 0, "empty"),
        ("name: [a\n", 2, "not sound YAML"),
        ("a: &x [1]\nb: *x\n", 1, "anchors"),
        ("name: a\nname: b\n", 2, "stands here twice"),
        ("- a\n- b\n", 1, "keys and values"),
        ("name: a\n---\nname: b\n", 2, "not sound YAML"),
        ("title: a\x07b\n", 1, "cannot be printed"),
        ("name: " + "x" * 100_001, 0, "larger than 100 kB"),
        ("name: " + "[" * 50_000, 1, "nested too deeply"),
        ("? [a, b]\n: c\n", 1, "not known"),
        ("name: !!python/object:os.system x\n", 0, ""),
    ],
)
def test_what_is_no_sound_yaml_is_refused_with_its_line(
    source: str, line: int, words: str
) -> None:
    found = faults_of(source)
    assert any(words in text and (not line or at == line) for at, _, text in found), found


def test_a_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for n in range(25):
        above, here = chr(97 + n), chr(98 + n)
        bomb += f"{here}: &{here} [{','.join([f'*{above}'] * 9)}]\n"
    began = time.perf_counter()
    assert "anchors" in faults_of(bomb)[0][2]
    faults_of("x: " + "{" * 90_000)
    assert time.perf_counter() - began < 2


def test_texts_are_taken_as_written_so_no_is_not_false() -> None:
    it = read_task_type(
        with_answers("  - {name: it, type: choice, label: On, options: [no, yes, 2018, 1.0]}")
    )
    assert [option.value for option in it.answers[0].options] == ["no", "yes", "2018", "1.0"]
    assert it.answers[0].label == "On"


@pytest.mark.parametrize(
    ("answer", "path", "words"),
    [
        ("type: text, compare: {case: ignor}", "compare.case", "Use one of: ignore, keep."),
        ("type: text, compare: {tolerance: 1}", "compare.tolerance", "only for numbers"),
        ("type: text, pattern: '(a+)+b'", "pattern", "cannot be used"),
        ("type: text, pattern: '.*.*.*.*x'", "pattern", "cannot be used"),
        ("type: text, pattern: '(?=a)b'", "pattern", "cannot be used"),
        ("type: text, pattern: '(a)\\1'", "pattern", "cannot be used"),
        ("type: text, pattern: '[z-a]'", "pattern", "cannot be used"),
        ("type: text, pattern: 'a+', max_length: 500", "pattern", "at most 100"),
        ("type: text, max_length: 0", "max_length", "from 1 to 10000"),
        ("type: number, min: 3, max: 2", "min", "more than `max`"),
        ("type: number, min: low", "min", "Write a number"),
        ("type: date, min: 2018-02-30", "min", "year-month-day"),
        ("type: choice", "options", "missing"),
        ("type: choice, options: [a]", "options", "has 1 items"),
        ("type: choice, options: {a: b}", "options", "is a list"),
        ("type: choices, options: [a, b], min: 3", "min", "more than there are options"),
        ("type: choice, options: [{value: a, key: F1}, b]", "options[0].key", "at most 1"),
        ("type: table", "columns", "missing"),
        ("type: table, columns: [{name: a, type: choices, label: A}]", "columns[0].type", "Use"),
        ("type: table, min_rows: 9, max_rows: 2, columns: []", "min_rows", "more than"),
        ("type: text, required: maybe", "required", "true or false"),
        ("type: text, help: [a]", "help", "one value"),
    ],
)
def test_a_fault_of_an_answer_points_at_its_key(answer: str, path: str, words: str) -> None:
    found = faults_of(with_answers(f"  - {{name: it, label: It, {answer}}}"))
    assert any(where == f"answers[0].{path}" and words in text for _, where, text in found), found
    assert {line for line, *_ in found} == {6}


@pytest.mark.parametrize("name", ["text", "key", "9a", "Name", "a-b"])
def test_a_name_that_would_clash_or_is_no_column_is_refused(name: str) -> None:
    found = faults_of(with_answers(f"  - {{name: {name}, type: text, label: It}}"))
    assert [path for _, path, _ in found] == ["answers[0].name"]


def test_an_example_that_the_checks_would_refuse_is_a_fault_of_its_line() -> None:
    source = with_answers(
        "  - {name: it, type: number, label: It, decimals: 2}",
        "examples:\n  - shows: A price\n    answer:\n      it: about ten\n",
    )
    assert [(line, path) for line, path, _ in faults_of(source)] == [(10, "examples[0].answer.it")]
    sound = read_task_type(source.replace("about ten", "RM 10"))
    assert sound.examples[0].answer == {"it": "10.00"}


def test_the_only_choice_of_a_page_gets_the_keys_1_to_9() -> None:
    line = "  - {name: it, type: choice, label: It, options: [a, b]}"
    assert [o.key for o in read_task_type(with_answers(line)).answers[0].options] == ["1", "2"]
    two = f"{line}\n{line.replace('it,', 'other,')}"
    answers = read_task_type(with_answers(two)).answers
    assert {option.key for field in answers for option in field.options} == {""}


@given(st.text(max_size=60), st.integers(0, len(EVERYTHING)))
def test_any_source_is_read_or_refused_never_a_crash(noise: str, place: int) -> None:
    for source in (noise, EVERYTHING[:place] + noise + EVERYTHING[place:], EVERYTHING[place:]):
        faults = [Fault("none")]
        try:
            read_task_type(source)
        except TaskTypeInvalid as invalid:
            faults = invalid.faults
        assert faults
        assert all(str(fault) for fault in faults)


def test_rules_of_kinds_know_nothing_of_django() -> None:
    folder = Path(__file__).parents[2] / "kazi" / "kinds" / "rules"
    texts = [path.read_text() for path in folder.glob("*.py")]
    assert texts
    assert not [text for text in texts if "import django" in text or "from django" in text]
