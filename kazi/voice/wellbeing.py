"""The well-being index at each site, over the polls that ask for it: from released figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kazi.voice.models import PollVersion, ReleasedFigures, ResultsPlan
from kazi.voice.released import Labels
from kazi.voice.rules.release.keeping import group_from_json
from kazi.voice.rules.release.lattice import EVERYBODY, Group
from kazi.voice.rules.wellbeing import ITEMS, SITE, Point, Wave, asks_wellbeing, points

MOST_POLLS = 60  # Of the newest, so many are looked through for the five questions.


@dataclass(frozen=True, slots=True)
class Told:
    """One wave as a page shows it; `middle` is for the line alone."""

    day: date
    poll_id: int
    title: str
    low: int
    high: int
    people: int
    stands: bool

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Course:
    """The waves of one site, "" for everybody together, oldest first."""

    site: str
    waves: tuple[Told, ...]


def courses(language: str) -> list[Course]:
    """Return everybody together, then each site by name; only what may be shown, so possibly nothing.

    A wave is a fixed version that asks the five questions and has released something of each.
    """
    plans = ResultsPlan.objects.select_related("version__poll").order_by("-made_at", "-pk")[:MOST_POLLS]
    asked = [plan for plan in plans if asks_wellbeing(plan.version.asks())][::-1]
    released = _released([plan.version for plan in asked])
    known = {
        plan.version_id: (plan, Labels(plan.version, plan.told(), language))
        for plan in asked
        if plan.version_id in released
    }
    groups: dict[Group, None] = {EVERYBODY: None}
    for version_id in known:
        groups |= dict.fromkeys(released[version_id])
    found = []
    for group in groups:
        told = points(
            Wave(version_id, released[version_id][group])
            for version_id in known
            if group in released[version_id]
        )
        if told:
            name = ""
            for _dimension, code in group:
                name = known[told[-1].key][1].answer(SITE, code)
            found.append(Course(name, tuple(_told(known[one.key][0], one, released) for one in told)))
    return sorted(found, key=lambda one: one.site)


_Released = dict[int, "_Version"]


class _Version(dict[Group, dict[str, dict[tuple[str, ...], int]]]):
    """Lines by group and question of one version, and the day of its last release."""

    day: date


def _released(versions: list[PollVersion]) -> _Released:
    """Return the newest figures of each version, of everybody and of each site."""
    rows = ReleasedFigures.objects.filter(version__in=versions, question__in=ITEMS).order_by("step")
    newest = {(row.version_id, row.question): row for row in rows}
    found: _Released = {}
    for (version_id, question), row in newest.items():
        version = found.setdefault(version_id, _Version())
        version.day = max(getattr(version, "day", row.released_at.date()), row.released_at.date())
        for one in row.figures["groups"]:
            group = group_from_json(one["group"])
            # What is told in shares without counts, as a panel may be, makes no index.
            if not all("people" in line for line in one.get("lines", ())):
                continue
            if group == EVERYBODY or [name for name, _value in group] == [SITE]:
                lines = {tuple(line["answers"]): line["people"] for line in one["lines"]}
                version.setdefault(group, {})[question] = lines
    return found


def _told(plan: ResultsPlan, point: Point, released: _Released) -> Told:
    version = plan.version
    low, high = int(point.index.low), int(point.index.high)
    day = released[version.pk].day
    return Told(day, version.poll_id, version.poll.title, low, high, point.people, point.stands)
