"""Two keyings: what counts as the same, what differs, and which form is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kazi.kinds.rules import (
    AnswerField,
    check_answer,
    differences,
    merge_agreed,
    more_complete,
    normal,
    ready_types,
    same,
)
from tests.kinds.sources import one_field

UNREADABLE = {"unreadable": True}
RECEIPT = ready_types()["receipt-entry"]
FORM = ready_types()["form-entry"]
LOOSE = "type: text, compare: {spaces: ignore, case: ignore, punctuation: ignore}"
RULES = [
    LOOSE,
    "type: text",
    "type: text, compare: {spaces: keep}",
    "type: text, compare: {spaces: keep, punctuation: ignore}",
    "type: text, compare: {spaces: keep, case: ignore}",
    "type: text, compare: {form: number, tolerance: 0.05}",
    "type: text, compare: {form: date}",
    "type: text, compare: {form: digits}",
]
FIELDS = [one_field(line)[1] for line in RULES]
spiky = st.text(
    st.sampled_from("aAbßİſſfiéé\u0301\u0345\u03a3\u00b4’'.,-/ 12٣ﬁ½&")
    | st.characters(codec="utf-8"),
    max_size=12,
)  # fmt: skip


def loose() -> AnswerField:
    return FIELDS[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NO.12, JALAN SS4C/5,PETALING JAYA", "No 12 Jalan SS4C/5, Petaling Jaya."),
        ("LOT NO. : G1 . 116A,GROUND FLOOR , SUNWAY", "LOT NO: G1.116A, GROUND FLOOR, SUNWAY"),
        ("NO.9, JALAN 16/11,,46350,PETALING JAYA", "NO.9, JALAN 16/11, 46350, PETALING JAYA"),
        ("MR. D.I.Y. SDN BHD", "MR DIY SDN BHD"),
        ("D'SARA AVENUE", "D’SARA AVENUE"),
        ("OGN GROUP SDN BHD", "OGN GROUP SDN. BHD."),
        ("Straße", "STRASSE"),
        ("SS21-60", "SS21/60"),
    ],
)
def test_addresses_that_differ_in_dress_only_are_the_same(one: str, other: str) -> None:
    assert same(loose(), one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("JALAN PJU 9/1", "JALAN PJU 91"),
        ("NO 12 3", "NO 123"),
        ("4.80", "480"),
        ("B & BEST", "B BEST"),
        ("SUNFISH", "SUNFISHS"),
        ("JALAN 1", "JALAN 7"),
        ("Café", "Cafe"),
    ],
)
def test_a_difference_of_meaning_stays_a_difference(one: str, other: str) -> None:
    assert not same(loose(), one, other)


def test_each_rule_ignores_only_what_it_names() -> None:
    strict = one_field("type: text, compare: {spaces: keep}")[1]
    spaces = one_field("type: text")[1]
    case = one_field("type: text, compare: {spaces: keep, case: ignore}")[1]
    marks = one_field("type: text, compare: {spaces: keep, punctuation: ignore}")[1]
    pairs = {"spaces": ("a b", "ab"), "case": ("Ab", "ab"), "marks": ("a, b.", "a b")}
    found = {
        name: [key for key, pair in pairs.items() if same(field, *pair)]
        for name, field in
        {"strict": strict, "spaces": spaces, "case": case, "marks": marks}.items()
    }  # fmt: skip
    assert found == {"strict": [], "spaces": ["spaces"], "case": ["case"], "marks": ["marks"]}


def test_a_space_between_two_digits_is_never_ignored() -> None:
    spaces = one_field("type: text")[1]
    assert not same(spaces, "NO 12 3", "NO 123")
    assert same(spaces, "NO 12  3", "NO12 3")


def test_a_text_may_be_compared_as_a_number_a_date_or_digits() -> None:
    number = one_field("type: text, compare: {form: number, tolerance: 0.05}")[1]
    assert same(number, "RM39.00", "39")
    assert same(number, "39.00", "39.05")
    assert not same(number, "39.00", "39.06")
    assert not same(number, "about 39", "39")
    date = one_field("type: text, compare: {form: date}")[1]
    assert same(date, "22 MAR 2018", "22/03/18")
    assert not same(date, "22 MAR 2018", "22/04/18")
    digits = one_field("type: text, compare: {form: digits}")[1]
    assert same(digits, "0712 345-678", "0712345678")
    assert not same(digits, "0712345678", "0712345679")
    assert not same(digits, "none", "not there")


def test_nothing_and_unreadable_agree_only_with_themselves() -> None:
    field = loose()
    assert same(field, None, None)
    assert same(field, UNREADABLE, dict(UNREADABLE))
    assert not same(field, None, UNREADABLE)
    assert not same(field, "a", UNREADABLE)
    assert not same(field, None, "...")


@given(st.sampled_from(FIELDS), spiky)
def test_normalising_twice_is_once(field: AnswerField, text: str) -> None:
    once = normal(text, field)
    assert normal(once, field) == once


@given(st.sampled_from(FIELDS), spiky, spiky)
def test_comparing_does_not_depend_on_who_was_first(field: AnswerField, one: str, other: str) -> None:
    assert same(field, one, one)
    assert same(field, one, other) == same(field, other, one)
    assert more_complete(field, one, other) == more_complete(field, other, one)
    assert more_complete(field, one, other) in {one, other}


@given(spiky, st.sampled_from([" ", ", ", ".", " - "]), st.integers(0, 12))
def test_a_mark_put_between_letters_changes_nothing(text: str, mark: str, place: int) -> None:
    letters = "".join(c for c in text if c.isascii() and c.isalpha())
    place = min(place, len(letters))
    assert same(loose(), letters, letters[:place] + mark + letters[place:])


def keyed(**values: Any) -> dict[str, Any]:
    base = {"company": "SUNFISH", "date": "05/01/2018", "address": "22 LRG 4, B.CAVES",
            "total": "28.70"}  # fmt: skip
    cleaned, faults = check_answer(RECEIPT, {**base, **values})
    assert not faults
    return cleaned


def test_two_keyings_of_a_receipt_that_differ_in_dress_agree_in_all() -> None:
    one = keyed()
    other = keyed(company="Sunfish", date="5 JAN 2018", address="22 LRG 4 B CAVES.", total="RM28.7")
    assert differences(RECEIPT, one, other) == {}
    merged = merge_agreed(RECEIPT, one, other)
    assert merged == {
        "company": "Sunfish",
        "date": "2018-01-05",
        "address": "22 LRG 4, B.CAVES",
        "total": "28.70",
    }
    assert check_answer(RECEIPT, merged) == (merged, [])


def test_what_differs_goes_to_a_third_person_and_what_agrees_is_settled() -> None:
    one, other = keyed(), keyed(total="26.70", date=UNREADABLE, address="")
    assert differences(RECEIPT, one, other) == {
        "date": ("2018-01-05", UNREADABLE),
        "address": ("22 LRG 4, B.CAVES", None),
        "total": ("28.70", "26.70"),
    }
    assert merge_agreed(RECEIPT, one, other) == {"company": "SUNFISH"}


def household(*members: dict[str, Any]) -> dict[str, Any]:
    cleaned, faults = check_answer(FORM, {"name": "Amina", "village": "Kiambiu", "members": list(members)})
    assert not faults
    return cleaned


def test_tables_are_compared_cell_by_cell() -> None:
    one = household({"name": "Joseph", "age": "41"}, {"name": "GRACE", "age": "0"})
    other = household({"name": "joseph.", "age": "47"}, {"name": "Grace", "relation": "child"})
    assert differences(FORM, one, other) == {
        "members[0].age": ("41", "47"),
        "members[1].relation": (None, "child"),
        "members[1].age": ("0", None),
    }
    merged = merge_agreed(FORM, one, other)
    assert merged["members"] == [{"name": "joseph."}, {"name": "Grace"}]
    assert same(FORM.answers[-1], one["members"], one["members"])
    assert not same(FORM.answers[-1], one["members"], other["members"])


def test_tables_of_unequal_length_differ_as_a_whole() -> None:
    one, other = household({"name": "A"}, {"name": "B"}), household({"name": "B"})
    assert differences(FORM, one, other) == {"members": (one["members"], other["members"])}
    assert "members" not in merge_agreed(FORM, one, other)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("NO 12 JALAN", "NO.12, JALAN", "NO.12, JALAN"),
        ("SUNFISH", "Sunfish", "Sunfish"),
        ("sunfish", "SUNFISH", "SUNFISH"),
        ("ab", "a b", "a b"),
        ("A,B", "A.B", "A.B"),
    ],
)
def test_the_more_complete_form_is_kept(one: str, other: str, kept: str) -> None:
    assert more_complete(loose(), one, other) == kept
    assert more_complete(loose(), other, one) == kept


@given(st.permutations(["a", "b"]), st.booleans())
def test_an_agreed_answer_and_the_differences_make_up_the_whole(words: list[str], agree: bool) -> None:
    one, other = keyed(company=words[0]), keyed(company=words[0] if agree else words[1])
    merged, differing = merge_agreed(RECEIPT, one, other), differences(RECEIPT, one, other)
    assert set(merged) | set(differing) == set(one)
    assert not set(merged) & set(differing)
    assert merge_agreed(RECEIPT, other, one) == merged
