"""The sheet of choices: lists of options by name."""

from __future__ import annotations

from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import Option
from kazi.voice.rules.xlsform.cleaning import plain_name, spoken, unique
from kazi.voice.rules.xlsform.findings import Findings, Weight
from kazi.voice.rules.xlsform.headings import Line

MOST_OPTIONS: Final = 2_000
OTHER_LABEL: Final = {
    "en": "Other", "fr": "Autre", "es": "Otro", "sw": "Nyingine", "hi": "अन्य", "bn": "অন্যান্য",
    "km": "ផ្សេងទៀត", "ar": "غير ذلك",
}  # fmt: skip
WHICH_OTHER: Final = {
    "en": "Which other?", "fr": "Lequel ?", "es": "¿Cuál?", "sw": "Ipi nyingine?", "hi": "और कौन सा?",
    "bn": "অন্য কোনটি?", "km": "អ្វីផ្សេងទៀត?", "ar": "ما هو؟",
}  # fmt: skip


def read_choices(
    lines: list[Line], base: str, findings: Findings, several: set[str]
) -> dict[str, tuple[Option, ...]]:
    """Return the options of each list.  `several` are the lists of which a person may choose several."""
    found: dict[str, list[Option]] = {}
    for line in lines:
        list_name, name, label = line.said("list_name"), line.said("name"), line.words("label")
        if not list_name:
            if name or label:
                text = N_("This choice belongs to no list, so it is left out. Write the list’s name.")
                findings.add(line.finding(Weight.WARNING, "list_name", text))
            continue
        options = found.setdefault(list_name, [])
        if len(options) >= MOST_OPTIONS:
            text = N_("The list “%(list)s” has more than %(most)s choices; the rest is left out.")
            if len(options) == MOST_OPTIONS:
                findings.add(
                    line.finding(Weight.WARNING, "list_name", text, list=list_name, most=MOST_OPTIONS)
                )
            continue
        option = _option(line, name, options, base, findings, is_several=list_name in several)
        if option is not None:
            options.append(option)
    return {name: tuple(options) for name, options in found.items()}


def _option(
    line: Line, said: str, before: list[Option], base: str, findings: Findings, *, is_several: bool
) -> Option | None:
    label = {code or base: spoken(text) for code, text in line.words("label").items()}
    audio = {code or base: text for code, text in line.words("audio").items()}
    columns = {
        one.heading.text.strip(): one.text
        for one in line.cells
        if not one.heading.means and one.heading.text.strip() and one.text
    }
    name = said
    if not name:
        if not label:
            text = N_("This choice has neither name nor label, so it is left out.")
            findings.add(line.finding(Weight.WARNING, "name", text))
            return None
        name = unique(plain_name(next(iter(label.values())), f"option_{len(before) + 1}"), _names(before))
        text = N_("This choice has no name; it is called “%(name)s”.")
        findings.add(line.finding(Weight.REPAIR, "name", text, name=name))
    if is_several and " " in name:
        name = "_".join(name.split())
        text = N_(
            "Answers to “choose several” are kept apart by spaces, so this choice is called “%(name)s”."
        )
        findings.add(line.finding(Weight.REPAIR, "name", text, name=name))
    if not label:
        label = {base: name}
        text = N_("This choice has no label; its name “%(name)s” is said.")
        findings.add(line.finding(Weight.WARNING, "label", text, name=name))
    option = Option(name, label, audio, columns)
    same = [one for one in before if one.name == name]
    if any(one.label == label and one.columns == columns for one in same):
        text = N_("“%(name)s” stands twice in this list; once is enough.")
        findings.add(line.finding(Weight.REPAIR, "name", text, name=name))
        return None
    if any(one.columns == columns for one in same):
        other = unique(name, _names(before))
        text = N_("“%(name)s” stands for two choices of this list; this one is called “%(other)s”.")
        findings.add(line.finding(Weight.REPAIR, "name", text, name=name, other=other))
        option = Option(other, label, audio, columns)
    return option


def _names(options: list[Option]) -> set[str]:
    return {one.name for one in options}


def with_other(options: tuple[Option, ...], languages: tuple[str, ...]) -> tuple[Option, ...]:
    """Return the options with one more, "other"; the same when there is one of this name."""
    if any(one.name == "other" for one in options):
        return options
    label = {code: OTHER_LABEL.get(code.split("-")[0], OTHER_LABEL["en"]) for code in languages}
    return (*options, Option("other", label))
