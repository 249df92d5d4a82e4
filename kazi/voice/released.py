"""Reading what was released.  Nothing here can see a tally: all comes from `ReleasedFigures`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet

from kazi.voice.models import Poll, PollVersion, PublishedPoll, ReleasedFigures, ResultLetter, ResultsPlan
from kazi.voice.rules.questionnaire import words
from kazi.voice.rules.release.choosing import NO_ANSWER
from kazi.voice.rules.release.keeping import group_from_json
from kazi.voice.rules.release.lattice import EVERYBODY, Group
from kazi.voice.rules.release.waves import response_percent
from kazi.voice.rules.results import CHOSEN, TOOK_PART, Counted, Plan


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: labels of the answers that are told as one, people and share of the group."""

    labels: tuple[str, ...]
    people: int
    share: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is estimated of a garbled question, 0 to 1."""

    share: float
    low: float
    high: float
    n: int
    is_clipped: bool


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group: pairs of (dimension, answer) as labels, how many of it are in the figures, and these."""

    labels: tuple[tuple[str, str], ...]
    people: int
    lines: tuple[Line, ...]
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question of one breakdown; `groups` is empty while nothing of it may be shown."""

    code: str
    label: str
    option: str
    is_sensitive: bool
    g: float
    released_at: datetime | None
    groups: tuple[GroupResult, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Board:
    """All of a poll's released results by one breakdown."""

    plan: ResultsPlan
    breakdown: tuple[str, ...]
    took_part: QuestionResult
    questions: tuple[QuestionResult, ...]
    rates: tuple[tuple[str, int | None], ...]

    @property
    def released_at(self) -> datetime | None:
        dates = [one.released_at for one in (self.took_part, *self.questions) if one.released_at]
        return max(dates, default=None)


def latest_figures(version: PollVersion) -> dict[str, ReleasedFigures]:
    """Return the newest release of each question of a version."""
    newest = (
        ReleasedFigures.objects.filter(version=version)
        .order_by()
        .values("question")
        .annotate(step=Max("step"))
        .values_list("question", "step")
    )
    steps = dict(newest)
    rows = ReleasedFigures.objects.filter(version=version, step__in=set(steps.values()))
    return {row.question: row for row in rows if steps[row.question] == row.step}


def board(version: PollVersion, plan: ResultsPlan, breakdown: tuple[str, ...], language: str) -> Board:
    """Return the released results by a permitted breakdown; () is everybody together."""
    told, figures = plan.told(), latest_figures(version)
    labels = Labels(version, told, language)
    rows = [
        _result(labels, told, counted, code, figures.get(code), breakdown)
        for counted in told.questions
        for code in (part.code for part in counted.told())
    ]
    took_part = _result(labels, told, None, TOOK_PART, figures.get(TOOK_PART), breakdown)
    return Board(plan, breakdown, took_part, tuple(rows), _rates(labels, plan, figures.get(TOOK_PART)))


def flat(version: PollVersion, plan: ResultsPlan, language: str) -> Iterator[dict[str, Any]]:
    """Yield every released figure as one row, for files: codes and labels, n, people, date."""
    told, figures = plan.told(), latest_figures(version)
    labels = Labels(version, told, language)
    for code, row in sorted(figures.items()):
        counted = told.question(code)
        for one in row.figures["groups"]:
            group = group_from_json(one["group"])
            about = {
                "question": code,
                "question_label": " – ".join(labels.question(counted, code)) if counted else "",
                "group": "; ".join(f"{name}={value}" for name, value in group),
                "n": one["n"],
                "released_on": row.released_at.date().isoformat(),
            }
            if found := one.get("estimate"):
                yield {**about, "answers": row.figures["yes"], "people": "", "share": found["share"],
                       "low": found["low"], "high": found["high"]}  # fmt: skip
                continue
            for line in one["lines"] if code else []:
                share = round(line["people"] / one["n"], 4) if one["n"] else ""
                yield {**about, "answers": " | ".join(line["answers"]), "people": line["people"],
                       "share": share, "low": "", "high": ""}  # fmt: skip
            if not code:
                yield {**about, "answers": "", "people": one["n"], "share": "", "low": "", "high": ""}


def newest_plan(poll: Poll) -> ResultsPlan | None:
    """Return the plan of the poll's newest version that has one, with that version.

    Of a poll in waves it is the first one: later waves are told as changes from it (`repeated`).
    """
    plans = _in_counts().filter(version__poll=poll).select_related("version__poll")
    return plans.order_by("-version__number").first()


def polls_with_results() -> list[tuple[ResultsPlan, datetime | None]]:
    """Return the plans of the organisation acted for, the newest first, with the day of the last release."""
    dates = dict(ReleasedFigures.objects.order_by().values_list("version").annotate(last=Max("released_at")))
    plans = _in_counts().select_related("version__poll").order_by("-made_at")[:200]
    return [(plan, dates.get(plan.version_id)) for plan in plans]


def _in_counts() -> QuerySet[ResultsPlan]:
    """Return the plans of versions whose results come in counts: all but waves after the first."""
    return ResultsPlan.objects.exclude(version__wave__number__gt=1)


def letter(version: PollVersion, language: str) -> ResultLetter | None:
    """Return what workers were told when the poll closed, in this language or in the poll's first one."""
    written = {one.language: one for one in ResultLetter.objects.filter(version=version)}
    for code in (language, *version.asks().languages):
        if code in written:
            return written[code]
    return None


def published() -> QuerySet[PublishedPoll]:
    """Return the polls that are published for everybody, the newest first; inventions in demo mode only."""
    return PublishedPoll.objects.filter(is_demo=settings.DEMO)


class Labels:
    """The words of a version in one language, for codes of its plan."""

    def __init__(self, version: PollVersion, plan: Plan, language: str) -> None:
        self._asks = version.asks()
        self._plan = plan
        self._language = language
        self._questions = {one.name: one for one in self._asks.questions()}

    def question(self, counted: Counted, code: str) -> tuple[str, ...]:
        """Return the question's words and, for an option of several, that option's."""
        found = self._of(counted.code)
        option = code.removeprefix(f"{counted.code}/")
        if counted.is_several and option != code:
            return found, self.answer(counted.code, option)
        return (found,)

    def answer(self, question: str, answer: str) -> str:
        """Return an answer's label, the code itself where it has none; "" stays ""."""
        asked = self._questions.get(question)
        options = self._asks.options_of(asked) if asked else ()
        found = next((one for one in options if one.name == answer), None)
        said = words(found.label, self._language, self._asks.languages) if found else ""
        return said or answer

    def group(self, group: Group) -> tuple[tuple[str, str], ...]:
        return tuple((self._of(name), self.answer(name, value)) for name, value in group)

    def dimension(self, name: str) -> str:
        return self._of(name)

    def _of(self, name: str) -> str:
        asked = self._questions.get(name)
        return (words(asked.label, self._language, self._asks.languages) if asked else "") or name


def _result(
    labels: Labels, plan: Plan, counted: Counted | None, code: str, row: ReleasedFigures | None,
    breakdown: tuple[str, ...],
) -> QuestionResult:  # fmt: skip
    said = labels.question(counted, code) if counted else ("",)
    groups = []
    for one in row.figures["groups"] if row else []:
        group = group_from_json(one["group"])
        if tuple(name for name, _value in group) == breakdown:
            groups.append(_group(labels, counted, group, one))
    everything = 1 if not breakdown else sum(1 for _group in plan.lattice.parts(breakdown))
    return QuestionResult(
        code=code,
        label=said[0],
        option=said[1] if len(said) > 1 else "",
        is_sensitive=bool(counted and counted.is_sensitive),
        g=row.figures.get("g", 0.0) if row else 0.0,
        released_at=row.released_at if row else None,
        groups=tuple(groups),
        hidden=everything - len(groups),
    )


def _group(labels: Labels, counted: Counted | None, group: Group, one: dict[str, Any]) -> GroupResult:
    estimate = None
    if found := one.get("estimate"):
        estimate = Estimate(
            found["share"], found["low"], found["high"], found["n"], found["raw"] != found["share"]
        )
    lines = []
    for line in one.get("lines", []) if counted else []:
        said = tuple(_answer(labels, counted, value) for value in line["answers"])
        lines.append(Line(said, line["people"], line["people"] / one["n"] if one["n"] else 0.0))
    return GroupResult(labels.group(group), one["n"], tuple(lines), estimate)


def _answer(labels: Labels, counted: Counted | None, value: str) -> str:
    """Return an answer's label; `CHOSEN` for an option that was chosen, "" for no answer."""
    if value == NO_ANSWER or counted is None or counted.is_several:
        return value if value in {NO_ANSWER, CHOSEN} else str(value)
    return labels.answer(counted.code, value)


def _rates(
    labels: Labels, plan: ResultsPlan, row: ReleasedFigures | None
) -> tuple[tuple[str, int | None], ...]:
    """Return the response rate of each site for which it is known how many were invited."""
    counts = {group_from_json(one["group"]): one["n"] for one in row.figures["groups"]} if row else {}
    dimensions = plan.told().lattice.dimensions
    by = dimensions[0].code if dimensions else ""  # Places come first among what people are told apart by.
    found = []
    for site, invited in sorted(plan.invited.items()):
        group = ((by, site),) if site else EVERYBODY
        found.append((labels.answer(by, site), response_percent(counts.get(group, 0), invited)))
    return tuple(found)
