"""What comes next in a poll, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from kazi.voice.rules.expressions.scope import Scope
from kazi.voice.rules.questionnaire import Question


@dataclass(frozen=True, slots=True)
class Choice:
    """One option as it is offered: `code` is what a person keys ("1" for the first), `name` what is kept."""

    code: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Words without an answer.  `key` is what `record` wants when they were said."""

    key: str
    question: Question
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that awaits an answer.

    `key` names it in the state: its name, with the rounds behind it where it repeats (`child#2`).
    `another` is set, and `question` has only the name of the group, when it asks whether one more round
    is wanted: its choices are `yes` and `no` without words, which the speaker of the talk has.
    `may_skip`: no answer is insisted on.  `scope` is what expressions see; for `check`.
    """

    key: str
    question: Question
    text: str
    hint: str
    choices: tuple[Choice, ...]
    may_skip: bool
    language: str
    languages: tuple[str, ...]
    scope: Scope
    another: bool = False
    number: int = 0  # How many questions were answered or skipped before, plus one.


@dataclass(frozen=True, slots=True)
class Done:
    """Everything was asked."""


Step = Tell | Ask | Done
