"""Reading what waves told.  Nothing here can see a count: all comes from `ReleasedWave`, and of the first
wave from `ReleasedFigures`, in steps of 5 % like all the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kazi.voice.models import Panel, PollVersion, ReleasedWave, ResultsPlan, Wave
from kazi.voice.released import Labels, latest_figures
from kazi.voice.rules.release.choosing import NO_ANSWER
from kazi.voice.rules.release.keeping import group_from_json
from kazi.voice.rules.release.lattice import EVERYBODY, Group
from kazi.voice.rules.release.repeating import answered
from kazi.voice.rules.release.waves import rounded_percent
from kazi.voice.rules.results import CHOSEN, Counted


@dataclass(frozen=True, slots=True)
class WaveShown:
    """One wave as a page names it; `again` and `members` are as in `ReleasedWave`, None before it closes."""

    number: int
    version: PollVersion
    closed_at: datetime | None
    again: int | None
    members: int | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Row:
    """An answer of a group: a share in each closed wave (None where it is not told), and whether it moved.

    `moved` says of each wave whether a change from before may be told.
    """

    group: Group
    group_labels: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]
    labels: tuple[str, ...]
    percents: tuple[int | None, ...]
    moved: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """An answer of those who answered both the wave before and wave `number`."""

    number: int
    labels: tuple[str, ...]
    before: int
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionOverWaves:
    """One question over the closed waves; an option of "choose several" is one of its own."""

    code: str
    label: str
    option: str
    is_sensitive: bool
    is_garbled: bool
    rows: tuple[Row, ...]
    same: tuple[Same, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of everybody that a letter may tell, in percent."""

    label: str
    answer: str
    before: int
    percent: int
    is_sensitive: bool


def panel_waves(panel: Panel) -> list[WaveShown]:
    """Return the waves of a panel, the first one first."""
    waves = Wave.objects.filter(panel=panel).select_related("version__poll", "version__results", "released")
    found = []
    for wave in waves.order_by("number"):
        figures: dict[str, Any] = wave.released.figures if hasattr(wave, "released") else {}
        found.append(
            WaveShown(
                wave.number, wave.version, wave.version.results.closed_at, figures.get("again"),
                figures.get("members"),
            )
        )  # fmt: skip
    return found


def over_waves(panel: Panel, language: str) -> list[QuestionOverWaves]:
    """Return every question that the first wave shows, over the waves that have closed."""
    first = Wave.objects.select_related("version").get(panel=panel, number=1)
    plan = ResultsPlan.objects.get(version=first.version).told()
    labels = Labels(first.version, plan, language)
    told = [
        one.figures["questions"]
        for one in ReleasedWave.objects.filter(wave__panel=panel, wave__number__gt=1).order_by("wave__number")
    ]
    begun = latest_figures(first.version)
    found = []
    for counted in plan.questions:
        for code in (one.code for one in counted.told()):
            if code not in begun:
                continue
            tables = [_first(begun[code].figures, counted), *(_later(one.get(code)) for one in told)]
            said = labels.question(counted, code)
            found.append(
                QuestionOverWaves(
                    code, said[0], said[1] if len(said) > 1 else "", counted.is_sensitive,
                    bool(counted.garbled_yes), tuple(_rows(labels, counted, tables)),
                    tuple(_same(labels, counted, code, told)),
                )
            )  # fmt: skip
    return found


def changes_of(version: PollVersion, language: str) -> list[Changed] | None:
    """Return what of everybody changed with a later wave; None for a version that is none."""
    wave = Wave.objects.filter(version=version, number__gt=1).select_related("panel").first()
    if wave is None:
        return None
    found = []
    for question in over_waves(wave.panel, language):
        for row in question.rows:
            before = row.percents[-2] if len(row.percents) > 1 else None
            now = row.percents[-1]
            if row.group == EVERYBODY and row.moved[-1] and before is not None and now is not None:
                answer = question.option or ", ".join(row.labels)
                found.append(Changed(question.label, answer, before, now, question.is_sensitive))
                break  # The other answers of the question moved the other way.
    return found


_Table = dict[tuple[Group, tuple[str, ...]], tuple[int, bool]]


def _first(figures: dict[str, Any], counted: Counted) -> _Table:
    found: _Table = {}
    for one in figures["groups"]:
        group = group_from_json(one["group"])
        if estimate := one.get("estimate"):
            share = rounded_percent(round(1_000 * estimate["share"]), 1_000)
            found[group, (counted.garbled_yes,)] = (share, False)
            continue
        lines = {tuple(line["answers"]): line["people"] for line in one["lines"]}
        blocks = answered(list(lines))
        of = sum(lines[block] for block in blocks)
        found |= {(group, block): (rounded_percent(lines[block], of), False) for block in blocks}
    return found


def _later(told: dict[str, Any] | None) -> _Table:
    return {
        (group_from_json(one["group"]), tuple(line["answers"])): (line["percent"], line["before"] is not None)
        for one in (told["groups"] if told else [])
        for line in one["lines"]
    }


def _rows(labels: Labels, counted: Counted, tables: list[_Table]) -> Iterator[Row]:
    keys = dict.fromkeys(key for table in tables for key in table)
    with_people = {
        group for table in tables for (group, _answers), (percent, _moved) in table.items() if percent
    }
    for group, answers in keys:
        if answers == (NO_ANSWER,) or group not in with_people:
            continue  # Of "choose several": whoever did not choose it.  Or a group that nobody is in.
        cells = [table.get((group, answers)) for table in tables]
        yield Row(
            group, labels.group(group), answers, _labels(labels, counted, answers),
            tuple(cell[0] if cell else None for cell in cells),
            tuple(bool(cell and cell[1]) for cell in cells),
        )  # fmt: skip


def _same(labels: Labels, counted: Counted, code: str, told: list[dict[str, Any]]) -> Iterator[Same]:
    for number, wave in enumerate(told, 2):
        for line in wave.get(code, {}).get("same", []):
            if line["answers"] != [NO_ANSWER]:
                said = _labels(labels, counted, tuple(line["answers"]))
                yield Same(number, said, line["before"], line["percent"])


def _labels(labels: Labels, counted: Counted, answers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        value if value == NO_ANSWER or counted.is_several else labels.answer(counted.code, value)
        for value in answers
    )


def flat(panel: Panel, language: str) -> Iterator[dict[str, Any]]:
    """Yield every share that was told as one row, for files; shares are in percent, in steps of 5."""
    for question in over_waves(panel, language):
        about = {"question": question.code, "question_label": question.label}
        for row in question.rows:
            where = "; ".join(f"{name}={value}" for name, value in row.group)
            answers = CHOSEN if question.option else " | ".join(row.answers)
            for number, percent in enumerate(row.percents, 1):
                if percent is not None:
                    yield {**about, "who": "everybody", "group": where, "answers": answers, "wave": number,
                           "percent": percent, "before": ""}  # fmt: skip
        for one in question.same:
            said = {"answers": " | ".join(one.labels), "percent": one.percent, "before": one.before}
            yield {**about, "who": "answered both times", "group": "", "wave": one.number, **said}
