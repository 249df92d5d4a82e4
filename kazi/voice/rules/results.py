"""What of a poll is counted: its questions as the release rules know them, and replies as counts.

Words, dates and free numbers are never counted.  A question that says `breakdown` tells people apart;
the first such question is also combined with each of the others, in pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

from kazi.voice.rules.garbling import LEAST, G
from kazi.voice.rules.questionnaire import Kind, Question, Questionnaire
from kazi.voice.rules.release.choosing import Rule
from kazi.voice.rules.release.lattice import MOST_DIMENSIONS, Dimension, Lattice
from kazi.voice.rules.release.stepping import Question as Told

CHOSEN = "1"  # The only answer of an option of "choose several".
TOOK_PART = ""
MOST_NUMBERS = 11  # A scale of 0 to 10 is counted number by number, a wider one in five bands.
BANDS = 5

Key = tuple[str, str, tuple[str, ...]]
"""(question, answer, cell); question and answer are "" for who took part."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One question of a poll that is counted.

    `garbled_yes` is the answer that a share of the others is recorded as; "" where nothing is garbled.
    """

    code: str
    answers: tuple[str, ...]
    is_several: bool = False
    is_sensitive: bool = False
    garbled_yes: str = ""
    bands: tuple[tuple[float, float], ...] = ()

    def told(self) -> list[Told]:
        """Return it as the release rules take it: an option of "choose several" is a question of its own."""
        rule = Rule(least=LEAST if self.garbled_yes else 0, sensitive=self.is_sensitive)
        if self.is_several:
            return [Told(f"{self.code}/{option}", (CHOSEN,), rule) for option in self.answers]
        return [Told(self.code, self.answers, rule)]

    def given(self, said: str) -> Iterator[tuple[str, str]]:
        """Yield what a stored answer counts as: (question, answer) of `told`; nothing for what is none."""
        if self.is_several:
            yield from (
                (f"{self.code}/{one}", CHOSEN) for one in dict.fromkeys(said.split()) if one in self.answers
            )
        elif self.bands:
            yield from self._in_a_band(said)
        elif (first := said.split(" ", maxsplit=1)[0]) in self.answers:
            yield self.code, first

    def _in_a_band(self, said: str) -> Iterator[tuple[str, str]]:
        try:
            number = float(said)
        except ValueError:
            return
        for name, (low, high) in zip(self.answers, self.bands, strict=True):
            if low <= number < high:
                yield self.code, name
                return


@dataclass(frozen=True)
class Plan:
    """All of a poll that is counted, and by what it may be broken down."""

    lattice: Lattice = field(default_factory=Lattice)
    questions: tuple[Counted, ...] = ()
    g: float = G

    def told(self) -> list[Told]:
        return [one for question in self.questions for one in question.told()]

    def question(self, code: str) -> Counted | None:
        """Return the question by its own code, or by that of one of its options."""
        return next(
            (one for one in self.questions if code in {one.code, *(t.code for t in one.told())}), None
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """Where one person's talk stands: answers by question as they are stored, so garbled ones garbled.

    `stated` is by what the person is told apart, where it is known from elsewhere, such as the site.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)
    has_ended: bool = False


def counts_of(plan: Plan, reply: Reply | None) -> Counter[Key]:
    """Return what a reply counts as; nothing until it is known in which cell it counts.

    A reply is taken in once all that people are told apart by is answered, or its talk has ended: so it
    does not wander from cell to cell, and a poll does well to ask these questions first.
    """
    found = Counter[Key]()
    if reply is None or not reply.answers:
        return found
    dimensions = [one.code for one in plan.lattice.dimensions]
    stated = {**{code: reply.answers[code] for code in dimensions if reply.answers.get(code)}, **reply.stated}
    if not reply.has_ended and any(not stated.get(code) for code in dimensions):
        return found
    cell = plan.lattice.cell(stated)
    found[TOOK_PART, "", cell] = 1
    for question in plan.questions:
        for code, answer in question.given(reply.answers.get(question.code, "")):
            found[code, answer, cell] = 1
    return found


def changes(plan: Plan, before: Reply | None, after: Reply | None) -> dict[Key, int]:
    """Return by how much each count moves when a reply goes on, is mended or (`after` None) taken back."""
    moved = counts_of(plan, after)
    moved.subtract(counts_of(plan, before))
    return {key: n for key, n in moved.items() if n}


def plan_of(questionnaire: Questionnaire, garbled: Mapping[str, str] | None = None, g: float = G) -> Plan:
    """Return the plan that a questionnaire asks for; `garbled` gives the "yes" of each garbled question.

    Raises ValueError when a garbled question does not offer exactly two answers, or when the
    breakdowns make no lattice.
    """
    apart = [one for one in questionnaire.questions() if one.breakdown and one.kind == Kind.ONE]
    dimensions = tuple(
        Dimension(one.name, tuple(option.name for option in questionnaire.options_of(one)))
        for one in apart[:MOST_DIMENSIONS]
    )
    names = [one.code for one in dimensions]
    pairs = [pair for pair in combinations(names, 2) if pair[0] == names[0]]
    lattice = Lattice(dimensions, (*((name,) for name in names), *pairs))
    counted = (
        _counted(questionnaire, one, (garbled or {}).get(one.name, ""))
        for one in questionnaire.questions()
        if one.name not in names
    )
    return Plan(lattice, tuple(one for one in counted if one is not None), g)


def _counted(questionnaire: Questionnaire, question: Question, garbled_yes: str) -> Counted | None:
    options = tuple(option.name for option in questionnaire.options_of(question))
    if garbled_yes and (question.kind != Kind.ONE or len(options) != 2 or garbled_yes not in options):
        raise ValueError(f"“{question.name}” is no question with two answers of which one is yes.")
    sensitive = question.sensitive or bool(garbled_yes)
    if question.kind in {Kind.ONE, Kind.RANK}:
        return Counted(question.name, options, is_sensitive=sensitive, garbled_yes=garbled_yes)
    if question.kind == Kind.SEVERAL:
        return Counted(question.name, options, is_several=True, is_sensitive=sensitive)
    if question.kind == Kind.INTEGER and question.low and question.high:
        return _scale(question.name, int(float(question.low)), int(float(question.high)), sensitive)
    return None


def _scale(name: str, low: int, high: int, sensitive: bool) -> Counted | None:
    if high < low:
        return None
    numbers = high - low + 1
    if numbers <= MOST_NUMBERS:
        return Counted(name, tuple(str(n) for n in range(low, high + 1)), is_sensitive=sensitive)
    edges = [low + numbers * n // BANDS for n in range(BANDS + 1)]
    bands = tuple((float(a), float(b)) for a, b in pairwise(edges))
    names = tuple(f"{int(a)}–{int(b) - 1}" for a, b in bands)
    return Counted(name, names, is_sensitive=sensitive, bands=bands)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return it as plain JSON values."""
    return {
        "dimensions": [[one.code, list(one.values)] for one in plan.lattice.dimensions],
        "breakdowns": [list(names) for names in plan.lattice.breakdowns],
        "questions": [
            {
                "code": one.code, "answers": list(one.answers), "several": one.is_several,
                "sensitive": one.is_sensitive, "garbled_yes": one.garbled_yes,
                "bands": [list(band) for band in one.bands],
            }
            for one in plan.questions
        ],
        "g": plan.g,
    }  # fmt: skip


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """Return what `plan_to_json` wrote."""
    lattice = Lattice(
        tuple(Dimension(code, tuple(values)) for code, values in data["dimensions"]),
        tuple(tuple(names) for names in data["breakdowns"]),
    )
    questions = tuple(
        Counted(
            one["code"], tuple(one["answers"]), one["several"], one["sensitive"], one["garbled_yes"],
            tuple((low, high) for low, high in one["bands"]),
        )
        for one in data["questions"]
    )  # fmt: skip
    return Plan(lattice, questions, data["g"])
