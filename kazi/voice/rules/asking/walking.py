"""From the answers so far to the next question.

The questionnaire is walked from its beginning each time, and the first thing that is due is returned.
So a talk that was cut off goes on from its saved state alone, and each key is asked once at most:
every step adds a key, and there are finitely many.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kazi.voice.rules.asking import digits
from kazi.voice.rules.asking.steps import Ask, Choice, Done, Step, Tell
from kazi.voice.rules.expressions import computing
from kazi.voice.rules.expressions.scope import Scope
from kazi.voice.rules.questionnaire import (
    MOST_ROUNDS,
    SILENT,
    Group,
    Item,
    Kind,
    Question,
    Questionnaire,
    walk,
    words,
)

# {"answers": {key: text}, "passed": [key, ...]}: what was answered, and what was told or skipped.
State = dict[str, Any]
YES, NO = "yes", "no"
ANOTHER: Final = "?"
_PLACE: Final = re.compile(r"\$\{\s*([^}]+?)\s*\}")
Rounds = tuple[int, ...]


def begin() -> State:
    """Return the state of a talk in which nothing was said yet."""
    return {"answers": {}, "passed": []}


def next_step(questionnaire: Questionnaire, state: State, today: date, language: str) -> Step:
    """Return what is told or asked next; Done when nothing is left.  Changes nothing."""
    return _Walk(questionnaire, state, today, language).next()


def record(state: State, key: str, value: str = "") -> State:
    """Return the state with this answer, or with this note told.

    An answer that is there already stays: the same message may come twice, and late ones in any order.
    """
    if key in state["answers"] or key in state["passed"]:
        return state
    return {**state, "answers": {**state["answers"], key: value}}


def skip(questionnaire: Questionnaire, state: State, step: Ask | Tell, today: date) -> State:
    """Return the state without an answer to this step: its default is the answer, where it has one."""
    if step.key in state["answers"] or step.key in state["passed"]:
        return state
    if isinstance(step, Ask) and step.another:
        return record(state, step.key, NO)
    if isinstance(step, Ask) and (default := default_of(step)):
        return record(state, step.key, default)
    return {**state, "passed": [*state["passed"], step.key]}


def default_of(ask: Ask) -> str:  # noqa: PLR0911 -- one line for each kind.
    """Return what is kept when a question is skipped: its default, as answers are kept; "" for none.

    A default that nobody could have answered, such as a choice that is not offered, is none, and a ranking,
    which calls ask place by place, has none.
    """
    said = computing.text(ask.question.default, ask.scope).strip() if ask.question.default else ""
    names = [choice.name for choice in ask.choices]
    match ask.question.kind:
        case Kind.ONE:
            return said if said in names else ""
        case Kind.SEVERAL:
            chosen = set(said.split())
            return " ".join(one for one in names if one in chosen) if chosen <= set(names) else ""
        case Kind.INTEGER | Kind.DECIMAL:
            found = digits.number(said) or ""
            return "" if ask.question.kind == Kind.INTEGER and "." in found else found
        case Kind.DATE:
            return digits.day(said) or ""
        case Kind.TIME:
            return digits.moment(said) or ""
        case Kind.TEXT:
            return said
    return ""


def answers(questionnaire: Questionnaire, state: State, today: date) -> dict[str, str]:
    """Return everything that is to be kept: answers by key, and the values that are computed.

    What was skipped is not there; "" is the answer "none" to a choice of several.
    """
    return _Walk(questionnaire, state, today, "").kept()


def key_of(name: str, rounds: Rounds) -> str:
    return f"{name}#{'.'.join(map(str, rounds))}" if rounds else name


@dataclass
class _Walk:
    questionnaire: Questionnaire
    state: State
    today: date
    language: str
    _computing: set[str] = field(default_factory=set)
    _computed: dict[str, str] = field(default_factory=dict)
    _places: dict[str, tuple[Item, tuple[Group, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._passed = set(self.state["passed"])
        self._answers: dict[str, str] = self.state["answers"]
        for item, around in walk(self.questionnaire.items):
            self._places[item.name] = (item, around)

    # --- What comes next ---

    def next(self) -> Step:
        return next(self._steps(self.questionnaire.items, ()), None) or Done()

    def _steps(self, items: tuple[Item, ...], rounds: Rounds) -> Iterator[Step]:
        for item in items:
            if isinstance(item, Group):
                if self._is_relevant(item, rounds):
                    yield from self._group(item, rounds)
            elif item.kind not in SILENT:
                key = key_of(item.name, rounds)
                if key not in self._answers and key not in self._passed and self._is_relevant(item, rounds):
                    step = self._step(item, key, rounds)
                    if step is not None:
                        yield step

    def _group(self, group: Group, rounds: Rounds) -> Iterator[Step]:
        if not group.repeats:
            yield from self._steps(group.items, rounds)
            return
        for number in range(1, self._most(group, rounds) + 1):
            if not group.count and number > 1:
                asked = key_of(f"{group.name}{ANOTHER}", (*rounds, number))
                if asked not in self._answers and asked not in self._passed:
                    yield self._another(group, asked, (*rounds, number))
                if self._answers.get(asked) != YES:
                    return
            yield from self._steps(group.items, (*rounds, number))

    def _most(self, group: Group, rounds: Rounds) -> int:
        if not group.count:
            return group.most
        wanted = computing.number(group.count, self._scope(group.name, rounds))
        return 0 if math.isnan(wanted) or wanted < 0 else int(min(wanted, MOST_ROUNDS))

    def _step(self, item: Question, key: str, rounds: Rounds) -> Step | None:
        text = self._said(item.label, rounds)
        if item.kind == Kind.NOTE:
            return Tell(key, item, text, self.language) if text else None
        scope = self._scope(item.name, rounds)
        choices = self._choices(item, rounds, scope)
        if choices is not None and not choices:
            return None  # A filter that leaves nothing leaves nothing to ask.
        return Ask(
            key=key,
            question=item,
            text=text,
            hint=self._said(item.hint, rounds),
            choices=choices or (),
            may_skip=not (item.required and computing.holds(item.required, scope)),
            language=self.language,
            languages=self.questionnaire.languages,
            scope=scope,
            number=1 + sum(1 for one in self._answers if self._is_question(one)) + self._skipped(),
        )

    def _another(self, group: Group, key: str, rounds: Rounds) -> Ask:
        question = Question(group.name, Kind.ONE, label=group.label, required="true()")
        return Ask(
            key=key,
            question=question,
            text=self._said(group.label, rounds),
            hint="",
            choices=(Choice("1", YES, ""), Choice("2", NO, "")),
            may_skip=False,
            language=self.language,
            languages=self.questionnaire.languages,
            scope=self._scope(group.name, rounds),
            another=True,
        )

    def _is_question(self, key: str) -> bool:
        item = self._places.get(key.split("#", maxsplit=1)[0])
        return item is not None and isinstance(item[0], Question) and item[0].kind != Kind.NOTE

    def _skipped(self) -> int:
        return sum(1 for one in self._passed if self._is_question(one))

    def _choices(self, item: Question, rounds: Rounds, scope: Scope) -> tuple[Choice, ...] | None:
        if item.kind == Kind.ACKNOWLEDGE:
            return (Choice("1", "OK", "OK"),)
        options = self.questionnaire.options_of(item)
        if not options:
            return None
        found: list[Choice] = []
        for option in options:
            if item.choice_filter:
                columns = {**option.columns, "name": option.name}
                seen = Scope(self.today, scope.values, scope.own, scope.position, columns, scope.label)
                if not computing.holds(item.choice_filter, seen):
                    continue
            label = self._said(option.label, rounds)
            found.append(Choice(str(len(found) + 1), option.name, label))
        return tuple(found)

    # --- What expressions see ---

    def _is_relevant(self, item: Item, rounds: Rounds) -> bool:
        return not item.relevant or computing.holds(item.relevant, self._scope(item.name, rounds))

    def _scope(self, name: str, rounds: Rounds) -> Scope:
        return Scope(
            today=self.today,
            values=lambda wanted: self._values(wanted, rounds),
            own=self._answers.get(key_of(name, rounds), ""),
            position=rounds[-1] if rounds else 1,
            label=self._label,
        )

    def _values(self, name: str, rounds: Rounds) -> tuple[str, ...]:
        """Return the answers of a question: of this round where it is in it, else of all rounds."""
        place = self._places.get(name)
        if place is None:
            return ("",)
        item, around = place
        repeats = sum(1 for one in around if one.repeats) + (isinstance(item, Group) and item.repeats)
        shared = rounds[:repeats]
        missing = repeats - len(shared)
        if isinstance(item, Group):
            return tuple("" for _one in self._rounds(item, around, shared)) if missing else ("",)
        if not missing:
            return (self._value(item, around, shared),)
        return tuple(self._value(item, around, one) for one in self._begun(around, shared)) or ("",)

    def _begun(self, around: tuple[Group, ...], shared: Rounds) -> list[Rounds]:
        """Return the rounds that were begun of the repeats around a question, within `shared`."""
        repeats = [one for one in around if one.repeats]
        found = [shared]
        for group in repeats[len(shared) :]:
            found = [
                (*before, number) for before in found for number in range(1, self._count(group, before) + 1)
            ]
        return found

    def _rounds(self, group: Group, around: tuple[Group, ...], shared: Rounds) -> list[Rounds]:
        return self._begun((*around, group), shared)

    def _count(self, group: Group, before: Rounds) -> int:
        """Return how many rounds of a repeat there are: as counted, or as wanted so far."""
        if group.count:
            token = f"count {key_of(group.name, before)}"
            if token in self._computing:
                return 0
            self._computing.add(token)
            found = self._most(group, before)
            self._computing.discard(token)
            return found
        number = 1
        while self._answers.get(key_of(f"{group.name}{ANOTHER}", (*before, number + 1))) == YES:
            number += 1
        return number

    def _value(self, item: Question, around: tuple[Group, ...], rounds: Rounds) -> str:
        key = key_of(item.name, rounds)
        if item.kind != Kind.CALCULATE:
            return self._answers.get(key, "")
        if key in self._computed:
            return self._computed[key]
        # A form that waits for itself is refused when it comes in; this only keeps a talk from ending so.
        if key in self._computing:
            return ""
        self._computing.add(key)
        is_there = all(self._is_relevant(one, rounds) for one in around) and self._is_relevant(item, rounds)
        value = computing.text(item.calculation, self._scope(item.name, rounds)) if is_there else ""
        self._computing.discard(key)
        self._computed[key] = value
        return value

    def _label(self, question: str, option: str) -> str:
        item = self._places.get(question, (None, ()))[0]
        if isinstance(item, Question):
            for one in self.questionnaire.options_of(item):
                if one.name == option:
                    return words(one.label, self.language, self.questionnaire.languages)
        return option

    def _said(self, text: Any, rounds: Rounds) -> str:
        """Return words with the answers in their places."""
        said = words(text, self.language, self.questionnaire.languages)
        if "${" not in said:
            return said

        def answer(found: re.Match[str]) -> str:
            values = self._values(found[1], rounds)
            return (
                ", ".join(self._label(found[1], one) for one in values[0].split())
                if (values and self._is_choice(found[1]))
                else ", ".join(one for one in values if one)
            )

        return _PLACE.sub(answer, said)

    def _is_choice(self, name: str) -> bool:
        item = self._places.get(name, (None, ()))[0]
        return isinstance(item, Question) and bool(item.options)

    # --- What is kept ---

    def kept(self) -> dict[str, str]:
        told = {
            name for name, (item, _around) in self._places.items() if getattr(item, "kind", "") == Kind.NOTE
        }
        found = {
            key: value
            for key, value in self._answers.items()
            if key.split("#")[0] not in told and not key.split("#")[0].endswith(ANOTHER)
        }
        for item, around in self._places.values():
            if isinstance(item, Question) and item.kind == Kind.CALCULATE and item.calculation:
                for rounds in self._begun(around, ()):
                    if value := self._value(item, around, rounds):
                        found[key_of(item.name, rounds)] = value
        return found
