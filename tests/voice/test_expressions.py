"""Expressions: XPath's rules of conversion, OpenRosa's functions, and nothing that never ends."""

from __future__ import annotations

import math
import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.voice.rules.expressions import values
from kazi.voice.rules.expressions.computing import compute, holds, text
from kazi.voice.rules.expressions.parsing import parse, repaired
from kazi.voice.rules.expressions.patterns import Pattern
from kazi.voice.rules.expressions.scope import Scope
from kazi.voice.rules.expressions.tree import MOST_CHARACTERS, Unreadable, Unsupported, references

ANSWERS = {
    "age": ("31",), "empty": ("",), "born": ("1995-03-05",), "pets": ("dog cat",), "child": ("3", "7", "5"),
    "name": ("Asha",),
}  # fmt: skip
SCOPE = Scope(
    today=date(2026, 11, 30),
    values=lambda name: ANSWERS.get(name, ("",)),
    own="42",
    position=2,
    columns={"region": "east"},
    label=lambda _question, option: {"dog": "Mbwa", "cat": "Paka"}.get(option, option),
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - 4", 3.0),
        ("-(2 + 3) * 2", -10.0),
        ("7 mod 3", 1.0),
        ("-7 mod 3", -1.0),
        ("1 div 0", math.inf),
        ("10 - 2 - 3", 5.0),
        ("${age} >= 18 and ${age} < 65", True),
        ("${empty} > 18", False),
        ("${empty} = ''", True),
        ("not(${empty} = '')", False),
        ("selected(${pets}, 'cat')", True),
        ("selected(${pets}, 'ca')", False),
        ("count-selected(${pets})", 2.0),
        ("if(. > 40, 'old', 'young')", "old"),
        ("string-length(${name})", 4.0),
        ("concat(${name}, ' ', 1 div 4, ' ', 3)", "Asha 0.25 3"),
        ("coalesce(${empty}, ${name})", "Asha"),
        ("int(2.9) + int(-2.9)", 0.0),
        ("round(2.5) + round(-2.5)", 1.0),
        ("round(2.345, 2)", 2.35),
        ("number('x') = number('x')", False),
        ("substr('Nairobi', 0, 3)", "Nai"),
        ("substring('Nairobi', 2, 3)", "air"),
        ("contains('abc', 'b') and starts-with('abc', 'a')", True),
        ("sum(${child}) + max(${child}) + min(${child})", 25.0),
        ("count(${child})", 3.0),
        ("${child} = 7", True),
        ("${child} != 7", True),
        ("position(..)", 2.0),
        ("indexed-repeat(${child}, ${kids}, 2)", "7"),
        ("int((today() - ${born}) div 365.25)", 31.0),
        ("date('2026-01-31') < today()", True),
        ("format-date(${born}, '%d/%m/%Y %n %e')", "05/03/1995 3 5"),
        ("jr:choice-name(${pets}, '${pets}')", "Mbwa, Paka"),
        ("regex(., '^[0-9]{2}$')", True),
        ("once('new')", "42"),
        ("true() and not(false())", True),
        ("../age = 31", True),
        ("/data/group/age = 31", True),
        ("region = 'east'", True),
        ("'a' = \"a\"", True),
        ("true() = 'x'", True),
        ("boolean('')", False),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
    ],
)
def test_an_expression_comes_to_what_xpath_says(expression: str, expected: object) -> None:
    found = compute(parse(expression), SCOPE)
    assert found == expected
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "1 +",
        "(1",
        "selected(${a}",
        "${}",
        "'open",
        "1 2",
        "if(1)",
        "a b",
        "regex(., '(')",
        "${a} = = 1",
        "§",
    ],
)
def test_what_is_no_expression_is_said_in_one_line(expression: str) -> None:
    with pytest.raises(Unreadable) as error:
        parse(expression)
    assert "\n" not in str(error.value)
    assert not isinstance(error.value, Unsupported)


@pytest.mark.parametrize(
    "expression",
    [
        "pulldata('a', 'b', 'c', ${d})",
        "instance('x')/root/item[name = ${a}]/label",
        "${last-saved#age}",
        "count(/data/*)",
        "regex(., '(?=a)')",
        "random()",
    ],
)
def test_what_needs_another_file_or_a_screen_is_told_apart_from_a_mistake(expression: str) -> None:
    with pytest.raises(Unsupported):
        parse(expression)


def test_curly_quotes_and_signs_of_other_languages_are_put_right_outside_of_texts() -> None:
    assert repaired("${a} == ‘yes’ && ${b} ≠ “a==b”") == "${a} = 'yes'  and  ${b} != \"a==b\""


def test_the_questions_that_an_expression_looks_at_are_known() -> None:
    assert references(parse("if(${a} = 1, ${b}, ../c) + .")) == {"a", "b", "c"}


@given(st.text(max_size=80))
def test_any_text_is_an_expression_or_said_not_to_be_one(expression: str) -> None:
    try:
        node = parse(expression)
    except Unreadable:
        return
    compute(node, SCOPE)


operators = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or"])
atoms = st.sampled_from(["${age}", "${empty}", "${child}", "'x'", "''", "1.5", ".", "true()", "today()"])
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, operators, inner).map(lambda three: f"({three[0]} {three[1]} {three[2]})"),
        inner.map(lambda one: f"not({one})"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(inner, inner, inner).map(lambda three: f"if({three[0]}, {three[1]}, {three[2]})"),
        st.tuples(inner, inner).map(lambda two: f"concat({two[0]}, {two[1]})"),
    ),
    max_leaves=12,
)


@given(expressions)
def test_a_right_expression_never_fails_and_converts_the_same_way_each_time(expression: str) -> None:
    found = compute(parse(expression), SCOPE)
    assert text(expression, SCOPE) == values.text_of(found)
    assert holds(f"not({expression})", SCOPE) is not values.truth_of(found)
    again = compute(parse(f"string({expression})"), SCOPE)
    assert again == values.text_of(found)


@given(st.integers(-(10**15), 10**15))
def test_a_whole_number_is_written_without_a_point_and_read_back(number: int) -> None:
    assert values.text_of(float(number)) == str(number)
    assert values.number_of(str(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_a_number_as_text_is_nearly_the_same_number(number: float) -> None:
    assert math.isclose(values.number_of(values.text_of(number)), number, rel_tol=1e-12, abs_tol=1e-6)


@given(st.dates())
def test_a_date_and_its_days_since_1970_are_one_another(day: date) -> None:
    assert values.date_of(values.number_of(day.isoformat())) == day.isoformat()


@given(st.floats(), st.floats())
def test_of_two_numbers_at_most_one_comparison_holds(left: float, right: float) -> None:
    found = [values.compare(sign, left, right) for sign in ("<", "=", ">")]
    assert sum(found) == (0 if math.isnan(left) or math.isnan(right) else 1)


def test_brackets_in_brackets_and_endless_chains_are_bounded() -> None:
    with pytest.raises(Unreadable):
        parse("(" * 3000 + "1" + ")" * 3000)
    with pytest.raises(Unreadable):
        parse("1" + " + 1" * MOST_CHARACTERS)
    assert compute(parse("1" + " + 1" * 1500), SCOPE) == 1501.0
    assert compute(parse(" or ".join(["${empty} = 'a'"] * 300)), SCOPE) is False


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(a|aa)+b", "(.*)*b", "a?" * 60 + "a{60}b", "(a*)*(a*)*b"]
)
def test_no_pattern_takes_longer_than_its_text(pattern: str) -> None:
    began = time.process_time()
    assert not Pattern(pattern).matches("a" * 1000)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("pattern", "fits", "fails"),
    [
        (r"[0-9]{3}-\d+", "123-4", "12-4"),
        (r"^(yes|no)$", "no", "noo"),
        (r"[^a-c]+", "xyz", "xaz"),
        (r"a{2,3}", "aaa", "aaaa"),
        (r"(ab)*c?", "ababc", "aba"),
        (r"\+254[71]\d{8}", "+254711000001", "0711000001"),
        (r"[A-Za-z\s.'-]+", "Anne-Marie O'N.", "Anne1"),
        (r".{0,2}", "", "abc"),
    ],
)
def test_a_pattern_fits_the_whole_text(pattern: str, fits: str, fails: str) -> None:
    assert Pattern(pattern).matches(fits)
    assert not Pattern(pattern).matches(fails)


@given(
    st.text("ab", max_size=12),
    st.sampled_from(["(ab)*", "a*b+", "(a|b){2,4}", "a?b?a?", "(aa|b)+", "[ab]*a"]),
)
def test_our_patterns_agree_with_those_of_python(said: str, pattern: str) -> None:

    assert Pattern(pattern).matches(said) == (re.fullmatch(pattern, said) is not None)
