"""What messages have taught, from released figures alone."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.voice.models import Poll, PollVersion, ReleasedFigures, Teaching
from kazi.voice.rules.questionnaire import from_json
from kazi.voice.rules.release.waves import rounded_percent
from kazi.voice.rules.teaching import ASKED, Lesson, from_questionnaire, right_answer

MOST_ON_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class Learned:
    """Of how many people the released figures are, and how many of these chose right, in steps of 5 %.

    `percent` is None where right answers are told together with others, or where nothing is released.
    """

    people: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its newest version, what it is about, and what the last fixed version taught."""

    poll: Poll
    version: PollVersion
    about: Teaching
    lesson: Lesson | None
    learned: Learned
    is_fixed: bool


def messages() -> list[Message]:
    """Return the organisation's messages, the newest first; the database is asked four questions."""
    polls = list(Poll.objects.filter(versions__teaching__isnull=False).distinct()[:MOST_ON_A_PAGE])
    versions: dict[int, list[PollVersion]] = {}
    for version in PollVersion.objects.filter(poll__in=polls).order_by("-number"):
        versions.setdefault(version.poll_id, []).append(version)
    abouts: dict[int, Teaching] = {}
    known = Teaching.objects.filter(version__poll__in=polls).select_related("version")
    for one in known.order_by("version__number"):
        abouts[one.version.poll_id] = one
    fixed = [next((one for one in found if one.is_launched), None) for found in versions.values()]
    figures = _figures([one for one in fixed if one is not None])
    found = []
    for poll in polls:
        newest = versions[poll.pk][0]
        last = next((one for one in versions[poll.pk] if one.is_launched), None)
        learned = _learned(last, figures.get(last.pk)) if last else Learned()
        lesson = from_questionnaire(newest.asks())
        found.append(Message(poll, newest, abouts[poll.pk], lesson, learned, last is not None))
    return found


def learned_by_version(poll: Poll) -> list[tuple[PollVersion, Learned]]:
    """Return each fixed version of a message with what it taught, the newest first."""
    versions = list(poll.versions.filter(launched_at__isnull=False).order_by("-number"))
    figures = _figures(versions)
    return [(one, _learned(one, figures.get(one.pk))) for one in versions]


def _figures(versions: list[PollVersion]) -> dict[int, ReleasedFigures]:
    rows = ReleasedFigures.objects.filter(version__in=versions, question=ASKED).order_by("step")
    return {row.version_id: row for row in rows}


def _learned(version: PollVersion, row: ReleasedFigures | None) -> Learned:
    everybody = next((one for one in row.figures["groups"] if not one["group"]), None) if row else None
    if everybody is None or not everybody.get("n"):
        return Learned()
    right = right_answer(from_json(version.questionnaire))
    told = next((one["people"] for one in everybody["lines"] if one["answers"] == [right]), None)
    n = everybody["n"]
    return Learned(n, None if told is None or not right else rounded_percent(told, n))
