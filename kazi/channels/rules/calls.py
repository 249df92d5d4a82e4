"""A provider's call to one of our addresses, and what it is answered, without a web framework."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from kazi.channels.rules.wire import Heard, Said

MOST_BYTES = 256 * 1024  # No message or report is longer; the largest batches of reports are some kilobytes.
MOST_TEXT = 10_000  # Letters of one message: sixty SMS joined.  More is not a person writing.
_KEPT_OUT = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Forged(Exception):
    """The signature is not there or not right."""


class Unreadable(Exception):
    """Not a call of this provider: what is missing or wrong is the message."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request.  `url` is whole, as the provider called it; names of headers are in lower case."""

    method: str
    url: str
    what: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    @property
    def query(self) -> str:
        return self.url.partition("?")[2]

    def pairs(self) -> list[tuple[str, str]]:
        """Return the fields of the form in the body; raises Unreadable for bytes that are no UTF-8."""
        return _pairs(self.body)

    def fields(self) -> dict[str, str]:
        """Return query and form together; the form holds where both have a name."""
        found = dict(_pairs(self.query.encode()))
        if not self.header("content-type").startswith("application/json"):
            found |= dict(self.pairs())
        return found

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Unreadable("The body is not JSON.") from error
        if not isinstance(found, dict):
            raise Unreadable("The body is not a JSON object.")
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back on the line."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Came:
    """What a call was: things heard, or an answer that needs nobody (`reply`), such as a challenge.

    With `reports` it may hold reports of what we sent, for the provider's `receipts.read`.
    """

    heard: Sequence[Heard] = ()
    reply: Reply | None = None
    reports: bool = False


REPORT = Came(reply=Reply(), reports=True)
STATUS = "status"  # The last part of the address to which most providers report.

Receive = Callable[[Call, Mapping[str, str]], Came]  # The channel's settings and secrets by name.
Answer = Callable[[Call, Heard, "Said | None"], "Reply | None"]  # None: it goes through the outbound table.


def turn_of(call: Call) -> int:
    """Return which turn of a phone call this is, as our own addresses say; 0 for the first."""
    said = dict(_pairs(call.query.encode())).get("t", "0")
    return int(said) if re.fullmatch("[0-9]{1,9}", said) else 0


def needed(fields: Mapping[str, str], *names: str) -> str:
    """Return the first of these fields that is there; raises Unreadable when none is."""
    for name in names:
        if value := fields.get(name, "").strip():
            return value
    raise Unreadable(f"The field {' or '.join(names)} is missing.")


def text_of(value: object) -> str:
    """Return what was said, without NUL and other control signs; marks of direction and emoji stay."""
    text = str(value or "")
    if len(text) > MOST_TEXT:
        raise Unreadable(f"A message has at most {MOST_TEXT} letters.")
    return _KEPT_OUT.sub("", text)


def number(value: str) -> str:
    """Return a number as E.164 with plus where it is one; a plus that arrived as a space is mended."""
    plain = re.sub(r"[\s().-]", "", value)
    if re.fullmatch(r"\+?[0-9]{7,15}", plain):
        return plain if plain.startswith("+") else f"+{plain.removeprefix('00')}"
    if not value.strip() or len(value) > 100:
        raise Unreadable("There is no sender.")
    return value.strip()


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, max_num_fields=200, errors="strict")
    except ValueError as error:
        raise Unreadable("The form cannot be read.") from error
