"""A questionnaire as the lines of a page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kazi.voice.forms import KINDS
from kazi.voice.rules.editing import wording_of
from kazi.voice.rules.questionnaire import Group, Kind, Question, Questionnaire, Text, walk, words


@dataclass(frozen=True, slots=True)
class Shown:
    """One line: a question with its words in each language, or the name of a group of them."""

    name: str
    kind: str
    texts: tuple[tuple[str, str], ...]  # (language, words)
    choices: tuple[tuple[tuple[str, str], ...], ...]
    marks: tuple[str, ...]
    when: str
    depth: int
    is_group: bool
    is_asked: bool


def shown_questions(questionnaire: Questionnaire) -> list[Shown]:
    """Return all lines in the order of the poll."""
    return [
        _group(questionnaire, item, len(around))
        if isinstance(item, Group)
        else _question(questionnaire, item, len(around))
        for item, around in walk(questionnaire.items)
    ]


def _group(questionnaire: Questionnaire, group: Group, depth: int) -> Shown:
    kind = _("Asked in rounds") if group.repeats else _("Group")
    texts = _texts(questionnaire, group.label)
    return Shown(group.name, kind, texts, (), (), group.relevant, depth, is_group=True, is_asked=False)


def _question(questionnaire: Questionnaire, question: Question, depth: int) -> Shown:
    marks = []
    if question.required:
        marks.append(_("Needed"))
    if question.sensitive:
        marks.append(_("Sensitive"))
    if question.garbled:
        marks.append(_("Protected by chance"))
    if question.breakdown:
        marks.append(_("Breakdown"))
    silent = {Kind.CALCULATE: _("Computed"), Kind.UNASKED: _("Left out on phones")}
    others = {Kind.RANK: _("Put in order"), Kind.TIME: _("Time"), Kind.ACKNOWLEDGE: _("Press 1 to go on")}
    names = {str(kind): str(label) for kind, label in KINDS}
    kind = names.get(question.kind) or {**silent, **others}[question.kind]
    return Shown(
        name=question.name,
        kind=kind,
        texts=_texts(questionnaire, question.label),
        choices=tuple(_texts(questionnaire, one.label) for one in questionnaire.options_of(question)),
        marks=tuple(marks),
        when=_when(questionnaire, question),
        depth=depth,
        is_group=False,
        is_asked=question.kind not in silent,
    )


def _when(questionnaire: Questionnaire, question: Question) -> str:
    if not question.relevant:
        return ""
    simple = wording_of(questionnaire, question)
    asked = questionnaire.question(simple.after)
    if asked is None:
        return question.relevant
    first = questionnaire.languages
    option = next((one for one in questionnaire.options_of(asked) if one.name == simple.equals), None)
    answer = words(option.label, first[0], first) if option else simple.equals
    return _("if “%(question)s” is “%(answer)s”") % {
        "question": words(asked.label, first[0], first),
        "answer": answer,
    }


def _texts(questionnaire: Questionnaire, text: Text) -> tuple[tuple[str, str], ...]:
    return tuple((code, text.get(code, "")) for code in questionnaire.languages)
