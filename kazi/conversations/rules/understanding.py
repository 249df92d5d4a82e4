"""From what was typed, keyed or pressed to the value that is stored, the same on every channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import blake2s

from kazi.channels.rules.wire import Medium
from kazi.conversations.rules import numerals
from kazi.conversations.rules.commands import plain
from kazi.conversations.rules.scripts import Ask, Kind, Option, Value, pick

KEYS_ON_A_PAGE = 8  # A call reads so many options, then "for more press 9".
ROWS_OF_A_LIST = 9  # WhatsApp shows ten rows; the tenth says "more".
PRESSED = (Medium.WHATSAPP, Medium.TELEGRAM, Medium.WEB)
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a question has got: the page of its menu that was shown, what is chosen of several."""

    page: int = 0
    at: int = 0  # The option that a call asks yes or no about.
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    value: Value


class Sign(Enum):
    """Something other than an answer."""

    MORE = "more"
    SKIP = "skip"
    BACK = "back"
    STALE = "stale"  # A button of an earlier question.


Heed = Understood | Spot | Sign | None  # Spot: go on with this question from there; None: not understood.


def mark(question: str) -> str:
    """Return the short name of a question that its buttons carry: an old button answers no new one."""
    return blake2s(question.encode(), digest_size=3).hexdigest()


def understand(ask: Ask, text: str, medium: Medium, spot: Spot, language: str) -> Heed:
    """Return the value that was meant, or what else was; None when it fits nothing."""
    said = text.strip()
    if pressed := re.fullmatch(r"([0-9a-f]{6}):(\w+)", said):
        return _pressed(ask, pressed[1], pressed[2], spot)
    if medium is Medium.VOICE:
        return _keyed(ask, said, spot)
    if ask.kind is Kind.ONE:
        return _one(ask, said, language)
    if ask.kind is Kind.SEVERAL:
        return _several(ask, said, language)
    return _free(ask, said)


def _pressed(ask: Ask, whose: str, key: str, spot: Spot) -> Heed:  # noqa: PLR0911
    if whose != mark(ask.id):
        return Sign.STALE
    if key in {"more", "skip", "back"}:
        return Sign(key)
    if ask.kind is Kind.SEVERAL and key == "end":
        return Understood(in_order(ask.options, spot.chosen))
    if ask.kind is Kind.ACKNOWLEDGE:
        return Understood("ok")
    if not key.isdecimal() or not 1 <= int(key) <= len(ask.options):
        return None
    code = ask.options[int(key) - 1].code
    if ask.kind is Kind.SEVERAL:
        chosen = (*(one for one in spot.chosen if one != code), code)
        if len(chosen) == len(ask.options):
            return Understood(in_order(ask.options, chosen))
        return Spot(0, 0, chosen)
    return Understood(code)


def _keyed(ask: Ask, said: str, spot: Spot) -> Heed:
    """Understand the keys of a telephone."""
    if said in {"*", "**"}:
        is_menu = ask.kind in {Kind.ONE, Kind.SEVERAL, Kind.ACKNOWLEDGE}
        return Sign.BACK if is_menu or said == "**" else Sign.SKIP
    if ask.kind in {Kind.ONE, Kind.SEVERAL} and said == "0":
        return Sign.SKIP
    if ask.kind is Kind.ONE:
        return _key_of_a_menu(ask, said, spot)
    if ask.kind is Kind.SEVERAL:
        return _yes_or_no(ask, said, spot)
    if ask.kind is Kind.ACKNOWLEDGE and said == "0":
        return Sign.SKIP if ask.optional else Understood("ok")
    return _free(ask, said)


def _key_of_a_menu(ask: Ask, said: str, spot: Spot) -> Heed:
    is_paged = len(ask.options) > ROWS_OF_A_LIST
    if is_paged and said == "9":
        return Sign.MORE
    pages = -(-len(ask.options) // KEYS_ON_A_PAGE)
    start = spot.page % pages * KEYS_ON_A_PAGE if is_paged else 0
    shown = ask.options[start : start + (KEYS_ON_A_PAGE if is_paged else ROWS_OF_A_LIST)]
    return Understood(shown[int(said) - 1].code) if _is_among(said, shown) else None


def _yes_or_no(ask: Ask, said: str, spot: Spot) -> Heed:
    """Go through the options of a question about several: 1 for yes, 2 for no."""
    if said not in {"1", "2"}:
        return None
    at = min(spot.at, len(ask.options) - 1)  # The options may have become fewer since.
    chosen = spot.chosen + ((ask.options[at].code,) if said == "1" else ())
    if at + 1 < len(ask.options):
        return Spot(0, at + 1, chosen)
    return Understood(in_order(ask.options, chosen))


def _one(ask: Ask, said: str, language: str) -> Heed:
    digits = numerals.ascii_digits(said).strip(" .)(\u200f\u200e")
    if digits in {"0", "00", "000"} and ask.options:
        return {"0": Sign.MORE, "00": Sign.SKIP, "000": Sign.BACK}[digits]
    if digits.isdecimal():
        return Understood(ask.options[int(digits) - 1].code) if _is_among(digits, ask.options) else None
    found = _named(ask.options, said, language)
    return Understood(found) if found is not None else None


def _several(ask: Ask, said: str, language: str) -> Heed:
    digits = numerals.ascii_digits(said).strip()
    if digits in {"00", "000"}:
        return {"00": Sign.SKIP, "000": Sign.BACK}[digits]
    if re.fullmatch(r"[\d\s,;.+&/*-]+", digits):
        tokens = re.findall(r"\d+", digits)
        if tokens == ["0"]:
            return Understood([])
        if len(tokens) == 1 and len(ask.options) <= 9:
            tokens = list(tokens[0])  # "134" on a telephone without a space.
        if tokens and all(_is_among(token, ask.options) for token in tokens):
            return Understood(in_order(ask.options, [ask.options[int(token) - 1].code for token in tokens]))
        return None
    names = [_named(ask.options, part, language) for part in re.split(r"[,;،\n]", said) if part.strip()]
    codes = [name for name in names if name is not None]
    return Understood(in_order(ask.options, codes)) if codes and len(codes) == len(names) else None


def _free(ask: Ask, said: str) -> Heed:
    if ask.kind is Kind.ACKNOWLEDGE:
        return Understood("ok") if said else None
    if ask.kind is Kind.TEXT:
        kept = "".join(letter for letter in said if letter >= " " or letter == "\n")[:LONGEST_TEXT]
        return Understood(kept) if kept.strip() else None
    read = {
        Kind.NUMBER: numerals.whole,
        Kind.DECIMAL: numerals.decimal,
        Kind.DATE: numerals.day,
        Kind.DIGITS: numerals.keyed,
    }[ask.kind]
    value = read(said)
    return None if value is None else Understood(value)


def in_order(options: Sequence[Option], codes: Sequence[str]) -> list[str]:
    """Return the chosen codes in the order of the options, each once: what is stored is the same."""
    return [option.code for option in options if option.code in set(codes)]


def _is_among(digits: str, options: Sequence[Option]) -> bool:
    return len(digits) < 5 and digits.isdecimal() and 1 <= int(digits) <= len(options)


def _named(options: Sequence[Option], said: str, language: str) -> str | None:
    """Return the code of the option that was written out: its words, "2 Yes", or its code."""
    wanted = plain(numerals.ascii_digits(said))
    if not wanted or wanted.isdecimal():
        return None  # A number is the place in the menu; what is called "5" may stand second.
    names = [(plain(pick(option.words, language)), option.code) for option in options]
    found = [code for n, (name, code) in enumerate(names, 1) if wanted in {name, f"{n} {name}", plain(code)}]
    return found[0] if len(found) == 1 else None
