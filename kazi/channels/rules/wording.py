"""Words on a small screen: menus written out, letters that an SMS can carry, and what it then costs."""

from __future__ import annotations

from math import ceil
from typing import Final

from kazi.channels.rules.wire import Said

_GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE: Final = frozenset("^{}\\[~]|€\f")


def written_out(said: Said) -> str:
    """Return the text with its choices as a menu below it, for media without buttons."""
    menu = [f"{choice.code}. {choice.label}" for choice in said.choices]
    return "\n".join([said.text, *menu])


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
