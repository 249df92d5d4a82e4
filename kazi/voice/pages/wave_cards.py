"""A question over waves as a page shows it: one card with a chart of the newest shares and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kazi.voice.models import Panel, ResultsPlan
from kazi.voice.pages.result_cards import answers_in_words, group_title
from kazi.voice.released import Labels
from kazi.voice.repeated import QuestionOverWaves, Row


@dataclass(frozen=True, slots=True)
class Way:
    """One permitted breakdown; `names` are its dimensions, `is_here` that the page is of it."""

    names: tuple[str, ...]
    query: str
    label: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One line of the table: the group (empty for everybody), the answer, and a cell for each wave."""

    group: str
    answer: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaveCard:
    """One question, or one option of "choose several"; `same` is (wave, answer, before, now)."""

    label: str
    option: str
    is_sensitive: bool
    is_garbled: bool
    columns: tuple[str, ...]
    lines: tuple[WaveLine, ...]
    chart: tuple[tuple[str, int], ...]
    same: tuple[tuple[str, str, str, str], ...]


def breakdowns(panel: Panel, asked: str, language: str) -> list[Way]:
    """Return by what the waves may be broken down; the one asked for is here, else everybody together."""
    plan = ResultsPlan.objects.select_related("version").get(
        version__wave__panel=panel, version__wave__number=1
    )
    told = plan.told()
    labels = Labels(plan.version, told, language)
    permitted = ((), *told.lattice.breakdowns)
    here = next((names for names in permitted if names and "x".join(names) == asked), ())
    return [
        Way(
            names, "x".join(names),
            " × ".join(labels.dimension(name) for name in names) or _("Everybody together"), names == here,
        )
        for names in permitted
    ]  # fmt: skip


def cards(questions: Sequence[QuestionOverWaves], waves: int, ways: Sequence[Way]) -> list[WaveCard]:
    """Return a card for each question that has anything of the breakdown that is here."""
    names = next(one.names for one in ways if one.is_here)
    found = []
    for question in questions:
        rows = [row for row in question.rows if tuple(name for name, _value in row.group) == names]
        if rows:
            found.append(_card(question, rows, waves, is_broken_down=bool(names)))
    return found


def _card(question: QuestionOverWaves, rows: list[Row], waves: int, *, is_broken_down: bool) -> WaveCard:
    closed = max(len(row.percents) for row in rows)
    lines, chart = [], []
    for row in rows:
        title = group_title(row.group_labels) if is_broken_down else ""
        answer = question.option or answers_in_words(row.labels)
        cells = [_cell(number, row) for number in range(closed)]
        lines.append(WaveLine(title, answer, tuple(cells)))
        now = row.percents[-1]
        if now is not None and not is_broken_down:
            chart += [
                (_("%(answer)s, wave %(number)s") % {"answer": answer, "number": number + 1}, percent)
                for number, percent in enumerate(row.percents)
                if percent is not None
            ]
    same = () if is_broken_down else tuple(
        (str(one.number), question.option or answers_in_words(one.labels), _percent(one.before),
         _percent(one.percent))
        for one in question.same
    )  # fmt: skip
    return WaveCard(
        question.label, question.option, question.is_sensitive, question.is_garbled,
        tuple(_("Wave %(number)s") % {"number": number + 1} for number in range(min(closed, waves))),
        tuple(lines), tuple(chart), same,
    )  # fmt: skip


def _cell(number: int, row: Row) -> str:
    """Return a share; one that stands because no change may be told is marked as such."""
    percent = row.percents[number]
    if percent is None:
        return "–"
    if number and not row.moved[number]:
        return _("%(percent)s, no change told") % {"percent": _percent(percent)}
    return _percent(percent)


def _percent(share: int) -> str:
    words = _("%(number)s %%") % {"number": share}
    return words.replace(" ", "\N{NO-BREAK SPACE}")  # On a phone the sign would stand below its number.
