"""Is this an answer?  The value that is kept, or why to ask again, in words to translate."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.asking import digits
from kazi.voice.rules.asking.steps import Ask, Choice
from kazi.voice.rules.expressions import computing
from kazi.voice.rules.questionnaire import Kind, words

MOST_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept: a name, names with a space between, a number, YYYY-MM-DD, HH:MM or words."""

    value: str


@dataclass(frozen=True, slots=True)
class Again:
    """Why to ask again.  `words` is what the poll's author wrote for it, else `text` is to be translated."""

    text: str = ""
    values: dict[str, str | int] = field(default_factory=dict)
    words: str = ""


def check(ask: Ask, text: str) -> Answer | Again:
    """Read what a person typed, keyed or chose as an answer to this question."""
    question = ask.question
    # Whatever comes in 1 MB is no answer, and nothing below needs to look at all of it.
    if len(text) > MOST_TEXT:
        return Again(N_("That is too long. Please use at most %(most)s letters."), {"most": MOST_TEXT})
    said = digits.tidy(text)
    if not said:
        return _required(ask) or Again(N_("Please answer, or skip the question."))
    found = _read(ask, said, text)
    if isinstance(found, Again) or ask.another:
        return found
    if question.constraint and found.value:
        scope = replace(ask.scope, own=found.value)
        if not computing.holds(question.constraint, scope):
            own = words(question.constraint_message, ask.language, ask.languages)
            return Again(N_("That cannot be right. Please check and answer again."), words=own)
    return found


def _required(ask: Ask) -> Again | None:
    if ask.may_skip:
        return None
    own = words(ask.question.required_message, ask.language, ask.languages)
    return Again(N_("This question needs an answer."), words=own)


def _read(ask: Ask, said: str, raw: str) -> Answer | Again:  # noqa: PLR0911 -- one line for each kind.
    match ask.question.kind:
        case Kind.ONE:
            return _one(ask, said)
        case Kind.SEVERAL:
            return _several(ask, said)
        case Kind.RANK:
            return _rank(ask, said)
        case Kind.ACKNOWLEDGE:
            is_yes = said.rstrip("#").casefold() in {"1", "ok", "yes"}
            return Answer("OK") if is_yes else Again(N_("Press 1 when you have heard it."))
        case Kind.INTEGER | Kind.DECIMAL:
            return _number(ask, said)
        case Kind.DATE:
            day = digits.day(said)
            if day is None:
                return Again(
                    N_("Write the day as eight digits: day, month, year. For 5 March 1990: 05031990.")
                )
            return Answer(day)
        case Kind.TIME:
            moment = digits.moment(said)
            if moment is None:
                return Again(N_("Write the time as four digits. For half past two in the afternoon: 1430."))
            return Answer(moment)
    return Answer(" ".join(raw.split()) if "\n" not in raw else said)


def _one(ask: Ask, said: str) -> Answer | Again:
    found = _chosen(ask.choices, said.rstrip("#").strip())
    if found is None:
        return _choose_again(ask)
    return Answer(found.name)


def _chosen(choices: tuple[Choice, ...], said: str) -> Choice | None:
    """Return the choice of a code; or of its name or its words, which buttons and people also send."""
    code = said.strip(" .)(").lstrip("0")
    for one in choices:
        if one.code == code:
            return one
    folded = said.casefold()
    named = [one for one in choices if folded in {one.name.casefold(), one.label.casefold()}]
    # A name that is a number would be taken for the place in the menu that the person saw.
    return named[0] if len(named) == 1 and not said.isdecimal() else None


def _choose_again(ask: Ask) -> Again:
    return Again(N_("Please choose a number from 1 to %(last)s."), {"last": len(ask.choices)})


def _list(ask: Ask, said: str) -> list[Choice] | None:
    """Return the choices of "1 3 4", or of "134" where there are at most nine; None when one is not there."""
    whole = _chosen(ask.choices, said)
    pieces = [said] if whole is not None else digits.parts(said)
    if len(pieces) == 1 and whole is None and len(ask.choices) <= 9 and pieces[0].isdecimal():
        pieces = list(pieces[0])
    found = [_chosen(ask.choices, one) for one in pieces]
    return None if None in found or not found else [one for one in found if one is not None]


def _several(ask: Ask, said: str) -> Answer | Again:
    if said.rstrip("#").strip() == "0":
        return _required(ask) or Answer("")
    found = _list(ask, said)
    if found is None:
        text = N_("Please send the numbers of your choices with spaces between, such as 1 3; or 0 for none.")
        return Again(text)
    chosen = {one.name for one in found}
    # In the order of the menu, so that "3 1" and "1 3" are the same answer.
    return Answer(" ".join(dict.fromkeys(one.name for one in ask.choices if one.name in chosen)))


def _rank(ask: Ask, said: str) -> Answer | Again:
    found = _list(ask, said)
    names = [one.name for one in found or ()]
    if len(names) != len(ask.choices) or len(set(names)) != len(names):
        text = N_("Please send all %(count)s numbers, the most important one first, each once.")
        return Again(text, {"count": len(ask.choices)})
    return Answer(" ".join(names))


def _number(ask: Ask, said: str) -> Answer | Again:
    question, found = ask.question, digits.number(said)
    if found is None:
        return Again(N_("Please answer with a number."))
    if question.kind == Kind.INTEGER and "." in found:
        return Again(N_("Please answer with a whole number."))
    value = float(found)
    if (question.low and value < float(question.low)) or (question.high and value > float(question.high)):
        if question.low and question.high:
            text = N_("Please answer with a number from %(low)s to %(high)s.")
        elif question.low:
            text = N_("Please answer with a number of at least %(low)s.")
        else:
            text = N_("Please answer with a number of at most %(high)s.")
        return Again(text, {"low": question.low, "high": question.high})
    if question.step:
        steps = (value - float(question.low or 0)) / float(question.step)
        if abs(steps - round(steps)) > 1e-6:
            text = N_("Please answer in steps of %(step)s from %(low)s.")
            return Again(text, {"step": question.step, "low": question.low or "0"})
    return Answer(found)
