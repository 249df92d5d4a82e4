"""Texts of rules, which know nothing of Django: marked here, translated where they are shown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


def N_(text: str) -> str:  # noqa: N802 -- the name that gettext's tools look for.
    """Mark `text` for translation and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it is and a sentence that says what to do.

    `line` counts from 1 (0: no line); `field` is a column, a key or a path such as
    `answers[2].label` ("" when it is the whole thing).  `text` is an English template with
    `%(name)s` places for `values`, so that it can be translated.
    """

    text: str
    values: dict[str, str | int] = dataclasses.field(default_factory=dict)
    line: int = 0
    field: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        what = self.text % self.values if self.values else self.text
        return f"{where}: {what}" if where else what
