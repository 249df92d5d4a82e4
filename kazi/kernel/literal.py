"""A constant of ours written into the SQL itself.

A database uses a partial index (`WHERE state = 'answered'`) only when it can see that the question
implies it, and behind a parameter it cannot: SQLite would read the whole table instead.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Value


class Literal(Value):
    """`filter(state=Literal("answered"))`: letters and underscores or nothing, never what a person typed."""

    def __init__(self, word: str) -> None:
        if not re.fullmatch(r"[a-z_]*", word):
            raise ValueError(f"not a plain word: {word!r}")
        super().__init__(str(word))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()
