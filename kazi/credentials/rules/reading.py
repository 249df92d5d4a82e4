"""Take what somebody uploads apart: JSON, a token, or a picture with one of them baked in.

Everything has a limit, because everybody may upload: bytes, depth, and the number of values.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from kazi.credentials.rules.baking import PNG_SIGNATURE, from_png, from_svg
from kazi.credentials.rules.jwts import read_token
from kazi.credentials.rules.unsound import Unsound
from kazi.kernel.words import N_

MOST_PICTURE_BYTES: Final = 1_500_000
MOST_TEXT_BYTES: Final = 300_000
MOST_DEPTH: Final = 24
MOST_VALUES: Final = 2_000


class Unreadable(Unsound):
    """It is no credential that we can read."""


class Read(NamedTuple):
    """What was found: the credential, and the token it came as (or "").  `form` is json, jwt, png or svg."""

    document: dict[str, Any]
    token: str
    form: str


def read(data: bytes) -> Read:
    """Return the credential in a file; raise Unsound where there is none or it is too large."""
    start = data[:200].lstrip()
    if data.startswith(PNG_SIGNATURE):
        return _inner(from_png(_no_larger(data, MOST_PICTURE_BYTES)), "png")
    if start.startswith(b"<"):
        return _inner(from_svg(_no_larger(data, MOST_PICTURE_BYTES)), "svg")
    try:
        text = _no_larger(data, MOST_TEXT_BYTES).decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise Unreadable(N_("This is neither JSON, nor a token, nor a PNG or SVG picture.")) from error
    return _inner(text, "")


def read_json(text: str) -> dict[str, Any]:
    """Return a JSON object within our limits, in which no name occurs twice; raise Unreadable."""
    _no_larger(text.encode(), MOST_TEXT_BYTES)
    try:
        found = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable(N_("This is neither JSON, nor a token, nor a PNG or SVG picture.")) from error
    if not isinstance(found, dict):
        raise Unreadable(N_("This is JSON, but no credential."))
    _within_limits(found)
    return found


def _inner(text: str, form: str) -> Read:
    text = text.strip()
    _no_larger(text.encode(), MOST_TEXT_BYTES)
    if text.startswith("{"):
        return Read(read_json(text), "", form or "json")
    if text.count(".") == 2 and not set(text) & set(" \n{<"):
        _header, payload = read_token(text)
        _within_limits(payload)
        return Read(payload, text, form or "jwt")
    raise Unreadable(N_("This is neither JSON, nor a token, nor a PNG or SVG picture."))


def _no_larger(data: bytes, most: int) -> bytes:
    if len(data) > most:
        raise Unreadable(
            N_("It is larger than a credential is: at most %(most)s KB are read."), most=most // 1000
        )
    return data


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable(N_("It says the same thing twice, so that two readers could read two things."))
    return found


def _no_constant(_name: str) -> None:
    raise Unreadable(N_("It holds a number that is none."))


def _within_limits(document: dict[str, Any]) -> None:
    waiting: list[tuple[Any, int]] = [(document, 1)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if depth > MOST_DEPTH or seen > MOST_VALUES:
            raise Unreadable(N_("It is longer or nested more deeply than a credential is."))
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting.extend((one, depth + 1) for one in inner)
