"""A question's released results as a page shows them: one card, its groups, and rows for chart and table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from kazi.voice.released import Board, Estimate, GroupResult, QuestionResult
from kazi.voice.rules.results import CHOSEN

MOST_DRAWN = 12  # Groups of a question with a chart of their own; the table has all.


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was said, by how many, and by which share of the group in percent."""

    label: str
    people: int
    percent: int


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a card.  `title` names it; `estimate` stands instead of rows for a garbled question."""

    title: str
    people: int
    rows: tuple[Row, ...]
    estimate: Estimate | None
    is_drawn: bool

    @property
    def bars(self) -> list[tuple[str, int]]:
        return [(row.label, row.percent) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Card:
    """One question: its parts, how many permitted groups are hidden, and when this was released."""

    label: str
    is_several: bool
    is_sensitive: bool
    g_percent: int
    released_at: datetime | None
    parts: tuple[Part, ...]
    hidden: int
    hidden_options: int


def cards(board: Board) -> list[Card]:
    """Return the questions of a board in the order of the poll; options of one question share a card."""
    found = []
    for _code, results in groupby(board.questions, key=lambda one: one.code.split("/")[0]):
        listed = list(results)
        found.append(_several(listed) if listed[0].option else _single(listed[0]))
    return found


def group_title(labels: Iterable[tuple[str, str]]) -> str:
    """Return a group's name: "Kisumu, women"; "not stated" for who did not say."""
    said = [value or _("not stated") for _dimension, value in labels]
    return ", ".join(said) or _("Everybody")


def _single(one: QuestionResult) -> Card:
    parts = [
        Part(
            group_title(group.labels),
            group.people,
            tuple(
                Row(_label(line.labels), line.people, round(100 * line.share))
                for line in group.lines
                if line.people or line.labels != ("",)
            ),
            group.estimate,
            place < MOST_DRAWN,
        )
        for place, group in enumerate(one.groups)
    ]
    return Card(
        one.label, False, one.is_sensitive, round(100 * one.g), one.released_at, tuple(parts), one.hidden, 0
    )


def _several(options: list[QuestionResult]) -> Card:
    groups: dict[tuple[tuple[str, str], ...], list[tuple[QuestionResult, GroupResult]]] = {}
    for option in options:
        for group in option.groups:
            groups.setdefault(group.labels, []).append((option, group))
    parts = []
    for place, (labels, found) in enumerate(groups.items()):
        rows = [
            Row(option.option, line.people, round(100 * line.share))
            for option, group in found
            for line in group.lines
            if line.labels == (CHOSEN,)
        ]
        people = max(group.people for _option, group in found)
        ordered = sorted(rows, key=lambda row: -row.percent)
        parts.append(Part(group_title(labels), people, tuple(ordered), None, place < MOST_DRAWN))
    shown = {row.label for part in parts for row in part.rows}
    first = options[0]
    dates = [one.released_at for one in options if one.released_at]
    return Card(
        label=first.label,
        is_several=True,
        is_sensitive=first.is_sensitive,
        g_percent=0,
        released_at=max(dates, default=None),
        parts=tuple(part for part in parts if part.rows),
        hidden=min(one.hidden for one in options),
        hidden_options=sum(one.option not in shown for one in options),
    )


def _label(labels: tuple[str, ...]) -> str:
    """Return the answers that are told as one, as words."""
    said = [label or _("no answer") for label in labels]
    return said[0] if len(said) == 1 else _("%(answers)s (together)") % {"answers": ", ".join(said)}
