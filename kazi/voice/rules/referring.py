"""Who is led on, when a poll is over, to local services for the need that they have told in it.

A question with `refers` asks whether somebody wants that, and names the question that tells the need.
Its first choice is the yes.  Both answers are this person's own: none is written down by chance.
"""

from __future__ import annotations

from collections.abc import Mapping

from kazi.kernel.words import N_, Fault
from kazi.voice.rules.questionnaire import Group, Kind, Question, Questionnaire, walk


def need_told(questionnaire: Questionnaire, answers: Mapping[str, str]) -> str | None:
    """Return the need of whoever wants to be led on, "" where none was told; None where nobody asked for it.

    `answers` are a finished walk's, by name.  What a need is called is the author's choice: whoever
    looks for the service asks again when it is none of theirs.
    """
    for question in questionnaire.questions():
        options = questionnaire.options_of(question)
        if question.refers and options and answers.get(question.name) == options[0].name:
            return answers.get(question.refers, "")
    return None


def referring_fault(questionnaire: Questionnaire, question: Question) -> Fault | None:
    """Return why a question cannot lead on to services, None where it can or is not asked to."""
    if not question.refers:
        return None
    told = questionnaire.question(question.refers)
    if told is None:
        text = N_("“%(name)s” leads on with the question “%(wanted)s”, which is not there.")
        return Fault(text, {"name": question.name, "wanted": question.refers})
    if question.kind != Kind.ONE or told.kind != Kind.ONE or told.name == question.name:
        text = N_("“%(name)s” can lead on only where both questions are of the kind “choose one”.")
        return Fault(text, {"name": question.name})
    if question.garbled or told.garbled:
        text = N_("“%(name)s” cannot lead on: what is protected by chance may not be a person's own answer.")
        return Fault(text, {"name": question.name})
    in_rounds = {
        item.name
        for item, around in walk(questionnaire.items)
        if any(isinstance(one, Group) and one.repeats for one in around)
    }
    if {question.name, told.name} & in_rounds:
        text = N_("“%(name)s” cannot lead on from questions that are asked in rounds.")
        return Fault(text, {"name": question.name})
    return None
