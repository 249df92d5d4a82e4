"""What is said about a form: where, what, and whether it stops the form from being used."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Weight(StrEnum):
    ERROR = "error"  # Cannot be read: the form is not taken.
    WARNING = "warning"  # Read, but a keypad cannot ask it so.
    REPAIR = "repair"  # Was wrong in a way that has one remedy, which was applied.


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one cell.

    `row` counts from 1 as the spreadsheet shows it (0: the whole sheet), `column` is the heading as it
    stands in the file, `cell` such as F12.  `text` is an English template for `values`, to be translated.
    """

    weight: Weight
    text: str
    values: dict[str, str | int] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: str = ""
    cell: str = ""

    @property
    def where(self) -> str:
        """Return "survey, row 12, relevant (F12)" as far as it is known."""
        row = f"row {self.row}" if self.row else ""
        column = f"{self.column} ({self.cell})" if self.column and self.cell else self.column
        return ", ".join(part for part in (self.sheet, row, column) if part)

    @property
    def words(self) -> str:
        return self.text % self.values if self.values else self.text

    def __str__(self) -> str:
        return f"{self.where}: {self.words}" if self.where else self.words

    def plain(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "message": self.words,
        }


def cell_name(row: int, column: int) -> str:
    """Return F12 for row 12 and the sixth column; "" where either is not known (0)."""
    if not (row and column):
        return ""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 -- too heavy for the server's start.

    return f"{get_column_letter(column)}{row}"


@dataclass(slots=True)
class Findings:
    """All findings of one form, in the order in which they were made.  At most `most` are kept."""

    found: list[Finding] = field(default_factory=list)
    most: int = 2_000

    def add(self, finding: Finding) -> None:
        if len(self.found) < self.most:
            self.found.append(finding)

    def of(self, weight: Weight) -> list[Finding]:
        return [one for one in self.found if one.weight == weight]

    @property
    def errors(self) -> list[Finding]:
        return self.of(Weight.ERROR)

    @property
    def warnings(self) -> list[Finding]:
        return self.of(Weight.WARNING)

    @property
    def repairs(self) -> list[Finding]:
        return self.of(Weight.REPAIR)
