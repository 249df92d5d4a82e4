"""The sheet of questions: rows with their groups, not yet checked against each other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import CHOOSING, Group, Item, Kind, Question, Text
from kazi.voice.rules.xlsform.choices import WHICH_OTHER
from kazi.voice.rules.xlsform.cleaning import spoken, was_formatted
from kazi.voice.rules.xlsform.findings import Findings, Weight
from kazi.voice.rules.xlsform.headings import Line
from kazi.voice.rules.xlsform.names import Names
from kazi.voice.rules.xlsform.types import RowType, row_type

MOST_NESTED: Final = 10
YES: Final = frozenset({"yes", "true", "true()", "1", "y", "x", "required", "oui", "si", "sí"})
NO: Final = frozenset({"", "no", "false", "false()", "0", "n", "none", "non"})


@dataclass(slots=True)
class Open:
    """A group whose end has not come yet."""

    line: Line
    group: Group
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Survey:
    """What came out of the sheet.  `lines` finds the row of a name again; `others` are names whose list
    gets one more choice; `askable` counts rows that want an answer from a person, `unasked` those of
    them that no keypad can answer."""

    items: tuple[Item, ...] = ()
    names: Names = field(default_factory=Names)
    lines: dict[str, Line] = field(default_factory=dict)
    groups_of: dict[str, tuple[str, ...]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    askable: int = 0
    unasked: int = 0


def read_rows(lines: list[Line], base: str, languages: tuple[str, ...], findings: Findings) -> Survey:
    """Return the rows as a tree; faults are added to `findings`."""
    return _Rows(base, languages, findings).read(lines)


class _Rows:
    def __init__(self, base: str, languages: tuple[str, ...], findings: Findings) -> None:
        self._base, self._languages, self._findings = base, languages, findings
        self._survey = Survey()
        self._open: list[Open] = []
        self._top: list[Item] = []

    def read(self, lines: list[Line]) -> Survey:
        for line in lines:
            if line.said("disabled").lower() not in NO:
                continue
            if not line.said("type"):
                self._typeless(line)
            else:
                self._row(line, row_type(line.said("type")))
        for left in self._open:
            text = N_("This group begins here and never ends. Add a row “end group” where it should.")
            self._findings.add(left.line.finding(Weight.ERROR, "type", text))
        while self._open:
            self._close()
        self._survey.items = tuple(self._top)
        return self._survey

    def _typeless(self, line: Line) -> None:
        if line.said("name") and (line.words("label") or line.said("calculation")):
            text = N_("This row has no type, so nobody knows what it asks. Write one, such as text.")
            self._findings.add(line.finding(Weight.ERROR, "type", text))
        elif line.said("name") or line.words("label"):
            text = N_("This row has no type and is taken as a remark: it is left out.")
            self._findings.add(line.finding(Weight.WARNING, "type", text))

    def _row(self, line: Line, kind: RowType) -> None:
        if kind.role in {"group", "repeat"}:
            self._begin(line, repeats=kind.role == "repeat")
        elif kind.role == "end":
            if self._open:
                self._close()
            else:
                text = N_("This ends a group that never began. Delete the row, or add its “begin group”.")
                self._findings.add(line.finding(Weight.ERROR, "type", text))
        elif kind.role == "unknown":
            text = N_("The type “%(type)s” is not known.")
            if kind.near:
                text = N_("The type “%(type)s” is not known. Do you mean “%(near)s”?")
            said = line.said("type")[:60]
            self._findings.add(line.finding(Weight.ERROR, "type", text, type=said, near=kind.near))
        else:
            self._add_question(line, kind)

    def _begin(self, line: Line, *, repeats: bool) -> None:
        if len(self._open) >= MOST_NESTED:
            text = N_("Groups stand in each other more than %(most)s deep.")
            self._findings.add(line.finding(Weight.ERROR, "type", text, most=MOST_NESTED))
        name = self._survey.names.give(line, line.said("name"), self._around(), self._findings)
        self._remember(name, line)
        group = Group(
            name,
            label=self._words(line, "label"),
            relevant=line.said("relevant"),
            repeats=repeats,
            count=line.said("repeat_count") if repeats else "",
            row=line.row,
        )
        self._open.append(Open(line, group))

    def _close(self) -> None:
        ended = self._open.pop()
        self._put(replace(ended.group, items=tuple(ended.items)))

    def _put(self, item: Item) -> None:
        (self._open[-1].items if self._open else self._top).append(item)

    def _around(self) -> str:
        return self._open[-1].group.name if self._open else ""

    def _remember(self, name: str, line: Line) -> None:
        self._survey.lines[name] = line
        self._survey.groups_of[name] = tuple(one.group.name for one in self._open)

    def _add_question(self, line: Line, kind: RowType) -> None:
        name = self._survey.names.give(line, line.said("name"), self._around(), self._findings)
        self._remember(name, line)
        question = Question(
            name,
            kind.kind,
            label=self._words(line, "label"),
            hint=self._words(line, "hint"),
            audio=self._words(line, "audio"),
            options=kind.options,
            required=_condition(line.said("required")),
            required_message=self._words(line, "required_message"),
            relevant=line.said("relevant"),
            constraint=line.said("constraint"),
            constraint_message=self._words(line, "constraint_message"),
            calculation=line.said("calculation"),
            default=line.said("default"),
            choice_filter=line.said("choice_filter"),
            sensitive=line.said("sensitive").lower() not in NO,
            breakdown=line.said("breakdown").lower() not in NO,
            garbled="" if line.said("garbled").lower() in NO else line.said("garbled"),
            refers="" if line.said("refers").lower() in NO else line.said("refers").strip("${} "),
            type=line.said("type"),
            row=line.row,
        )
        question = self._settled(line, kind, question)
        self._put(question)
        if kind.other and question.kind in CHOOSING:
            self._add_other(line, question)

    def _settled(  # noqa: PLR0911 -- one line for each kind of row.
        self, line: Line, kind: RowType, question: Question
    ) -> Question:
        if kind.role == "unaskable":
            self._survey.askable += 1
            self._survey.unasked += 1
            self._findings.add(line.finding(Weight.WARNING, "type", kind.why))
            return replace(question, kind=Kind.UNASKED)
        if kind.role == "of itself":
            of_today = line.said("type").strip().lower() in {"today", "start", "end", "get today"}
            return replace(question, calculation="today()" if of_today else "", required="", constraint="")
        if question.kind == Kind.CALCULATE:
            return question
        if question.kind == Kind.NOTE:
            return replace(question, required="", constraint="")
        if question.calculation and question.kind not in CHOOSING:
            text = N_("This row computes its value, so nobody is asked for it.")
            self._findings.add(line.finding(Weight.WARNING, "calculation", text))
            return replace(question, kind=Kind.CALCULATE)
        if question.kind == Kind.TEXT and line.said("read_only").lower() not in NO:
            return replace(question, kind=Kind.NOTE)
        self._survey.askable += 1
        question = replace(question, calculation="")
        if not question.label:
            text = N_("This question has no label; its name “%(name)s” is said.")
            self._findings.add(line.finding(Weight.WARNING, "label", text, name=question.name))
            question = replace(question, label={self._base: question.name})
        return self._bounded(line, question)

    def _bounded(self, line: Line, question: Question) -> Question:
        """Take the ends of a range from `parameters`."""
        if line.said("type").strip().lower() != "range":
            return question
        said = dict(re.findall(r"(\w+)\s*=\s*([^\s,;]+)", line.said("parameters")))
        ends = [said.get("start", "0"), said.get("end", "10"), said.get("step", "1")]
        if not all(re.fullmatch(r"-?\d{1,12}(?:\.\d{1,9})?", one) for one in ends) or float(ends[2]) == 0:
            text = N_("A range needs numbers, such as start=1 end=10 step=1.")
            self._findings.add(line.finding(Weight.ERROR, "parameters", text))
            return question
        low, high = sorted(ends[:2], key=float)
        whole = not any("." in one for one in ends)
        kind = Kind.INTEGER if whole else Kind.DECIMAL
        return replace(question, kind=kind, low=low, high=high, step=ends[2].lstrip("-"))

    def _add_other(self, line: Line, question: Question) -> None:
        self._survey.others.add(question.name)
        name = self._survey.names.give(line, f"{question.name}_other", self._around(), self._findings)
        self._remember(name, line)
        label = {code: WHICH_OTHER.get(code.split("-")[0], WHICH_OTHER["en"]) for code in self._languages}
        condition = f"selected(${{{question.name}}}, 'other')"
        if question.relevant:
            condition = f"({question.relevant}) and {condition}"
        self._put(Question(name, Kind.TEXT, label=label, relevant=condition, type="text", row=line.row))

    def _words(self, line: Line, means: str) -> Text:
        found = line.words(means)
        if means != "audio" and any(was_formatted(text) for text in found.values()):
            text = N_("Pictures, colours and bold letters are left out: a phone says words only.")
            self._findings.add(line.finding(Weight.REPAIR, means, text))
        if means == "audio":
            return {code or self._base: text for code, text in found.items()}
        said = {code or self._base: spoken(text) for code, text in found.items()}
        return {code: text for code, text in said.items() if text}


def _condition(said: str) -> str:
    """Return "yes" and the like as an expression."""
    plain = said.strip().lower()
    return "true()" if plain in YES else "" if plain in NO else said
