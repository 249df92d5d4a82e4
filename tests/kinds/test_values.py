"""What people key, in the forms in which they key it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from kazi.kinds.rules.shape import DateOrder
from kazi.kinds.rules.values import Unclear, clean_text, number_text, read_date, read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("87.45", "87.45"), ("RM39.00", "39"), ("RM 3.90", "3.9"), ("$7.60", "7.6"),
        ("1,234.50", "1234.5"), ("1,234", "1234"), ("1,00,000", "100000"), ("12,50", "12.5"),
        ("1.234,50", "1234.5"), ("1.234.567", "1234567"), ("1 234,5", "1234.5"),
        ("1'234.50", "1234.5"), ("1\u202f234", "1234"), ("KSh. 500/=", "500"), ("500/-", "500"),
        ("5 USD", "5"), ("US$ 5", "5"), ("A$5", "5"), ("5€", "5"), ("-5", "-5"), ("−5", "-5"),
        ("5.00-", "-5"),
        ("(5.00)", "-5"), ("RM-5", "-5"), ("-RM5", "-5"), ("+5", "5"), (".5", "0.5"),
        ("007", "7"), ("٣٫٥", "3.5"), ("१२", "12"), ("-0", "0"), ("1.234", "1.234"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(typed: str, number: str) -> None:
    assert number_text(read_number(typed)) == number


@pytest.mark.parametrize(
    "typed",
    ["", "x", "12a", "abc 12", "1,23,4", "1.2.3", "1,2345", "12 34", "--5", "(-5)", "1e5", "NaN",
     "5 5", "RM", "$", "-", "1" * 19, "0.123456789", "½", "10%", "5.", "1" * 1000],
)  # fmt: skip
def test_what_is_no_number_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(Unclear):
        read_number(typed)


def test_decimals_are_kept_exact_and_never_rounded_away() -> None:
    assert number_text(Decimal(6), 2) == "6.00"
    assert number_text(Decimal("-0.00"), 2) == "0.00"
    with pytest.raises(Unclear):
        number_text(Decimal("6.005"), 2)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12),
                   max_value=10**12))  # fmt: skip
def test_a_canonical_number_is_read_back_unchanged(number: Decimal) -> None:
    text = number_text(number)
    assert read_number(text) == number
    assert number_text(read_number(text)) == text
    grouped = f"RM {number:,.4f}"
    assert read_number(grouped) == number


@pytest.mark.parametrize(
    "typed",
    ["30-05-2018", "30/05/2018", "30.5.2018", "30 05 18", "30/5/18", "30 MAY 2018", "30-May-18",
     "30MAY2018", "May 30, 2018", "30th of May 2018", "2018/05/30", "2018-05-30", "2018-5-30",
     "30052018", "20180530", "300518", "30 mai 2018", "30 Mei 2018", "30 mayo 2018",
     "30 de maio de 2018", "٣٠/٠٥/٢٠١٨", " 30 . 05 . 2018 "],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed: str) -> None:
    assert read_date(typed) == dt.date(2018, 5, 30)


@pytest.mark.parametrize(
    "typed",
    ["", "30/05", "05/30/2018", "31/02/2018", "30/05/218", "2018", "30 Mayhem 2018", "May",
     "30/05/2018 14:22", "30/05/20188", "30//May/", "1/2/3/4", "00/05/2018", "30/05/0018",
     "x" * 99],
)  # fmt: skip
def test_what_is_no_date_in_this_order_is_refused_saying_the_order(typed: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_date(typed)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("typed", "order", "day"),
    [
        ("05/04/2018", "dmy", dt.date(2018, 4, 5)),
        ("05/04/2018", "mdy", dt.date(2018, 5, 4)),
        ("18-04-05", "ymd", dt.date(2018, 4, 5)),
        ("18 Apr 05", "ymd", dt.date(2018, 4, 5)),
        ("05042018", "mdy", dt.date(2018, 5, 4)),
        ("2018-04-05", "mdy", dt.date(2018, 4, 5)),
    ],
)
def test_the_order_decides_what_could_be_two_days(
    typed: str, order: DateOrder, day: dt.date
) -> None:
    assert read_date(typed, order) == day


def test_a_short_year_is_near_unless_the_bounds_say_another_century() -> None:
    assert read_date("1/1/45").year == 2045
    assert read_date("1/1/70").year == 1970
    assert read_date("1/1/45", latest=dt.date(2026, 1, 1)).year == 1945
    with pytest.raises(Unclear):
        read_date("1/1/45", two_digit_years=False)


@given(
    st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"])
)
def test_a_day_written_in_any_form_is_the_same_day(day: dt.date, order: DateOrder) -> None:
    forms = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y/%m/%d"}
    assert read_date(day.strftime(forms[order]), order) == day
    assert read_date(day.strftime(forms[order]).replace("/", ""), order) == day
    assert read_date(day.strftime("%Y%m%d"), order) == day
    assert read_date(day.strftime("%d %B %Y"), order) == day
    assert read_date(day.isoformat(), order) == day


@pytest.mark.parametrize("locale", ["en", "fr", "es", "pt", "sw", "ms", "id"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_months_are_known_in_the_languages_of_our_workers(locale: str, width: str) -> None:
    for number, name in get_month_names(width, locale=locale).items():  # type: ignore[arg-type]
        assert read_date(f"12 {name} 2018") == dt.date(2018, number, 12), name


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\ud800"])
def test_characters_that_cannot_be_printed_are_refused(char: str) -> None:
    with pytest.raises(Unclear):
        clean_text(f"a{char}b")
    with pytest.raises(Unclear):
        clean_text(f"a{char}b", lines=True)


def test_a_text_loses_only_what_cannot_be_seen() -> None:
    assert clean_text("  Cafe\u0301\t& Bar\u200b ") == "Café & Bar"
    assert clean_text("one \r\ntwo\n", lines=True) == "one\ntwo"
    with pytest.raises(Unclear):
        clean_text("one\ntwo")


@given(st.text(), st.booleans())
def test_cleaning_a_text_twice_is_once(text: str, lines: bool) -> None:
    try:
        once = clean_text(text, lines)
    except Unclear:
        return
    assert clean_text(once, lines) == once
    once.encode()
