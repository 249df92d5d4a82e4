"""What people key, made canonical: texts, numbers and dates.  Each is cleaned alike everywhere."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from kazi.kernel.words import N_
from kazi.kinds.rules.shape import DateOrder

# Control characters, line and paragraph separators, marks that turn the direction of text
# (they can make a reviewer see another text than is stored), lone surrogates, non-characters.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
_INVISIBLE = {0x200B: None, 0xFEFF: None}


class Unclear(ValueError):
    """What was keyed cannot be read so; `text` (with `values`) says what to key instead."""

    def __init__(self, text: str, /, **values: str | int) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values


def clean_text(raw: str, lines: bool = False) -> str:
    """Return `raw` in NFC without outer spaces; raises Unclear for control characters.

    With `lines` false a line break is a control character too.  A second call changes nothing.
    """
    text = raw
    if "\r" in text or "\t" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if FORBIDDEN.search(text):
        raise Unclear(N_("Key it again: it holds a character that cannot be printed."))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    text = text.strip()
    if "\n" in text:
        if not lines:
            raise Unclear(N_("Key it on one line."))
        text = "\n".join(line.rstrip() for line in text.split("\n"))
    return text


def ascii_digits(text: str) -> str:
    """Return `text` with the digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


# ---- numbers ---------------------------------------------------------------------------------

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}(?:\.[0-9]+)?")
_POINT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_SPACE_GROUPS = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_WORD_BEFORE = re.compile(r"([A-Za-z]{1,4})\.?[ ]*(?=[^A-Za-z.])")
_WORD_AFTER = re.compile(r"(?<=[^A-Za-z])[ ]*([A-Za-z]{1,4})\.?$")
_LETTERS_AND_SIGN = re.compile(r"(?:US|AU|CA|NZ|NT|HK|SG|A|C|R|S|Z)\$[ ]*")
_ALIKE = str.maketrans(
    {"\u00a0": " ", "\u2009": " ", "\u202f": " ", "’": "'", "−": "-", "–": "-", "٫": ".", "٬": ","}
)
# How money is marked where our providers and their clients work, beside ISO 4217.
_CURRENCY_WORDS = """
    RM R RS RE RP SH KSH TSH USH FR FRW FCFA CFA DH DHS KR ZL BS GH GHC LE TK
    AED ARS AUD BDT BHD BIF BRL BWP CAD CDF CHF CLP CNY COP CRC CZK DKK DOP DZD EGP ETB EUR GBP
    GHS GMD GTQ HKD HNL HTG HUF IDR ILS INR JMD JOD JPY KES KHR KRW KWD LAK LBP LKR LRD LSL MAD
    MDL MGA MMK MNT MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SCR SDG SEK SGD SLE SOS SSP SZL THB TND TRY TTD TWD TZS UAH
    UGX USD UYU UZS VND XAF XOF YER ZAR ZMW ZWL
"""
CURRENCY_WORDS = frozenset(_CURRENCY_WORDS.split())
_NOT_A_NUMBER = N_("Key a number, such as 1234.50.")


def read_number(raw: str) -> Decimal:
    """Return the number in `raw`; raises Unclear when it is none or could be two.

    Currency marks go, digits of any script are read.  Groups of three may be set off by commas,
    spaces or apostrophes (Indian groups of two as well); a comma before one or two last digits
    is a decimal comma, before three it sets off thousands.  A point alone is always decimal.
    `(5.00)` and `5.00-` are negative, as bookkeepers write.
    """
    if len(raw) > 80:
        raise Unclear(_NOT_A_NUMBER)
    text = ascii_digits(raw.strip()).translate(_ALIKE)
    if _PLAIN.fullmatch(text):
        return _decimal(text)
    signs = 0
    if text.startswith("(") and text.endswith(")"):
        text, signs = text[1:-1].strip(), 1
    text, more = _without_marks(text)
    signs += more
    if signs > 1:
        raise Unclear(_NOT_A_NUMBER)
    number = _decimal(_without_groups(text))
    return -number if signs else number


def _without_marks(text: str) -> tuple[str, int]:
    """Peel currency marks and minus signs off both ends; return the rest and the signs seen."""
    signs = 0
    for tail in ("/=", "/-"):  # East African and Indian "and no cents".
        text = text.removesuffix(tail)
    for _ in range(4):
        before = text
        if text[:1] == "-" or text[-1:] == "-":
            text, signs = (text[1:] if text[0] == "-" else text[:-1]).strip(), signs + 1
        elif text[:1] == "+":
            text = text[1:].lstrip()
        if dollars := _LETTERS_AND_SIGN.match(text):
            text = text[dollars.end() :]
        elif (word := _WORD_BEFORE.match(text)) and word[1].upper() in CURRENCY_WORDS:
            text = text[word.end() :]
        elif (word := _WORD_AFTER.search(text)) and word[1].upper() in CURRENCY_WORDS:
            text = text[: word.start()].rstrip()
        if text and unicodedata.category(text[0]) == "Sc":
            text = text[1:].lstrip()
        if text and unicodedata.category(text[-1]) == "Sc":
            text = text[:-1].rstrip()
        if text == before:
            break
    return text, signs


def _without_groups(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    if _COMMA_GROUPS.fullmatch(text):
        return text.replace(",", "")
    if _POINT_GROUPS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if _SPACE_GROUPS.fullmatch(text):
        return text.replace(" ", "").replace("'", "").replace(",", ".")
    if _DECIMAL_COMMA.fullmatch(text):
        return text.replace(",", ".")
    raise Unclear(_NOT_A_NUMBER)


def _decimal(text: str) -> Decimal:
    whole, _, fraction = text.partition(".")
    if len(whole.lstrip("0")) > 18 or len(fraction) > 8:
        raise Unclear(N_("This number is too long: at most 18 digits, and 8 after the point."))
    return Decimal(text)


def number_text(number: Decimal, decimals: int | None = None) -> str:
    """Return the canonical text: a point, no groups, no plus, no exponent, never "-0".

    With `decimals` exactly so many digits follow the point; raises Unclear when it has more.
    """
    if decimals is None:
        text = f"{number:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text in {"-0", ""} else text
    fixed = round(number, decimals)
    if fixed != number:
        if decimals == 0:
            raise Unclear(N_("Key a whole number, without a point."))
        raise Unclear(N_("Key at most %(count)s digits after the point."), count=decimals)
    return f"{abs(fixed) if fixed == 0 else fixed:.{decimals}f}"


# ---- dates -----------------------------------------------------------------------------------

# English, French, Spanish, Portuguese, Swahili, Malay and Indonesian, without accents.
_MONTH_WORDS = (
    "january jan janvier janv enero ene janeiro januari",
    "february feb fevrier fevr febrero fevereiro fev februari",
    "march mar mars marzo marco machi mac maret",
    "april apr avril avr abril abr aprili",
    "may mai mayo maio mei",
    "june jun juin junio junho juni",
    "july jul juillet juil julio julho julai juli",
    "august aug aout agosto ago agosti ogos ogo agustus agu",
    "september sep sept septembre septiembre setembro set septemba",
    "october oct octobre octubre outubro out oktoba okt oktober",
    "november nov novembre noviembre novembro novemba",
    "december dec decembre diciembre dic dezembro dez desemba des disember dis desember",
)
MONTHS = {word: n for n, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTS = re.compile(r"[0-9]+|[^\W\d_]+")
_BETWEEN = re.compile(r"(?:[0-9]+|[^\W\d_]+|[\s,./-])*")
_SUFFIXES = frozenset({"st", "nd", "rd", "th", "er", "de", "of"})
_ORDER_HELP: dict[DateOrder, str] = {
    "dmy": N_("Key the date as day, month, year, such as 30/05/2018."),
    "mdy": N_("Key the date as month, day, year, such as 05/30/2018."),
    "ymd": N_("Key the date as year, month, day, such as 2018-05-30."),
}


def read_date(
    raw: str,
    order: DateOrder = "dmy",
    *,
    two_digit_years: bool = True,
    earliest: dt.date | None = None,
    latest: dt.date | None = None,
) -> dt.date:
    """Return the date in `raw`; raises Unclear, saying the order that is expected.

    Takes 30/05/2018, 30-5-18, 30.05.2018, 30 MAY 2018, May 30, 2018, 2018-05-30, 30052018 and
    300518.  Four digits first are always a year; else `order` holds and is never turned round.
    A year of two digits is 1969 to 2068 as in POSIX, or a century off when only that lies
    between `earliest` and `latest`.
    """
    if len(raw) > 80:
        raise Unclear(_ORDER_HELP[order])
    text = ascii_digits(raw.strip())
    if _ISO.fullmatch(text):
        return _calendar(int(text[:4]), int(text[5:7]), int(text[8:]), order)
    if not _BETWEEN.fullmatch(text):
        raise Unclear(_ORDER_HELP[order])
    parts = [part for part in _PARTS.findall(text) if _plain(part) not in _SUFFIXES]
    if len(parts) == 1 and parts[0].isdigit():
        parts = _run_together(parts[0], order)
    if len(parts) != 3:
        raise Unclear(_ORDER_HELP[order])
    year, month, day = _year_month_day(parts, order)
    if len(year) == 4:
        return _calendar(int(year), month, day, order)
    if len(year) != 2:
        raise Unclear(_ORDER_HELP[order])
    if not two_digit_years:
        raise Unclear(N_("Key the year with four digits, such as 2018."))
    # As POSIX reads it, unless only the other century lies within the bounds.
    short = int(year)
    likely, other = (2000 + short, 1900 + short) if short <= 68 else (1900 + short, 2000 + short)
    day_likely = _calendar(likely, month, day, order)
    if _within(day_likely, earliest, latest):
        return day_likely
    try:
        day_other = dt.date(other, month, day)
    except ValueError:
        return day_likely
    return day_other if _within(day_other, earliest, latest) else day_likely


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _run_together(digits: str, order: DateOrder) -> list[str]:
    """Split 30052018 or 300518.  Eight digits can never be both day-first and year-first:
    where one reading has its month, the other has the 19 or 20 of the year."""
    if len(digits) == 6:
        return [digits[:2], digits[2:4], digits[4:]]
    if len(digits) != 8:
        return []
    if order == "ymd" or digits[4:6] not in {"19", "20"}:
        return [digits[:4], digits[4:6], digits[6:]]
    return [digits[:2], digits[2:4], digits[4:]]


def _year_month_day(parts: list[str], order: DateOrder) -> tuple[str, int, int]:
    words = [n for n, part in enumerate(parts) if not part.isdigit()]
    if len(words) > 1 or any(part.isdigit() and len(part) > 4 for part in parts):
        raise Unclear(_ORDER_HELP[order])
    if words:
        month = MONTHS.get(_plain(parts[words[0]]))
        if month is None:
            raise Unclear(
                N_("%(word)s is not a month. Key the month as a number."), word=parts[words[0]]
            )
        first, second = (parts[n] for n in range(3) if n != words[0])
        if len(first) == 4 or (order == "ymd" and len(second) < 3):
            first, second = second, first
        return second, month, _day(first, order)
    if len(parts[0]) == 4 or order == "ymd":
        return parts[0], _day(parts[1], order), _day(parts[2], order)
    if order == "mdy":
        return parts[2], _day(parts[0], order), _day(parts[1], order)
    return parts[2], _day(parts[1], order), _day(parts[0], order)


def _day(part: str, order: DateOrder) -> int:
    if len(part) > 2:
        raise Unclear(_ORDER_HELP[order])
    return int(part)


def _within(day: dt.date, earliest: dt.date | None, latest: dt.date | None) -> bool:
    return (earliest is None or day >= earliest) and (latest is None or day <= latest)


def _calendar(year: int, month: int, day: int, order: DateOrder) -> dt.date:
    if year >= 1000:
        try:
            return dt.date(year, month, day)
        except ValueError:
            pass
    raise Unclear(_ORDER_HELP[order])
