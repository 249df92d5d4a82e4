"""A step of a poll as it is said: words, numbered choices, and how to answer, in the worker's language."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kazi.channels.rules.wire import Choice, Said
from kazi.voice.rules import asking
from kazi.voice.rules.asking import Again, Ask, Tell
from kazi.voice.rules.questionnaire import Kind

_OFFERED = frozenset(code for code, _name in settings.LANGUAGES)


def say(step: Ask | Tell) -> Said:
    """Return a step in the form that every channel takes.

    `digits` is how many keys a call gathers: one for up to nine choices, else until #.
    """
    if isinstance(step, Tell):
        return Said(step.text, step.language, audio=(step.audio,) if step.audio else ())
    choices = tuple(Choice(one.code, label(one, step.language)) for one in step.choices)
    lines = prose(step) + [f"{one.code}. {one.label}" for one in choices]
    with translation.override(spoken(step.language)):
        lines += [how] if (how := _how_to_choose(step)) else []
    audio = tuple(one for one in (step.audio, *(choice.audio for choice in step.choices)) if one)
    one_key = step.question.kind in {Kind.ONE, Kind.ACKNOWLEDGE} and len(choices) <= 9
    return Said(
        "\n".join(lines), step.language, audio=audio, choices=choices, waits=True, digits=1 if one_key else 0
    )


def prose(step: Ask) -> list[str]:
    """Return the lines of a question without its choices."""
    with translation.override(spoken(step.language)):
        lines = [_("One more?") if step.another and not step.text else step.text]
        if step.another and step.text:
            lines = [_("%(what)s: one more?") % {"what": step.text}]
        lines += [step.hint] if step.hint else []
        lines += [how] if (how := _how_to_write(step)) else []
    return lines


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
    return plain if plain in _OFFERED else "en"


def _how_to_choose(step: Ask) -> str:
    match step.question.kind:
        case Kind.SEVERAL:
            return _("Send all that are right, such as 1 3; or 0 for none.")
        case Kind.RANK:
            return _("Send all numbers, the most important one first.")
    return ""


def _how_to_write(step: Ask) -> str:
    match step.question.kind:
        case Kind.DATE:
            return _("Day, month and year in eight digits, such as 05031990.")
        case Kind.TIME:
            return _("Hours and minutes in four digits, such as 1430.")
    return ""
