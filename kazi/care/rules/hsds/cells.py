"""What a cell says, or why it cannot be taken."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from kazi.care.rules.hsds.fields import (
    DATE,
    EMAIL,
    LOCATION_TYPE,
    LOCATION_TYPES,
    NUMBER,
    STATUS,
    STATUSES,
    URL,
)
from kazi.kernel.words import N_

MOST_TEXT = 20_000
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")


class Wrong(Exception):
    """The cell cannot be taken; `text` is the sentence for the fault."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def plain(value: Any) -> str:
    """Return a cell as text: without signs that no database holds, and without quotes around it."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "").encode(errors="ignore").decode().strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1].strip()
    return text


def clean(kind: str, value: Any) -> Any:
    """Return what a cell of this kind says, "" for nothing; raise Wrong with the reason."""
    text = plain(value)
    if len(text) > MOST_TEXT:
        raise Wrong(N_("The text is longer than 20,000 signs."))
    if not text:
        return ""
    return _READ.get(kind, str)(text)


def _url(text: str) -> str:
    if any(sign.isspace() for sign in text):
        raise Wrong(N_("This is no address on the web: it has spaces in it."))
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        raise Wrong(N_("This is no address on the web.")) from None
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc:
        raise Wrong(N_("This is no address on the web."))
    return parts.geturl()[:2000]


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text) or len(text) > 254:
        raise Wrong(N_("This is no e-mail address."))
    return text


def _number(text: str) -> int | float:
    try:
        number = float(text.replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        raise Wrong(N_("This is no number.")) from None
    if not -1e12 < number < 1e12:
        raise Wrong(N_("This is no number."))
    return int(number) if number.is_integer() else number


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        raise Wrong(N_("This is no date. Write it as 2026-12-31.")) from None


def _status(text: str) -> str:
    said = text.lower().replace("_", " ").replace("-", " ")
    if said not in STATUSES:
        raise Wrong(N_("The status is active, inactive, defunct or temporarily closed."))
    return said


def _location_type(text: str) -> str:
    if text.lower() not in LOCATION_TYPES:
        raise Wrong(N_("A location is physical, postal or virtual."))
    return text.lower()


_READ = {
    URL: _url,
    EMAIL: _email,
    NUMBER: _number,
    DATE: _date,
    STATUS: _status,
    LOCATION_TYPE: _location_type,
}
