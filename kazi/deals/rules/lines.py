"""Sentences that rules say, translated where they are shown."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """An English template with `%(name)s` places for `values`."""

    text: str
    values: dict[str, str | int] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text
