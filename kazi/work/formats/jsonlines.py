"""JSONL: one JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.kernel.words import N_, Fault
from kazi.work.formats import rows
from kazi.work.formats.lines import Lines, checked_encoding
from kazi.work.formats.rows import Reader, Row, Value


class _Told(ValueError):
    """A mistake we have words of our own for."""


class JsonLinesReader(Reader):
    """Rows of a JSONL file.  `position` is the place in bytes where the next line begins."""

    kind = "jsonl"

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Look at the first row.  Raises Unreadable for a wrong encoding or ordinary JSON."""
        self._lines = Lines(path, checked_encoding(path, encoding))
        self.end = self._lines.end
        try:
            self._look_at_first_row()
        except BaseException:
            self._lines.close()
            raise

    def seek(self, position: int) -> None:
        self._lines.seek(position)
        self.position = self._lines.position

    def close(self) -> None:
        self._lines.close()

    def __iter__(self) -> Iterator[Row | Fault]:
        lines = self._lines
        lines.seek(self.position)
        decode, long = _decoder.decode, limits.MAX_FIELD_BYTES
        lines.begin_row()
        for text in lines:
            line = lines.line
            self.position = lines.position
            fault: Fault | None = None
            values: dict[str, Value] = {}
            if lines.overlong:
                fault = rows.too_long_row(line)
            elif text.isspace():
                lines.begin_row()
                continue
            else:
                try:
                    values = decode(text)
                except (ValueError, RecursionError) as error:
                    fault = _mistake(error, line)
            if fault is None:
                if type(values) is not dict:
                    fault = Fault(_not_an_object(), line=line)
                elif len(text) > long or len(values) > limits.MAX_COLUMNS or "\\u" in text:
                    fault = _rare_fault(values, line)
            lines.begin_row()
            yield fault or Row(line, values)

    def _look_at_first_row(self) -> None:
        lines = self._lines
        lines.begin_row()
        for text in lines:
            bare = text.strip()
            if bare.startswith("[") or bare == "{":
                raise Unreadable(
                    Fault(
                        N_("This is ordinary JSON. Write JSONL: one object a line, no list."),
                        line=lines.line,
                    )
                )
            if bare:
                try:
                    first = _decoder.decode(bare)
                except (ValueError, RecursionError):
                    first = None
                if isinstance(first, dict):
                    self.columns = tuple(first)
                break
            lines.begin_row()
        else:
            if not lines.overlong:
                raise Unreadable(Fault(N_("The file is empty.")))
        self.seek(0)


def _once(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _Told(N_("The object says the same name twice."))
    return values


def _no_constant(_: str) -> None:
    raise _Told(N_("NaN and Infinity are not JSON. Write null or a number."))


# Built once: json.loads would build a decoder for each line.
_decoder = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def _not_an_object() -> str:
    return N_("The line is not an object. Write {…} with a name for each value.")


def _mistake(error: Exception, line: int) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        return Fault(
            N_("The line is not JSON: %(reason)s at sign %(place)s."),
            {"reason": error.msg, "place": error.colno},
            line=line,
        )
    if isinstance(error, _Told):
        return Fault(str(error), line=line)
    return Fault(N_("The line nests too deep or holds a number too long to read."), line=line)


def _rare_fault(values: dict[str, Value], line: int) -> Fault | None:
    if len(values) > limits.MAX_COLUMNS:
        return Fault(
            N_("The object has %(count)s names; at most %(limit)s are taken."),
            {"count": len(values), "limit": limits.MAX_COLUMNS},
            line=line,
        )
    # Escapes can write what no database stores: NUL, and half of a two-part letter.
    try:
        whole = json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Fault(N_("The line holds half of a letter (\\ud800 to \\udfff)."), line=line)
    if b"\\u0000" in whole and _has_nul(values):
        return Fault(N_("The row holds a NUL character. Remove it."), line=line)
    return rows.too_long_field(values, line)


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(name) or _has_nul(inner) for name, inner in value.items())
    return isinstance(value, list) and any(_has_nul(inner) for inner in value)
