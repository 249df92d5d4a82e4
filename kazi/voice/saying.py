"""A poll as it is said, in the worker's language: words, choices, how to answer, what surrounds them."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from kazi.channels.rules.wire import Choice, Said
from kazi.conversations.phrases import SPOKEN
from kazi.voice.rules import asking
from kazi.voice.rules.asking import Again, Ask, Tell
from kazi.voice.rules.garbling import TOLD_TO_RESPONDENTS
from kazi.voice.rules.questionnaire import Kind


def say(step: Ask | Tell) -> Said:
    """Return a step in the form that every channel takes.

    `digits` is how many keys a call gathers: one for up to nine choices, else until #.
    """
    if isinstance(step, Tell):
        return Said(step.text, step.language)
    choices = tuple(Choice(one.code, label(one, step.language)) for one in step.choices)
    lines = prose(step) + [f"{one.code}. {one.label}" for one in choices]
    with translation.override(spoken(step.language)):
        lines += [how] if (how := _how_to_choose(step)) else []
    one_key = step.question.kind in {Kind.ONE, Kind.ACKNOWLEDGE} and len(choices) <= 9
    return Said("\n".join(lines), step.language, choices=choices, waits=True, digits=1 if one_key else 0)


def prose(step: Ask) -> list[str]:
    """Return the lines of a question without its choices."""
    lines = [one_more(step.text, step.language) if step.another else step.text]
    lines += [step.hint] if step.hint else []
    lines += [how] if (how := how_to_write(step.question.kind, step.language)) else []
    return lines


def one_more(what: str, language: str) -> str:
    """Return how it is asked whether a group is gone through once more; `what` may be ""."""
    with translation.override(spoken(language)):
        return _("%(what)s: one more?") % {"what": what} if what else _("One more?")


def place(number: int, language: str) -> str:
    """Return how one place of a ranking is asked for."""
    with translation.override(spoken(language)):
        return _("Place %(place)s, 1 is the most important:") % {"place": number}


def consent(asker: str, count: int, language: str) -> str:
    """Return what people agree to before the first question."""
    with translation.override(spoken(language)):
        return _(
            "%(asker)s asks you %(count)s questions or fewer. It is free of charge, and you may stop at any "
            "time. Your employer never sees what you answer. Do you agree?"
        ) % {"asker": asker, "count": count}


def agree_to_learn(asker: str, language: str) -> str:
    """Return what people agree to before the first of the messages that teach; once for all of them."""
    with translation.override(spoken(language)):
        return _(
            "%(asker)s sends you short messages that teach, each with one question. They are free of charge, "
            "and you may stop at any time. Your employer never sees what you answer. Do you agree?"
        ) % {"asker": asker}


def closed(language: str) -> str:
    """Return what is told to those who come too late."""
    with translation.override(spoken(language)):
        return _("Thank you for coming. These questions are over and take no more answers.")


def protected(language: str, g: float) -> str:
    """Return what is told before a question of whose answers a share `g`, 0 to 1, is changed by chance."""
    with translation.override(spoken(language)):
        return _(TOLD_TO_RESPONDENTS) % {"percent": round(100 * g)}


def label(choice: asking.Choice, language: str) -> str:
    """Return the words of a choice; ours for "one more?", which has none in the poll."""
    if choice.label:
        return choice.label
    with translation.override(spoken(language)):
        return {"yes": _("Yes"), "no": _("No")}.get(choice.name, choice.name)


def why_again(again: Again, language: str) -> str:
    """Return why a question is asked again: the author's own words, or ours in the worker's language."""
    if again.words:
        return again.words
    with translation.override(spoken(language)):
        return _(again.text) % again.values if again.values else _(again.text)


def spoken(language: str) -> str:
    """Return the language of our own words for a poll in this one: English where we have none."""
    plain = language.split("-", maxsplit=1)[0]
    return plain if plain in SPOKEN else "en"


def _how_to_choose(step: Ask) -> str:
    match step.question.kind:
        case Kind.SEVERAL:
            return _("Send all that are right, such as 1 3; or 0 for none.")
        case Kind.RANK:
            return _("Send all numbers, the most important one first.")
    return ""


def how_to_write(kind: Kind, language: str) -> str:
    """Return how a day or a time is keyed; "" for what explains itself."""
    with translation.override(spoken(language)):
        match kind:
            case Kind.DATE:
                return _("Day, month and year in eight digits, such as 05031990.")
            case Kind.TIME:
                return _("Hours and minutes in four digits, such as 1430.")
    return ""
