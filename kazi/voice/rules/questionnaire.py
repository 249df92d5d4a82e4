"""What a poll asks, as plain values that become JSON and come back the same.

Every name is single in the whole poll: an answer, an expression and a result all use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, Final

UNSAID: Final = "und"  # BCP 47 for a language that the form does not name.
# A number of rounds for a repeat that asks "another?" and for one whose form names too many.
MOST_ROUNDS: Final = 20

# Words by language code, such as {"en": "How old are you?", "sw": "Una umri gani?"}.
Text = Mapping[str, str]


class Kind(StrEnum):
    """What is done with a question."""

    NOTE = "note"  # Told, nothing is awaited.
    ONE = "one"  # One of several.
    SEVERAL = "several"  # Any of several: "1 3 4", 0 for none.
    RANK = "rank"  # All of several, the first is the most: "2 1 3".
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"  # Asked as DDMMYYYY, kept as YYYY-MM-DD.
    TIME = "time"  # Asked as HHMM, kept as HH:MM.
    TEXT = "text"
    ACKNOWLEDGE = "acknowledge"  # 1 says "I have heard it".
    CALCULATE = "calculate"  # Computed, never said.
    UNASKED = "unasked"  # What a keypad cannot answer, such as a photo: always empty here.


CHOOSING: Final = frozenset({Kind.ONE, Kind.SEVERAL, Kind.RANK})
SILENT: Final = frozenset({Kind.CALCULATE, Kind.UNASKED})
ASKED: Final = frozenset(Kind) - SILENT - {Kind.NOTE}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list; `columns` are what a choice_filter may look at."""

    name: str
    label: Text = field(default_factory=dict)
    audio: Text = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One row that is told, asked or computed.

    `relevant`, `constraint`, `calculation`, `default`, `required` and `choice_filter` are expressions
    (`expressions.parsing`); "" is none.  `low`, `high` and `step` bound a number ("" is none).
    `sensitive`: results are hidden also when everybody or nobody agrees.  `breakdown`: results may
    be shown apart by its answers.  `garbled` names the answer that a share of the others is written down as,
    "" where nothing is.  `refers` names the question that tells a need: whoever chooses the first answer here
    is led on, at the end, to local services for it.  `type` is what the form called it, `row` where it
    stood there.
    """

    name: str
    kind: Kind
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    audio: Text = field(default_factory=dict)
    options: str = ""
    required: str = ""
    required_message: Text = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Text = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    sensitive: bool = False
    breakdown: bool = False
    garbled: str = ""
    refers: str = ""
    type: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; `relevant` holds for each of them as well.

    `repeats`: asked in rounds, `count` times (an expression), or with "" until the answer to "another?"
    is no, `most` times at the most.
    """

    name: str
    items: tuple[Question | Group, ...] = ()
    label: Text = field(default_factory=dict)
    relevant: str = ""
    repeats: bool = False
    count: str = ""
    most: int = MOST_ROUNDS
    row: int = 0


Item = Question | Group


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole poll: its words in `languages` (the first is the one to fall back to) and its items."""

    title: str
    languages: tuple[str, ...]
    items: tuple[Item, ...] = ()
    lists: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    form_id: str = ""
    version: str = ""

    def questions(self) -> Iterator[Question]:
        """Yield all questions in the order of the form."""
        for item, _around in walk(self.items):
            if isinstance(item, Question):
                yield item

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions() if one.name == name), None)

    def options_of(self, question: Question) -> tuple[Option, ...]:
        return self.lists.get(question.options, ()) if question.kind in CHOOSING else ()


def walk(items: tuple[Item, ...], around: tuple[Group, ...] = ()) -> Iterator[tuple[Item, tuple[Group, ...]]]:
    """Yield every item in order, a group before what is in it, with the groups around it."""
    for item in items:
        yield item, around
        if isinstance(item, Group):
            yield from walk(item.items, (*around, item))


def words(text: Text, language: str, languages: tuple[str, ...] = ()) -> str:
    """Return the words in this language, else in the first of `languages` that has some, else any."""
    for code in (language, language.split("-", maxsplit=1)[0], *languages):
        if text.get(code):
            return text[code]
    return next((said for said in text.values() if said), "")


def to_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return it as plain JSON values; what is empty is left out."""
    return {
        "title": questionnaire.title,
        "languages": list(questionnaire.languages),
        "form_id": questionnaire.form_id,
        "version": questionnaire.version,
        "lists": {name: [_plain(one) for one in options] for name, options in questionnaire.lists.items()},
        "items": [_plain(item) for item in questionnaire.items],
    }


def from_json(data: Mapping[str, Any]) -> Questionnaire:
    """Return what `to_json` wrote."""
    return Questionnaire(
        title=data["title"],
        languages=tuple(data["languages"]),
        items=tuple(_item(one) for one in data["items"]),
        lists={name: tuple(Option(**one) for one in options) for name, options in data["lists"].items()},
        form_id=data.get("form_id", ""),
        version=data.get("version", ""),
    )


def _plain(thing: Item | Option) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.name == "items":
            found["items"] = [_plain(item) for item in value]
        elif isinstance(value, Mapping):
            if value:
                found[one.name] = dict(value)
        elif value not in ("", 0, False) or one.name == "name":
            found[one.name] = str(value) if isinstance(value, Kind) else value
    return found


def _item(data: Mapping[str, Any]) -> Item:
    if "items" in data:
        return Group(**{**data, "items": tuple(_item(one) for one in data["items"])})
    return Question(**{**data, "kind": Kind(data["kind"])})
