"""What stands in cells but no phone can say or no name can be; each has one safe remedy."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_TAG: Final = re.compile(r"<[/a-zA-Z!][^<>]{0,500}>")
_BREAK: Final = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/h\d)\s*/?\s*>")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK: Final = re.compile(r"\[([^\]]+)\]\((?:https?:)?[^)\s]+\)")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_TITLE: Final = re.compile(r"(?m)^#{1,6}\s+")
_NAME: Final = re.compile(r"[^\W\d][\w.-]*")


def spoken(text: str) -> str:
    """Return words without HTML, Markdown, invisible signs and doubled spaces."""
    said = _BREAK.sub("\n", text) if "<" in text else text
    said = _TAG.sub("", said)
    if "&" in said:
        said = html.unescape(said)
    for pattern, instead in ((_PICTURE, ""), (_LINK, r"\1"), (_STRONG, r"\2"), (_TITLE, "")):
        said = pattern.sub(instead, said)
    said = "".join(
        letter
        for letter in said
        if letter in "\n\t" or unicodedata.category(letter)[0] != "C" or letter in "\u200c\u200d"
    )
    return "\n".join(line for line in (" ".join(line.split()) for line in said.splitlines()) if line)


def was_formatted(text: str) -> bool:
    return spoken(text) != "\n".join(
        line for line in (" ".join(x.split()) for x in text.splitlines()) if line
    )


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def plain_name(text: str, otherwise: str) -> str:
    """Return a name in which everything that cannot stand in one is `_`; else `otherwise`."""
    said = re.sub(r"[^\w.-]+", "_", text.strip()).strip("_-.")
    if said and not (said[0].isalpha() or said[0] == "_"):
        said = f"_{said}"
    return said if is_name(said) else otherwise


def unique(name: str, taken: set[str]) -> str:
    """Return the name, with _2, _3 and so on behind it when it is taken."""
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found
