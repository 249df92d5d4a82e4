"""Rows against each other: lists that exist, expressions that can be computed, nothing in a circle."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.expressions import tree
from kazi.voice.rules.expressions.parsing import parse, repaired
from kazi.voice.rules.questionnaire import CHOOSING, Group, Item, Kind, Option, Question, walk
from kazi.voice.rules.xlsform.choices import with_other
from kazi.voice.rules.xlsform.findings import Findings, Weight
from kazi.voice.rules.xlsform.headings import Line, plain
from kazi.voice.rules.xlsform.rows import Survey

# What happens to a row whose expression is right but cannot be computed on a phone.
_WITHOUT: Final = {
    "relevant": N_("This row is left out on a phone: when to ask it cannot be computed. %(fault)s"),
    "choice_filter": N_("This row is left out on a phone: its choices cannot be computed. %(fault)s"),
    "constraint": N_("Answers are not checked against this on a phone. %(fault)s"),
    "calculation": N_("This value stays empty on a phone. %(fault)s"),
    "default": N_("This default is not used on a phone. %(fault)s"),
    "required": N_("This row may be skipped on a phone. %(fault)s"),
    "repeat_count": N_("How many rounds there are cannot be computed, so each asks for another. %(fault)s"),
}  # fmt: skip
_ENDS: Final = re.compile(
    r"\s*(?:\.\s*>=\s*(?P<low>-?\d{1,12})(?:\s*and\s*\.\s*<=\s*(?P<high>-?\d{1,12}))?"
    r"|\.\s*<=\s*(?P<only>-?\d{1,12}))\s*"
)
_COLUMNS_ALWAYS: Final = frozenset({"name", "label", "list_name"})


class Checker:
    """Checks a survey; `lists` grows by the lists that "or_other" makes."""

    def __init__(
        self,
        survey: Survey,
        lists: Mapping[str, tuple[Option, ...]],
        languages: tuple[str, ...],
        findings: Findings,
    ) -> None:
        self._survey, self._languages, self._findings = survey, languages, findings
        self.lists = dict(lists)
        # For each name, the names on which its value depends.
        self.leads_to: dict[str, set[str]] = {}

    def items(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Return the items with their lists found and their expressions mended."""
        return tuple(self._group(one) if isinstance(one, Group) else self._question(one) for one in items)

    def _group(self, group: Group) -> Group:
        line = self._survey.lines[group.name]
        relevant = self._expression(line, "relevant", group.relevant, group.name)
        count = self._expression(line, "repeat_count", group.count, group.name)
        self._depends(group.name, relevant or "", count or "")
        # A group may look at what is computed in itself: that is there before the group is.
        self.leads_to[group.name] -= {
            one.name for one, _around in walk(group.items) if getattr(one, "kind", "") == Kind.CALCULATE
        }
        items = self.items(group.items)
        if relevant is None:
            items = _silenced(items)
        return replace(group, relevant=relevant or "", count=count or "", items=items)

    def _question(self, question: Question) -> Question:
        line = self._survey.lines[question.name]
        question = self._protected(line, self._with_list(line, question))
        is_silent = question.kind in {Kind.CALCULATE, Kind.UNASKED}
        found: dict[str, str | None] = {}
        for means in ("relevant", "constraint", "calculation", "required", "choice_filter"):
            text = getattr(question, means)
            # What nobody is asked needs no check and no reason to insist.
            unused = means in {"constraint", "required"} and (is_silent or question.kind == Kind.NOTE)
            found[means] = "" if unused else self._expression(line, means, text, question.name)
        found["default"] = self._default(line, question)
        if question.kind == Kind.CALCULATE:
            found |= {"calculation": found["calculation"] or found["default"], "default": ""}
        kind = question.kind
        if found["relevant"] is None or found["choice_filter"] is None:
            kind = Kind.UNASKED if not is_silent else kind
            if not is_silent and question.kind != Kind.NOTE:
                self._survey.unasked += 1
        self._depends(question.name, found["relevant"] or "", found["calculation"] or "")
        label = {code: self._followed(text, question.name) for code, text in question.label.items()}
        plain_found = {means: text or "" for means, text in found.items()}
        return _with_ends(replace(question, kind=kind, label=label, **plain_found))  # type: ignore[arg-type]

    def _followed(self, text: str, name: str) -> str:
        return self._survey.names.followed(text, (*self._survey.groups_of[name], name))

    def _with_list(self, line: Line, question: Question) -> Question:
        if question.kind not in CHOOSING:
            return question
        said = question.options
        if not said:
            text = N_("A choice needs a list: write its name behind the type, such as “select_one yes_no”.")
            self._findings.add(line.finding(Weight.ERROR, "type", text))
            return question
        known = said if said in self.lists else self._near_list(line, said)
        if not known:
            near = difflib.get_close_matches(said, self.lists, n=1, cutoff=0.6)
            text = N_("There is no list “%(list)s” on the sheet of choices.")
            if near:
                text = N_("There is no list “%(list)s” on the sheet of choices. Do you mean “%(near)s”?")
            self._findings.add(line.finding(Weight.ERROR, "type", text, list=said[:60], near="".join(near)))
            return question
        if question.name in self._survey.others:
            new = f"{known}-other"
            self.lists[new] = with_other(self.lists[known], self._languages)
            known = new
        return replace(question, options=known)

    def _protected(self, line: Line, question: Question) -> Question:
        """Check that a garbled question has two choices and names one; a near spelling of it is taken."""
        said = question.garbled
        if not said or question.kind == Kind.UNASKED:
            return question
        options = self.lists.get(question.options, ()) if question.kind == Kind.ONE else ()
        if len(options) != 2:
            text = N_("Only a question with two choices (select_one) can be protected by chance.")
            self._findings.add(line.finding(Weight.ERROR, "garbled", text))
            return question
        names = [one.name for one in options]
        if said in names:
            return question
        near = [
            one.name
            for one in options
            if said.casefold() in {one.name.casefold(), *(words.casefold() for words in one.label.values())}
        ]
        if len(near) == 1:
            text = N_("The choice “%(said)s” is called “%(name)s”; that one is taken.")
            self._findings.add(line.finding(Weight.REPAIR, "garbled", text, said=said[:60], name=near[0]))
            return replace(question, garbled=near[0])
        text = N_("“%(said)s” is none of the two choices: write “%(first)s” or “%(second)s”.")
        values = {"said": said[:60], "first": names[0], "second": names[1]}
        self._findings.add(line.finding(Weight.ERROR, "garbled", text, **values))
        return question

    def _near_list(self, line: Line, said: str) -> str:
        """Return the list that is meant by a name with other case or spaces, or with words behind it."""
        for name in self.lists:
            if plain(name) == plain(said) or plain(name) == plain(said.split(" ", maxsplit=1)[0]):
                text = N_(
                    "The list “%(list)s” is called “%(name)s” on the sheet of choices; that one is taken."
                )
                self._findings.add(line.finding(Weight.REPAIR, "type", text, list=said[:60], name=name))
                return name
        return ""

    def _default(self, line: Line, question: Question) -> str:
        """Return a default as an expression: a plain text is a text, what has ${} or () is computed."""
        said = question.default
        if not said:
            return ""
        if "${" in said or ("(" in said and said.rstrip().endswith(")")):
            return self._expression(line, "default", said, question.name) or ""
        if re.fullmatch(r"'[^']*'|\"[^\"]*\"", said):
            return said
        quote = "'" if "'" not in said else '"'
        return f"{quote}{said}{quote}" if quote not in said else ""

    def _expression(self, line: Line, means: str, said: str, name: str) -> str | None:
        """Return an expression that can be computed; "" for none, None for one that cannot be here."""
        if not said:
            return ""
        text = repaired(said)
        if text.lower() in {"true", "false"}:
            text = f"{text.lower()}()"
        if text != said.strip():
            note = N_("Read as: %(text)s")
            self._findings.add(line.finding(Weight.REPAIR, means, note, text=text[:200]))
        text = self._followed(text, name)
        try:
            node = parse(text)
        except tree.Unsupported as fault:
            self._findings.add(line.finding(Weight.WARNING, means, _WITHOUT[means], fault=str(fault)))
            return None
        except tree.Unreadable as fault:
            self._findings.add(line.finding(Weight.ERROR, means, fault.fault.text, **fault.fault.values))
            return ""
        return self._known(line, means, text, node)

    def _known(self, line: Line, means: str, text: str, node: tree.Node) -> str:
        """Check the names in an expression."""
        for wanted in sorted(tree.references(node)):
            if wanted not in self._survey.names.taken:
                near = difflib.get_close_matches(wanted, self._survey.names.taken, n=1, cutoff=0.7)
                note = N_("There is no question “%(name)s”.")
                if near:
                    note = N_("There is no question “%(name)s”. Do you mean “%(near)s”?")
                self._findings.add(
                    line.finding(Weight.ERROR, means, note, name=wanted[:60], near="".join(near))
                )
                return ""
        bare = sorted(tree.columns(node))
        if means != "choice_filter":
            # XPath takes a bare word for the name of something inside this question: always empty.
            note = N_(
                "“%(name)s” is neither a question, ${name}, nor a text in quotation marks: it is empty."
            )
            for one in bare:
                self._findings.add(line.finding(Weight.WARNING, means, note, name=one[:60]))
            return text
        unknown = [one for one in bare if one not in _COLUMNS_ALWAYS and not self._is_column(one)]
        note = N_("The sheet of choices has no column “%(name)s”.")
        for one in unknown:
            self._findings.add(line.finding(Weight.ERROR, means, note, name=one[:60]))
        return "" if unknown else text

    def _is_column(self, name: str) -> bool:
        return any(name in option.columns for options in self.lists.values() for option in options)

    def _depends(self, name: str, *expressions: str) -> None:
        found = self.leads_to.setdefault(name, set())
        for text in expressions:
            if text:
                found |= tree.references(parse(text))
        # A question is there only where its group is.
        groups = self._survey.groups_of[name]
        if groups:
            found.add(groups[-1])


def _with_ends(question: Question) -> Question:
    """Take the simplest constraint, from one number to another, as ends: they have words of their own."""
    found = _ENDS.fullmatch(question.constraint)
    if found is None or question.constraint_message or question.kind not in {Kind.INTEGER, Kind.DECIMAL}:
        return question
    low, high = found["low"] or "", found["high"] or found["only"] or ""
    if question.low or question.high or not (low or high):
        return question
    return replace(question, constraint="", low=low, high=high)


def _silenced(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items with nothing that is said or asked."""
    return tuple(
        replace(one, items=_silenced(one.items))
        if isinstance(one, Group)
        else replace(one, kind=one.kind if one.kind == Kind.CALCULATE else Kind.UNASKED)
        for one in items
    )


def circles(leads_to: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the names that depend on themselves, each circle once, in the order of dependence."""
    done: set[str] = set()
    found = []
    for start in leads_to:
        path: list[str] = []
        on_path: set[str] = set()
        # By hand and not by recursion: a form may lead from row to row ten thousand times.
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            name, is_left = waiting.pop()
            if is_left:
                path.pop()
                on_path.discard(name)
                done.add(name)
            elif name in on_path:
                found.append(path[path.index(name) :])
            elif name not in done:
                path.append(name)
                on_path.add(name)
                waiting.append((name, True))
                waiting.extend((one, False) for one in sorted(leads_to.get(name, ())))
    return found
