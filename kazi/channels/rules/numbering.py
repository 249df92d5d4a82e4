"""Numbers as people write them, as E.164; and where a number is at home."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from kazi.kernel.words import N_

UNKNOWN: Final = "Etc/Unknown"
_DIGITS_OF: Final = {
    ord(sign): str(value)
    for zero in "٠۰०০០၀๐"  # Arabic, Persian, Devanagari, Bengali, Khmer, Burmese, Thai.
    for value, sign in enumerate(chr(ord(zero) + step) for step in range(10))
}
_MARKS: Final = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\ufeff\u200b")
)


class NoNumber(ValueError):
    """What was written is no telephone number that can be called; the message is for people, by N_."""


def e164(written: str, country: str) -> str:
    """Return a written number as E.164 with plus.

    `country`, two letters, says where a number without its country's code is at home.  Read are:
    +254 711 000 001, 00254711000001, 0711-000-001, 254711000001, 711000001, with digits of any script;
    also what spreadsheets make of one: '0711000001, 2.54711E+11 only when no digit is lost.
    Raises NoNumber.
    """
    import phonenumbers  # noqa: PLC0415 -- 15 MB that a server which imports nothing does not owe.

    text = _plain(written)
    if not any(sign.isdigit() for sign in text):
        raise NoNumber(N_("There is no number here."))
    for candidate in _readings(text, country):
        try:
            number = phonenumbers.parse(candidate, country or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not country and not text.startswith("+"):
        raise NoNumber(N_("Without its country the number cannot be read: choose one, or begin it with +."))
    raise NoNumber(N_("No telephone number of this country is like this."))


@lru_cache(maxsize=300)
def zone_of_country(country: str) -> str:
    """Return the time zone of a country's usual numbers, "" where it is not known."""
    import phonenumbers  # noqa: PLC0415

    example = phonenumbers.example_number(country) if country else None
    return "" if example is None else _zone(phonenumbers.format_number(example, 0))


def zone_of_number(number: str) -> str:
    """Return the time zone of an E.164 number, "" for anything else or where it is not known."""
    return _zone(number) if number.startswith("+") and number[1:].isdigit() else ""


def country_of(number: str) -> str:
    """Return the two letters of the country of an E.164 number, "" where it is not known."""
    import phonenumbers  # noqa: PLC0415

    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""


def _zone(number: str) -> str:
    from phonenumbers import NumberParseException, parse, timezone  # noqa: PLC0415

    try:
        found = timezone.time_zones_for_number(parse(number))
    except NumberParseException:
        return ""
    return "" if not found or found[0] == UNKNOWN else str(found[0])


def _plain(written: str) -> str:
    text = written.translate(_MARKS).translate(_DIGITS_OF).strip().strip("'\"`").strip()
    text = text.removeprefix("tel:").removeprefix("whatsapp:").strip()
    if text.endswith(".0") and text[:-2].isdigit():  # A number that a spreadsheet kept as a number.
        text = text[:-2]
    if "E+" in text.upper():
        mantissa, _, power = text.upper().partition("E+")
        whole = mantissa.replace(".", "").replace(",", "")
        decimals = len(mantissa.partition(".")[2])
        # Digits that the spreadsheet has rounded away cannot be guessed.
        if not (whole.isdigit() and power.isdigit() and decimals == int(power)):
            raise NoNumber(N_("A spreadsheet has rounded this number: format the column as text."))
        text = whole
    return text


def _readings(text: str, country: str) -> list[str]:
    if text.startswith("+"):
        return [text]
    if text.startswith("00"):
        return [f"+{text[2:]}", text]
    # With the country's code but without plus, or as dialled at home.
    return [text, f"+{text}"] if country else [f"+{text}"]
