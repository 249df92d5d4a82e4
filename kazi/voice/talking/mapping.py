"""A step of a poll as the engine of talks takes it, with words that are found when they are wanted.

An answer goes back the same way: what the engine has understood becomes what a poll keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from kazi.conversations.rules import scripts
from kazi.conversations.rules.scripts import Option, Value
from kazi.voice import saying
from kazi.voice.rules import asking
from kazi.voice.rules.asking.digits import moment
from kazi.voice.rules.questionnaire import Kind
from kazi.voice.services.tallying import record_answer
from kazi.voice.talking.asked import Asked

# A time has no kind of its own in a talk: it is keyed as a number and kept as HH:MM.
KINDS: Final = {
    Kind.ONE: scripts.Kind.ONE,
    Kind.SEVERAL: scripts.Kind.SEVERAL,
    Kind.RANK: scripts.Kind.ONE,
    Kind.INTEGER: scripts.Kind.NUMBER,
    Kind.DECIMAL: scripts.Kind.DECIMAL,
    Kind.DATE: scripts.Kind.DATE,
    Kind.TIME: scripts.Kind.NUMBER,
    Kind.TEXT: scripts.Kind.TEXT,
    Kind.ACKNOWLEDGE: scripts.Kind.ACKNOWLEDGE,
}


class InEach(Mapping[str, str]):
    """Words in each language of a poll; a language costs something only when its words are asked for."""

    def __init__(self, languages: tuple[str, ...], say: Callable[[str], str]) -> None:
        self._languages, self._say = languages, say

    def __getitem__(self, language: str) -> str:
        if language not in self._languages:
            raise KeyError(language)
        return self._say(language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._languages)

    def __len__(self) -> int:
        return len(self._languages)


class Steps:
    """The step that stands in a state, in each language of the poll."""

    def __init__(self, asked: Asked, walk: asking.State, day: date) -> None:
        self.asked, self._walk, self._day = asked, walk, day
        self._found: dict[str, asking.Step] = {}

    @property
    def first(self) -> asking.Step:
        return self.in_(self.asked.asks.languages[0])

    def in_(self, language: str) -> asking.Step:
        if language not in self._found:
            self._found[language] = asking.next_step(self.asked.asks, self._walk, self._day, language)
        return self._found[language]

    def words(self, say: Callable[[asking.Step], str]) -> InEach:
        return InEach(self.asked.asks.languages, lambda language: say(self.in_(language)))


def told(steps: Steps, step: asking.Tell) -> scripts.Tell:
    return scripts.Tell(step.key, steps.words(lambda one: getattr(one, "text", "")))


def question(steps: Steps, step: asking.Ask, ranked: list[str]) -> scripts.Ask:
    """Return what the engine asks.  `ranked` is what was put in order so far, for a question that ranks.

    A ranking is asked place by place, each from what is left: one question `NAME:1`, `NAME:2`, and so on.
    """
    asked, kind = steps.asked, step.question.kind
    is_rank = kind == Kind.RANK
    counted = asked.plan.question(step.question.name)
    is_garbled = bool(counted and counted.garbled_yes)
    options = [
        Option(choice.name, steps.words(_label(number)))
        for number, choice in enumerate(step.choices)
        if choice.name not in ranked and kind != Kind.ACKNOWLEDGE
    ]

    def check(value: Value, language: str) -> str:
        there = steps.in_(language if language in asked.asks.languages else asked.asks.languages[0])
        if not isinstance(there, asking.Ask):
            return ""
        found = asking.check(there, typed(there, value))
        return saying.why_again(found, language) if isinstance(found, asking.Again) else ""

    def garble(value: Value) -> Value:
        return record_answer(asked.plan, step.question.name, str(value))

    def as_moment(value: Value) -> Value:
        return moment(str(value).zfill(4))

    return scripts.Ask(
        f"{step.key}:{len(ranked) + 1}" if is_rank else step.key,
        KINDS[kind],
        steps.words(lambda one: _prose(one, len(ranked) + 1 if is_rank else 0)),
        options,
        optional=step.may_skip,
        sensitive=step.question.sensitive or is_garbled,
        check=None if is_rank else check,
        seal=garble if is_garbled else as_moment if kind == Kind.TIME else None,
        default=_default(step),
    )


def _default(step: asking.Ask) -> Value:
    """Return what a skip counts as, in the engine's form; None where it is no answer."""
    said = asking.default_of(step)
    match step.question.kind:
        case Kind.SEVERAL:
            return said.split() or None
        case Kind.TIME:
            return said.replace(":", "") or None
    return said or None


def typed(step: asking.Ask, value: Value) -> str:
    """Return what a person would have keyed for this value: choices by their place, so no name misleads."""
    places = {choice.name: choice.code for choice in step.choices}
    if isinstance(value, list):
        return " ".join(places.get(one, one) for one in value) or "0"
    if step.question.kind == Kind.ACKNOWLEDGE:
        return "1"
    if step.question.kind == Kind.TIME:
        return str(value).zfill(4)
    return places.get(str(value), str(value))


def kept(value: Value) -> str:
    """Return a value of a talk as a poll keeps it."""
    if isinstance(value, list):
        return " ".join(value)
    return "OK" if value == "ok" else str(value or "")


def _label(number: int) -> Callable[[asking.Step], str]:
    def label(step: asking.Step) -> str:
        if not isinstance(step, asking.Ask):
            return ""
        return saying.label(step.choices[number], step.language)

    return label


def _prose(step: asking.Step, place: int) -> str:
    if not isinstance(step, asking.Ask):
        return ""
    lines = saying.prose(step)
    if place:
        lines.append(saying.place(place, step.language))
    return "\n".join(lines)
