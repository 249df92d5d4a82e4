"""A message that teaches: a few words, one question after it, and what is said to each answer.

It is a poll like any other, of four items with the names below; so it is fixed, sent, asked, counted and
released as polls are.  `from_questionnaire` finds such a message in what is asked, and nothing in a poll that
only looks like one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kazi.voice.rules.questionnaire import Kind, Option, Question, Questionnaire, Text

SAID, ASKED, RIGHT, NOT_YET = "message", "understood", "right", "not_yet"
CHOICES: Final = "choices"
FEWEST, MOST = 2, 4
PURPOSE: Final = "teaching"  # What a person agrees to once for all messages of whoever sends them.


class Topic(StrEnum):
    RIGHTS = "rights"
    HEALTH = "health"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from: who said it, when, and where it can be read ("" for nowhere).

    `dated` is YYYY, YYYY-MM or YYYY-MM-DD, as exactly as it is known; see `is_date`.  A message without a
    source makes no claim: it only gives advice.
    """

    name: str
    dated: str
    address: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.dated}"


def is_date(text: str) -> bool:
    """Say whether this is a year, a month or a day of the calendar, such as 2012 or 2023-03-16."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Lesson:
    """One message in all its `languages`; `right` counts from 0 among `choices`."""

    title: str
    languages: tuple[str, ...]
    said: Text
    asked: Text
    choices: tuple[Text, ...]
    right: int
    if_right: Text
    if_not_yet: Text


def as_questionnaire(lesson: Lesson, form_id: str = "") -> Questionnaire:
    """Return the poll that tells and asks it.  Raises ValueError for a lesson that cannot be answered."""
    if not FEWEST <= len(lesson.choices) <= MOST or not 0 <= lesson.right < len(lesson.choices):
        raise ValueError(f"A message has {FEWEST} to {MOST} choices, and one of them is right.")
    names = [chr(ord("a") + n) for n in range(len(lesson.choices))]
    others = [name for n, name in enumerate(names) if n != lesson.right]
    return Questionnaire(
        title=lesson.title,
        languages=lesson.languages,
        items=(
            Question(SAID, Kind.NOTE, lesson.said),
            Question(ASKED, Kind.ONE, lesson.asked, options=CHOICES),
            Question(RIGHT, Kind.NOTE, lesson.if_right, relevant=_was(names[lesson.right])),
            Question(NOT_YET, Kind.NOTE, lesson.if_not_yet, relevant=" or ".join(map(_was, others))),
        ),
        lists={
            CHOICES: tuple(Option(name, label) for name, label in zip(names, lesson.choices, strict=True))
        },
        form_id=form_id,
    )


def from_questionnaire(asks: Questionnaire) -> Lesson | None:
    """Return the message that a poll is, None for one that asks or tells anything else."""
    if [item.name for item in asks.items] != [SAID, ASKED, RIGHT, NOT_YET]:
        return None
    said, asked, right, not_yet = (asks.question(name) for name in (SAID, ASKED, RIGHT, NOT_YET))
    if said is None or asked is None or right is None or not_yet is None:
        return None
    options = asks.options_of(asked)
    place = next((n for n, one in enumerate(options) if right.relevant == _was(one.name)), None)
    if place is None or not FEWEST <= len(options) <= MOST:
        return None
    lesson = Lesson(
        asks.title, asks.languages, said.label, asked.label, tuple(one.label for one in options), place,
        right.label, not_yet.label,
    )  # fmt: skip
    # Whatever the editor of polls added (a rule, a hint, another choice's name) makes it an ordinary poll.
    return lesson if as_questionnaire(lesson, asks.form_id).items == asks.items else None


def right_answer(asks: Questionnaire) -> str:
    """Return the code of the right choice of a message, "" for a poll that is none."""
    lesson = from_questionnaire(asks)
    return asks.lists[CHOICES][lesson.right].name if lesson else ""


def lacking(lesson: Lesson) -> list[tuple[str, str]]:
    """Return (language, part) for all words that are missing: half a message is told to nobody."""
    parts = [
        (SAID, lesson.said), (ASKED, lesson.asked), (RIGHT, lesson.if_right), (NOT_YET, lesson.if_not_yet),
        *((f"{CHOICES} {n}", choice) for n, choice in enumerate(lesson.choices, 1)),
    ]  # fmt: skip
    return [
        (code, part) for code in lesson.languages for part, text in parts if not text.get(code, "").strip()
    ]


def _was(name: str) -> str:
    return f"selected(${{{ASKED}}}, '{name}')"
