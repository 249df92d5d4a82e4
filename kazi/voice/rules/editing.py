"""Changes of a poll in the browser: each takes a questionnaire and returns the next one.

They end in the same checks as a form (`fault_of`), so that nothing can be made here that cannot be asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kazi.kernel.words import N_, Fault
from kazi.voice.rules.expressions.parsing import parse
from kazi.voice.rules.expressions.tree import Unreadable, references
from kazi.voice.rules.questionnaire import (
    CHOOSING,
    Group,
    Item,
    Kind,
    Option,
    Question,
    Questionnaire,
    Text,
    walk,
    words,
)
from kazi.voice.rules.referring import referring_fault
from kazi.voice.rules.xlsform.checking import circles
from kazi.voice.rules.xlsform.cleaning import plain_name, unique

MOST_QUESTIONS: Final = 30
MOST_OPTIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as the editor's form gives it: `options` are the words of each choice by language.

    `after` and `equals` say to ask it only when that question was answered so.  `is_garbled`: of two
    choices, a share of those who choose the second is written down as the first.  `refers` names the
    question that tells the need for which whoever chooses the first answer is led on to services.
    """

    kind: Kind
    label: Text
    options: tuple[Text, ...] = ()
    required: bool = False
    sensitive: bool = False
    breakdown: bool = False
    is_garbled: bool = False
    refers: str = ""
    low: str = ""
    high: str = ""
    after: str = ""
    equals: str = ""


def blank(title: str, languages: tuple[str, ...]) -> Questionnaire:
    return Questionnaire(title=title, languages=languages)


def add(questionnaire: Questionnaire, wording: Wording) -> Questionnaire:
    """Return the poll with one more question at its end."""
    taken = _names(questionnaire)
    said = words(wording.label, "en", questionnaire.languages)
    name = unique(_short_name(said, f"q{len(taken) + 1}"), taken)
    question, lists = _built(questionnaire, Question(name, wording.kind), wording)
    return replace(questionnaire, items=(*questionnaire.items, question), lists=lists)


def change(questionnaire: Questionnaire, name: str, wording: Wording) -> Questionnaire:
    """Return the poll with other words and settings of one question; its name stays, answers hang on it."""
    before = questionnaire.question(name)
    if before is None:
        return questionnaire
    question, lists = _built(questionnaire, before, wording)
    items = _mapped(questionnaire.items, lambda one: question if one.name == name else one)
    return _tidied(replace(questionnaire, items=items, lists=lists))


def remove(questionnaire: Questionnaire, name: str) -> Questionnaire:
    """Return the poll without a question.  See `fault_of`: another one may look at it."""
    items = _mapped(questionnaire.items, lambda one: None if one.name == name else one)
    return _tidied(replace(questionnaire, items=items))


def move(questionnaire: Questionnaire, name: str, by: int) -> Questionnaire:
    """Return the poll with an item moved up (-1) or down (1) among those of its group."""
    return replace(questionnaire, items=_moved(questionnaire.items, name, by))


def retitle(questionnaire: Questionnaire, title: str, languages: tuple[str, ...]) -> Questionnaire:
    """Return the poll under another title and in these languages, the first being the one to fall back to.

    Words in a language that is left out are dropped.
    """

    def kept(text: Text) -> Text:
        return {code: said for code, said in text.items() if code in languages}

    return _with_words(replace(questionnaire, title=title, languages=languages), kept)


def rename_language(questionnaire: Questionnaire, old: str, new: str) -> Questionnaire:
    """Return the poll whose words in `old` are those in `new`: a form need not name its language."""

    def renamed(text: Text) -> Text:
        return {
            (new if code == old else code): said for code, said in text.items() if code == old or code != new
        } | ({new: text[new]} if new in text else {})

    languages = tuple(dict.fromkeys(new if one == old else one for one in questionnaire.languages))
    return _with_words(replace(questionnaire, languages=languages), renamed)


def fault_of(questionnaire: Questionnaire) -> Fault | None:
    """Return why the poll cannot be asked as it is, None when it can."""
    names = _names(questionnaire)
    leads_to: dict[str, set[str]] = {}
    for item, around in walk(questionnaire.items):
        expressions = [item.relevant, item.count if isinstance(item, Group) else item.calculation]
        checked = [] if isinstance(item, Group) else [item.constraint, item.required, item.choice_filter]
        try:
            seen = {name for text in (*expressions, *checked) if text for name in references(parse(text))}
            leads_to[item.name] = {name for text in expressions if text for name in references(parse(text))}
        except Unreadable as error:
            return error.fault
        if around:
            leads_to[item.name].add(around[-1].name)
        if isinstance(item, Group):  # It may look at what is computed in itself.
            leads_to[item.name] -= {
                one.name for one, _groups in walk(item.items) if getattr(one, "kind", "") == Kind.CALCULATE
            }
        if isinstance(item, Question) and (fault := _garbling_fault(questionnaire, item)) is not None:
            return fault
        if isinstance(item, Question) and (fault := referring_fault(questionnaire, item)) is not None:
            return fault
        for wanted in sorted(seen - names):
            text = N_("“%(name)s” looks at the question “%(wanted)s”, which is not there.")
            return Fault(text, {"name": item.name, "wanted": wanted})
    for circle in circles(leads_to):
        return Fault(N_("These questions wait for each other: %(names)s."), {"names": ", ".join(circle)})
    return None


def _garbling_fault(questionnaire: Questionnaire, question: Question) -> Fault | None:
    """Return why chance cannot protect a question, None where it can or is not asked to."""
    if not question.garbled:
        return None
    options = [one.name for one in questionnaire.options_of(question)]
    if question.kind != Kind.ONE or len(options) != 2 or question.breakdown:
        text = N_("Only a question with two choices, that tells nobody apart, can be protected by chance.")
        return Fault(text, {"name": question.name})
    if question.garbled not in options:
        text = N_("“%(name)s” has no choice “%(choice)s” that others could be written down as.")
        return Fault(text, {"name": question.name, "choice": question.garbled})
    return None


def wording_of(questionnaire: Questionnaire, question: Question) -> Wording:
    """Return a question as the editor's form shows it."""
    after, equals = _simple_condition(question.relevant)
    return Wording(
        kind=question.kind,
        label=question.label,
        options=tuple(one.label for one in questionnaire.options_of(question)),
        required=bool(question.required),
        sensitive=question.sensitive,
        breakdown=question.breakdown,
        is_garbled=bool(question.garbled),
        refers=question.refers,
        low=question.low,
        high=question.high,
        after=after,
        equals=equals,
    )


def is_simple(question: Question) -> bool:
    """Say whether the editor can show when a question is asked; else that comes from a form and stays."""
    return not question.relevant or bool(_simple_condition(question.relevant)[0])


def _simple_condition(relevant: str) -> tuple[str, str]:
    found = re.fullmatch(r"selected\(\$\{([^}]+)\}, '([^']*)'\)", relevant)
    return (found[1], found[2]) if found else ("", "")


def _built(
    questionnaire: Questionnaire, before: Question, wording: Wording
) -> tuple[Question, Mapping[str, tuple[Option, ...]]]:
    lists = dict(questionnaire.lists)
    options = before.options
    if wording.kind in CHOOSING:
        old = questionnaire.lists.get(options, ())
        new = _options(old, wording.options, questionnaire.languages)
        shared = sum(1 for one in questionnaire.questions() if one.options == options and options) > 1
        # Another question keeps the choices that it had.
        if not options or (shared and new != old):
            options = unique(f"{before.name}_choices", set(lists))
        lists[options] = new
    relevant = before.relevant if not is_simple(before) else ""
    if wording.after:
        relevant = f"selected(${{{wording.after}}}, '{wording.equals}')"
    is_number = wording.kind in {Kind.INTEGER, Kind.DECIMAL}
    question = replace(
        before,
        kind=wording.kind,
        label=wording.label,
        options=options if wording.kind in CHOOSING else "",
        required=(before.required or "true()") if wording.required else "",
        sensitive=wording.sensitive or wording.is_garbled,
        breakdown=wording.breakdown and wording.kind == Kind.ONE,
        garbled=_garbled(before, lists.get(options, ())) if wording.is_garbled else "",
        refers=wording.refers if wording.kind == Kind.ONE else "",
        low=wording.low if is_number else "",
        high=wording.high if is_number else "",
        step=before.step if is_number else "",
        relevant=relevant,
        choice_filter=before.choice_filter if wording.kind in CHOOSING else "",
        type="",
    )
    return question, lists


def _garbled(before: Question, options: tuple[Option, ...]) -> str:
    """Return the answer that others are written down as: what the form named, else the first choice."""
    names = [one.name for one in options]
    return before.garbled if before.garbled in names else (names or [""])[0]


def _options(
    old: tuple[Option, ...], labels: tuple[Text, ...], languages: tuple[str, ...]
) -> tuple[Option, ...]:
    """Return the choices; one whose words stayed in some language keeps its name, and so its answers."""
    found: list[Option] = []
    for label in labels:
        taken = {one.name for one in found}
        same = next(
            (
                one
                for one in old
                if one.name not in taken and any(one.label.get(code) == said for code, said in label.items())
            ),
            None,
        )
        if same is not None:
            found.append(replace(same, label=label))
        else:
            names = taken | {one.name for one in old}
            name = unique(_short_name(words(label, "en", languages), f"c{len(found) + 1}"), names)
            found.append(Option(name, label))
    return tuple(found)


def _short_name(said: str, otherwise: str) -> str:
    plain = plain_name(re.sub(r"[^A-Za-z0-9]+", "_", said.lower()), otherwise)
    return "_".join(plain.strip("_").split("_")[:5])[:40].strip("_") or otherwise


def _names(questionnaire: Questionnaire) -> set[str]:
    return {item.name for item, _around in walk(questionnaire.items)}


def _mapped(items: tuple[Item, ...], with_: Callable[[Item], Item | None]) -> tuple[Item, ...]:
    found = []
    for item in items:
        new = with_(item)
        if isinstance(new, Group):
            new = replace(new, items=_mapped(new.items, with_))
        if new is not None:
            found.append(new)
    return tuple(found)


def _moved(items: tuple[Item, ...], name: str, by: int) -> tuple[Item, ...]:
    places = [place for place, one in enumerate(items) if one.name == name]
    if not places:
        return tuple(
            replace(one, items=_moved(one.items, name, by)) if isinstance(one, Group) else one
            for one in items
        )
    there = min(max(places[0] + by, 0), len(items) - 1)
    rest = [one for one in items if one.name != name]
    return (*rest[:there], items[places[0]], *rest[there:])


def _tidied(questionnaire: Questionnaire) -> Questionnaire:
    """Return the poll without lists that no question uses."""
    used = {one.options for one in questionnaire.questions()}
    return replace(
        questionnaire, lists={name: one for name, one in questionnaire.lists.items() if name in used}
    )


def _with_words(questionnaire: Questionnaire, change_: Callable[[Text], Text]) -> Questionnaire:
    def item(one: Item) -> Item:
        if isinstance(one, Group):
            return replace(one, label=change_(one.label))
        return replace(
            one,
            label=change_(one.label),
            hint=change_(one.hint),
            audio=change_(one.audio),
            required_message=change_(one.required_message),
            constraint_message=change_(one.constraint_message),
        )

    lists = {
        name: tuple(replace(one, label=change_(one.label), audio=change_(one.audio)) for one in options)
        for name, options in questionnaire.lists.items()
    }
    return replace(questionnaire, items=_mapped(questionnaire.items, item), lists=lists)
