"""Words on a small screen: menus written out, letters that an SMS can carry, and what it then costs."""

from __future__ import annotations

from math import ceil
from typing import Final

from kazi.channels.rules.wire import Said, Spoken

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("^{}\\[~]|€\f")


def written_out(said: Said) -> str:
    """Return the text with its choices as a menu below it, for media without buttons."""
    menu = [f"{choice.code}. {choice.label}" for choice in said.choices]
    return "\n".join([said.text, *menu])


def in_turn(said: Said) -> list[Spoken]:
    """Return what a call says piece by piece; what a voice reads is read in one go, as far as it goes on."""
    found: list[Spoken] = []
    for one in said.spoken or (Spoken(said.text),):
        language = one.language or said.language
        last = found[-1] if found else None
        if last and not one.sounds and not last.sounds and last.language == language:
            found[-1] = Spoken(f"{last.text} {one.text}", language=language)
        else:
            found.append(Spoken(one.text, language=language, sounds=one.sounds))
    return found


def is_gsm(text: str) -> bool:
    """Say whether every letter is of GSM 03.38's alphabet, so that 160 fit into one SMS."""
    return all(sign in _GSM or sign in _TWICE for sign in text)


def segments(text: str) -> int:
    """Return how many SMS a text takes: 160 letters each, 70 in other scripts, fewer when joined."""
    if is_gsm(text):
        size, alone, joined = sum(1 + (sign in _TWICE) for sign in text), 160, 153
    else:
        size, alone, joined = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if size <= alone else ceil(size / joined)
