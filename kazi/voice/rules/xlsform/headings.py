"""What the headings of a sheet mean, however they are spelt."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import UNSAID
from kazi.voice.rules.xlsform.book import Sheet
from kazi.voice.rules.xlsform.findings import Finding, Findings, Weight, cell_name
from kazi.voice.rules.xlsform.tongues import language_code

# What we read, by the names that forms have for it; spaces, underscores, hyphens and case do not count.
_SURVEY: Final = {
    "type": ("type", "question type", "field type"),
    "name": ("name", "variable name", "field name", "question name"),
    "label": ("label", "caption", "question", "question label"),
    "hint": ("hint",),
    "required": ("required", "bind required", "mandatory"),
    "required_message": ("required message", "bind jr requiredmsg", "requiredmsg"),
    "relevant": ("relevant", "relevance", "bind relevant", "skip logic"),
    "constraint": ("constraint", "bind constraint", "validation"),
    "constraint_message": (
        "constraint message", "constraint msg", "constraining message", "bind jr constraintmsg",
        "jr constraintmsg", "validation message",
    ),
    "calculation": ("calculation", "calculate", "bind calculate"),
    "default": ("default", "default value"),
    "choice_filter": ("choice filter",),
    "parameters": ("parameters", "parameter"),
    "repeat_count": ("repeat count", "jr count"),
    "appearance": ("appearance", "control appearance"),
    "disabled": ("disabled",),
    "read_only": ("read only", "readonly", "bind readonly"),
    "audio": ("audio", "media audio"),
    "sensitive": ("kazi sensitive", "sensitive"),
    "breakdown": ("kazi breakdown", "breakdown"),
    "garbled": ("kazi garbled", "garbled"),
    "refers": ("kazi refers", "refers"),
}  # fmt: skip
_CHOICES: Final = {
    "list_name": ("list name", "listname", "list"),
    "name": ("name", "value", "choice name", "option name"),
    "label": ("label", "caption", "choice label", "option label"),
    "audio": ("audio", "media audio"),
}
_SETTINGS: Final = {
    "title": ("form title", "title", "set form title"),
    "form_id": ("form id", "id string", "set form id"),
    "version": ("version", "form version"),
    "default_language": ("default language",),
}
HEADINGS: Final = {"survey": _SURVEY, "choices": _CHOICES, "settings": _SETTINGS}
# Headings that may name a language.
_TRANSLATED: Final = frozenset({"label", "hint", "required_message", "constraint_message", "audio"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: `means` is a name of ours, "" for another; `language` "" where none is named."""

    means: str
    language: str
    text: str
    column: int  # From 1.


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    heading: Heading


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the headings."""

    sheet: str
    row: int
    cells: tuple[Cell, ...]

    def said(self, means: str) -> str:
        """Return the first filled cell of this meaning, whatever its language."""
        return next((one.text for one in self.cells if one.heading.means == means and one.text), "")

    def words(self, means: str) -> dict[str, str]:
        """Return what stands under all languages of one meaning; "" is the column without a language."""
        found: dict[str, str] = {}
        for one in self.cells:
            if one.heading.means == means and one.text:
                found.setdefault(one.heading.language, one.text)
        return found

    def finding(self, weight: Weight, means: str, text: str, /, **values: str | int) -> Finding:
        """Return a finding about the cell of this meaning, or about the row where there is no such cell."""
        place = next((one.heading for one in self.cells if one.heading.means == means), None)
        return Finding(
            weight,
            text,
            values,
            sheet=self.sheet,
            row=self.row,
            column=place.text if place else means,
            cell=cell_name(self.row, place.column) if place else "",
        )


def read_lines(sheet: Sheet, kind: str, findings: Findings) -> list[Line]:
    """Return the rows below the headings of a sheet; says which headings were repaired."""
    if sheet.cut_off:
        findings.add(
            Finding(Weight.ERROR, N_("The sheet has more rows than a poll can have."), sheet=sheet.name)
        )
    if not sheet.rows:
        return []
    place = _heading_place(sheet, kind)
    number, cells = sheet.rows[place]
    headings = [heading_of(text, column, kind) for column, text in enumerate(cells, start=1)]
    for one in headings:
        _say_repair(one, sheet.name, number, kind, findings)
    lines = []
    for row, said in sheet.rows[place + 1 :]:
        pairs = zip(headings, said, strict=False)
        filled = tuple(Cell(text, heading) for heading, text in pairs if heading.text)
        # A missing cell still has a place to point at.
        filled += tuple(Cell("", heading) for heading in headings[len(said) :] if heading.text)
        lines.append(Line(sheet.name, row, filled))
    return lines


def plain(text: str) -> str:
    """Return a heading or a type as it is compared: lower case, single spaces for _, -, : and spaces."""
    return re.sub(r"[\s_:.\-]+", " ", text.replace("\ufeff", "").replace("\u00a0", " ")).strip().lower()


def _heading_place(sheet: Sheet, kind: str) -> int:
    """Return which row holds the headings: the first of ten in which two are known, else the first."""
    for place, (_number, cells) in enumerate(sheet.rows[:10]):
        known = {heading_of(text, 1, kind).means for text in cells} - {""}
        if len(known) >= 2:
            return place
    return 0


def heading_of(text: str, column: int, kind: str) -> Heading:
    names = {name: means for means, spelt in HEADINGS[kind].items() for name in spelt}
    whole = plain(text)
    if whole in names:
        return Heading(names[whole], "", text, column)
    # label::English (en), label:fr, media::audio::Swahili (sw), constraint message:english
    parts = [part.strip() for part in re.split(r":{1,2}", text) if part.strip()]
    for end in range(len(parts) - 1, 0, -1):
        means = names.get(plain(" ".join(parts[:end])))
        if means in _TRANSLATED:
            code = language_code(" ".join(parts[end:]))
            return Heading(means, "" if code == UNSAID else code, text, column)
    # label (English), label_en and Label - English.
    if (loose := re.fullmatch(r"(?i)(label|hint)\s*[-_(]\s*(.+?)\s*\)?", text)) is not None:
        code = language_code(loose[2])
        if not code.startswith("x-") and code != UNSAID:
            return Heading(loose[1].lower(), code, text, column)
    return Heading("", "", text, column)


def _say_repair(heading: Heading, sheet: str, row: int, kind: str, findings: Findings) -> None:
    if not heading.text:
        return

    def finding(weight: Weight, text: str, **values: str | int) -> Finding:
        cell = cell_name(row, heading.column)
        return Finding(weight, text, values, sheet=sheet, row=row, column=heading.text, cell=cell)

    if heading.means:
        loose = re.match(r"(?i)(label|hint)\s*[-_(]", heading.text)
        if loose and ":" not in heading.text:
            text = N_("This heading is read as %(means)s in the language “%(language)s”.")
            findings.add(finding(Weight.REPAIR, text, means=heading.means, language=heading.language))
        return
    spelt = [name for names in HEADINGS[kind].values() for name in names]
    near = difflib.get_close_matches(plain(heading.text), spelt, n=1, cutoff=0.87)
    if near:
        text = N_("The heading “%(heading)s” is not known. Do you mean “%(near)s”?")
        meant = near[0].replace(" ", "_")
        findings.add(finding(Weight.WARNING, text, heading=heading.text, near=meant))
