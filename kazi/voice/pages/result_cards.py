"""A question's released results as a page shows them: one card with a chart and a table.

A board may have hundreds of groups, so cells are made into words here, once, and not in the template.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from kazi.voice.released import Board, Estimate, GroupResult, QuestionResult
from kazi.voice.rules.results import CHOSEN

MOST_BARS = 12  # Groups beside each other in a chart; of more there is the table.


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a card: its name, how many of it are in the figures, and a cell for each column."""

    title: str
    people: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One question: its table, and rows (label, percent) of its chart.

    With one group the chart has its answers; with several it compares them by the answer `compared`.
    """

    label: str
    is_several: bool
    is_sensitive: bool
    g_percent: int
    released_at: datetime | None
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    chart: tuple[tuple[str, int], ...]
    compared: str
    is_clipped: bool
    hidden: int
    hidden_options: int

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Return (column, cell) of the only group, to be read from top to bottom on a phone."""
        return list(zip(self.columns, self.parts[0].cells, strict=True)) if self.parts else []


Cells = list[tuple[int, int] | None]  # People and percent for each column; None is not told.


def cards(board: Board) -> list[Card]:
    """Return the questions of a board in the order of the poll; options of one question share a card."""
    found = []
    for _code, results in groupby(board.questions, key=lambda one: one.code.split("/")[0]):
        listed = list(results)
        if listed[0].option:
            found.append(_several(listed))
        elif listed[0].g:
            found.append(_garbled(listed[0]))
        else:
            found.append(_single(listed[0]))
    return found


def group_title(labels: Iterable[tuple[str, str]]) -> str:
    """Return a group's name: "Kisumu, women"; "not stated" for who did not say."""
    said = [value or _("not stated") for _dimension, value in labels]
    return ", ".join(said) or _("Everybody")


def _single(one: QuestionResult) -> Card:
    blocks = [line.labels for line in one.groups[0].lines] if one.groups else []
    told = [block for block in blocks if block != ("",) or _is_told(one, block)]
    rows = [(group, [_cell(group, block) for block in told]) for group in one.groups]
    return _card([one], [answers_in_words(block) for block in told], rows)


def _several(options: list[QuestionResult]) -> Card:
    groups: dict[tuple[tuple[str, str], ...], dict[str, GroupResult]] = {}
    for option in options:
        for group in option.groups:
            if any(line.labels == (CHOSEN,) for line in group.lines):
                groups.setdefault(group.labels, {})[option.option] = group
    shown = [one.option for one in options if any(one.option in found for found in groups.values())]
    rows = []
    for found in groups.values():
        largest = max(found.values(), key=lambda group: group.people)
        cells = [_cell(found[option], (CHOSEN,)) if option in found else None for option in shown]
        rows.append((largest, cells))
    return _card(options, shown, rows)


def _garbled(one: QuestionResult) -> Card:
    parts, chart, clipped = [], [], False
    for group in one.groups:
        found = group.estimate
        if found is None:
            continue
        title = group_title(group.labels)
        parts.append(Part(title, found.n, (_percent(found.share), _between(found))))
        chart.append((title, round(100 * found.share)))
        clipped = clipped or found.is_clipped
    columns = (_("True yes, estimated"), _("Most likely between (95 %)"))
    return Card(
        one.label, False, True, round(100 * one.g), one.released_at, columns, tuple(parts), tuple(chart),
        columns[0], clipped, one.hidden, 0,
    )  # fmt: skip


def _card(
    results: Sequence[QuestionResult], columns: list[str], rows: list[tuple[GroupResult, Cells]]
) -> Card:
    first = results[0]
    titles = [group_title(group.labels) for group, _cells in rows]
    parts = [
        Part(title, group.people, tuple(_told(cell) for cell in cells))
        for title, (group, cells) in zip(titles, rows, strict=True)
    ]
    chart: list[tuple[str, int]] = []
    compared = ""
    if len(rows) == 1:
        chart = [(name, cell[1]) for name, cell in zip(columns, rows[0][1], strict=True) if cell]
    elif 1 < len(rows) <= MOST_BARS and columns:
        sums = [sum(cell[0] for _group, cells in rows if (cell := cells[n])) for n in range(len(columns))]
        lead = sums.index(max(sums))
        compared = columns[lead]
        leads = zip(titles, (cells[lead] for _group, cells in rows), strict=True)
        chart = [(title, cell[1]) for title, cell in leads if cell]
    dates = [one.released_at for one in results if one.released_at]
    return Card(
        first.label, bool(first.option), first.is_sensitive, 0, max(dates, default=None), tuple(columns),
        tuple(parts), tuple(chart), compared, False, min(one.hidden for one in results),
        len(results) - len(columns) if first.option else 0,
    )  # fmt: skip


def _is_told(one: QuestionResult, block: tuple[str, ...]) -> bool:
    """Say whether anybody is in this block of some group: "no answer" of nobody needs no column."""
    return any(line.people for group in one.groups for line in group.lines if line.labels == block)


def _cell(group: GroupResult, block: tuple[str, ...]) -> tuple[int, int] | None:
    line = next((one for one in group.lines if one.labels == block), None)
    return None if line is None else (line.people, round(100 * line.share))


def _told(cell: tuple[int, int] | None) -> str:
    return "–" if cell is None else _("%(percent)s %% (%(people)s)") % {"percent": cell[1], "people": cell[0]}


def answers_in_words(block: tuple[str, ...]) -> str:
    """Return the answers that are told as one, as words."""
    said = [label or _("no answer") for label in block]
    return said[0] if len(said) == 1 else _("%(answers)s (together)") % {"answers": ", ".join(said)}


def _percent(share: float) -> str:
    return _("%(number)s %%") % {"number": round(100 * share)}


def _between(found: Estimate) -> str:
    return _("%(low)s and %(high)s") % {"low": _percent(found.low), "high": _percent(found.high)}
