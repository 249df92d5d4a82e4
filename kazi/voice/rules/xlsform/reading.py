"""From the bytes of a file to a questionnaire, with everything that was found on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kazi.kernel.words import N_
from kazi.voice.rules.questionnaire import ASKED, UNSAID, Kind, Question, Questionnaire, walk
from kazi.voice.rules.referring import referring_fault
from kazi.voice.rules.xlsform import headings
from kazi.voice.rules.xlsform.book import NoBook, Sheet, open_book
from kazi.voice.rules.xlsform.checking import Checker, circles
from kazi.voice.rules.xlsform.choices import read_choices
from kazi.voice.rules.xlsform.cleaning import spoken
from kazi.voice.rules.xlsform.findings import Finding, Findings, Weight
from kazi.voice.rules.xlsform.headings import Line, read_lines
from kazi.voice.rules.xlsform.rows import Survey, read_rows
from kazi.voice.rules.xlsform.tongues import language_by_script, language_code
from kazi.voice.rules.xlsform.types import row_type

MOST_QUESTIONS: Final = 2_000
MOST_LANGUAGES: Final = 30
# Labor Link asked 10 to 12, and the health toolkit of Medic says "less than 10".
ADVISED_QUESTIONS: Final = 12
PAGED_FROM: Final = 10
SURVEY: Final = frozenset({"survey", "surveys", "questions", "form"})
CHOICES: Final = frozenset({"choices", "choice", "options"})
SETTINGS: Final = frozenset({"settings", "setting"})


@dataclass(frozen=True, slots=True)
class Reading:
    """`questionnaire` is None when there is an error; `askable` rows want an answer, `asked` can get one."""

    questionnaire: Questionnaire | None
    findings: Findings = field(default_factory=Findings)
    askable: int = 0
    asked: int = 0

    @property
    def is_usable(self) -> bool:
        return self.questionnaire is not None


def read_form(data: bytes, name: str = "") -> Reading:
    """Read a file, whatever it is; what is wrong with it is a finding, never an exception."""
    findings = Findings()
    try:
        sheets = open_book(data, SURVEY | CHOICES | SETTINGS)
        if _named(sheets, SURVEY) is None:  # It may have another name.
            sheets = open_book(data)
    except NoBook as error:
        findings.add(Finding(Weight.ERROR, error.fault.text, error.fault.values))
        return Reading(None, findings)
    survey = _survey_sheet(sheets, findings)
    if survey is None:
        return Reading(None, findings)
    lines = read_lines(survey, "survey", findings)
    if not _has_columns(survey, lines, findings):
        return Reading(None, findings)
    settings = _settings(sheets, findings)
    return _questionnaire(lines, _choice_lines(sheets, findings), settings, name, findings)


def _named(sheets: list[Sheet], names: frozenset[str]) -> Sheet | None:
    for one in sheets:
        if one.name.strip().lower() in names:
            return one
    return None


def _survey_sheet(sheets: list[Sheet], findings: Findings) -> Sheet | None:
    found = _named(sheets, SURVEY)
    if found is not None:
        return found
    for one in sheets:
        columns = {
            h.means
            for h in (headings.heading_of(t, 1, "survey") for t in (one.rows[0][1] if one.rows else ()))
        }
        if {"type", "name"} <= columns:
            text = N_("There is no sheet “survey”; this one has its columns and is taken.")
            findings.add(Finding(Weight.REPAIR, text, sheet=one.name))
            return one
    text = N_("There is no sheet “survey”. It holds the questions, with the columns type, name and label.")
    findings.add(Finding(Weight.ERROR, text, sheet="survey"))
    return None


def _has_columns(sheet: Sheet, lines: list[Line], findings: Findings) -> bool:
    if not lines:
        text = N_("The sheet has no rows below its headings, so there is nothing to ask.")
        findings.add(Finding(Weight.ERROR, text, sheet=sheet.name))
        return False
    means = {one.heading.means for line in lines for one in line.cells}
    if "type" not in means:
        row = sheet.rows[0][0]
        text = N_("There is no column “type”, so nobody knows what a row asks.")
        findings.add(Finding(Weight.ERROR, text, sheet=sheet.name, row=row, column="type"))
        return False
    return True


def _choice_lines(sheets: list[Sheet], findings: Findings) -> list[Line]:
    found = _named(sheets, CHOICES)
    return read_lines(found, "choices", findings) if found is not None else []


def _settings(sheets: list[Sheet], findings: Findings) -> dict[str, str]:
    found = _named(sheets, SETTINGS)
    lines = read_lines(found, "settings", findings) if found is not None else []
    return {means: lines[0].said(means) for means in headings.HEADINGS["settings"]} if lines else {}


def _questionnaire(
    lines: list[Line], choice_lines: list[Line], settings: dict[str, str], name: str, findings: Findings
) -> Reading:
    if len(lines) > MOST_QUESTIONS:
        text = N_("A poll has at most %(most)s rows; this one has %(rows)s.")
        values: dict[str, str | int] = {"most": MOST_QUESTIONS, "rows": len(lines)}
        findings.add(Finding(Weight.ERROR, text, values, sheet=lines[0].sheet))
        return Reading(None, findings)
    base, languages = _languages(lines, choice_lines, settings, findings)
    several = _lists_of_several(lines)
    lists = read_choices(choice_lines, base, findings, several)
    survey = read_rows(lines, base, languages, findings)
    checker = Checker(survey, lists, languages, findings)
    items = checker.items(survey.items)
    _say_circles(checker.leads_to, survey, findings)
    used = {one.options for one, _around in walk(items) if isinstance(one, Question)}
    built = Questionnaire(
        title=spoken(settings.get("title", "")) or name or "Poll",
        languages=languages,
        items=items,
        lists={key: options for key, options in checker.lists.items() if key in used},
        form_id=settings.get("form_id", ""),
        version=settings.get("version", ""),
    )
    _advise(built, survey, findings)
    asked = sum(one.kind in ASKED for one in built.questions())
    if not asked and not findings.errors:
        text = N_("Nothing in this form can be asked on a phone.")
        findings.add(Finding(Weight.ERROR, text, sheet=lines[0].sheet))
    fits = survey.askable - survey.unasked
    return Reading(None if findings.errors else built, findings, survey.askable, fits)


def _lists_of_several(lines: list[Line]) -> set[str]:
    found = set()
    for line in lines:
        kind = row_type(line.said("type"))
        if kind.kind in {Kind.SEVERAL, Kind.RANK}:
            found.add(kind.options)
    return found


def _languages(
    lines: list[Line], choice_lines: list[Line], settings: dict[str, str], findings: Findings
) -> tuple[str, tuple[str, ...]]:
    """Return the language of columns that name none, and all languages with the default one first."""
    found: dict[str, None] = {}
    headed: dict[str, Line] = {}
    unnamed: list[str] = []
    for line in (*lines, *choice_lines):
        for one in line.cells:
            if one.heading.means != "label":
                continue
            if not one.text:
                headed.setdefault(one.heading.language, line)
                continue
            if one.heading.language:
                found.setdefault(one.heading.language)
            else:
                unnamed.append(one.text)
    for code in sorted(headed.keys() - found.keys() - {""}):
        text = N_("The columns of the language “%(language)s” are empty, so the poll is not offered in it.")
        findings.add(Finding(Weight.WARNING, text, {"language": code}, sheet=headed[code].sheet))
    default = language_code(settings.get("default_language", "")) if settings.get("default_language") else ""
    default = "" if default == UNSAID or (default.startswith("x-") and default not in found) else default
    # A sheet of choices often has one plain "label" beside questions in named languages: the first is meant.
    asked_unnamed = any(
        one.heading.means == "label" and not one.heading.language and one.text
        for line in lines
        for one in line.cells
    )
    base = default or (next(iter(found), "") if not asked_unnamed else "")
    if not base:
        base = language_by_script(unnamed) or UNSAID
        if base != UNSAID:
            text = N_("The labels name no language; by their script they are taken as “%(language)s”.")
            findings.add(Finding(Weight.REPAIR, text, {"language": base}, sheet=lines[0].sheet))
    first = default if default and (default in found or unnamed) else next(iter(found), base)
    order = dict.fromkeys([first, *([base] if unnamed else []), *found])
    if len(order) > MOST_LANGUAGES:
        text = N_("A poll has at most %(most)s languages.")
        findings.add(Finding(Weight.ERROR, text, {"most": MOST_LANGUAGES}, sheet=lines[0].sheet))
    return base, tuple(order)[:MOST_LANGUAGES]


def _say_circles(leads_to: dict[str, set[str]], survey: Survey, findings: Findings) -> None:
    for circle in circles(leads_to)[:20]:
        line = survey.lines[circle[0]]
        rows = ", ".join(str(survey.lines[name].row) for name in circle)
        names = " → ".join([*circle, circle[0]])
        means = "relevant" if line.said("relevant") else "calculation"
        text = N_("These rows wait for each other in a circle: %(names)s (rows %(rows)s).")
        findings.add(line.finding(Weight.ERROR, means, text, names=names[:300], rows=rows[:200]))


def _advise(built: Questionnaire, survey: Survey, findings: Findings) -> None:
    """Warn of what can be asked but will go badly: no words in a language, a list of many, a long poll."""
    sheet = next((line.sheet for line in survey.lines.values()), "survey")
    spoken_rows = [one for one in built.questions() if one.kind in ASKED | {Kind.NOTE}]
    for language in built.languages:
        missing = [one for one in spoken_rows if not one.label.get(language)]
        if missing:
            text = N_(
                "%(count)s rows have no words in “%(language)s”, first this one; another language is said."
            )
            line = survey.lines[missing[0].name]
            findings.add(line.finding(Weight.WARNING, "label", text, count=len(missing), language=language))
    for one in spoken_rows:
        options = built.options_of(one)
        line = survey.lines[one.name]
        if one.options in built.lists and not options and one.kind in ASKED:
            text = N_("The list of this question is empty.")
            findings.add(line.finding(Weight.ERROR, "type", text))
        elif (fault := referring_fault(built, one)) is not None:
            findings.add(line.finding(Weight.ERROR, "refers", fault.text, **fault.values))
        elif len(options) >= PAGED_FROM and not one.choice_filter:
            text = N_("%(count)s choices do not fit on one screen or into one key: they are said in parts.")
            findings.add(line.finding(Weight.WARNING, "type", text, count=len(options)))
    asked = sum(one.kind in ASKED for one in built.questions())
    if asked > ADVISED_QUESTIONS:
        text = N_("%(count)s questions are many for a phone: most people answer ten to twelve.")
        findings.add(Finding(Weight.WARNING, text, {"count": asked}, sheet=sheet))
