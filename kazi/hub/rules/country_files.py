"""Files of country figures, read row by row: three forms of CSV and the World Bank's JSON.

- tidy: `iso3,indicator,year,value,source,licence`;
- World Bank: one row for each country and indicator, one column for each year, after a few lines of
  preamble (also the form of DataBank, with "Series Name" and "2020 [YR2020]");
- datahub: `Country Name,Country Code,Year,Value` of one indicator, which the caller names;
- JSON of the World Bank's API: `[meta, rows]`, or `[{"message": ...}]` for an error.

Each reader yields a Reading, or a Fault that says which line was not taken and why.  Groups of
countries and empty cells are no faults; the Tally counts them.  A file that cannot be read at all
raises Unreadable.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from kazi.files.rules import limits
from kazi.files.rules.unreadable import Unreadable
from kazi.hub.rules.indicators import INDICATORS, code_of, is_possible
from kazi.hub.rules.territories import is_group, two_letters
from kazi.kernel.words import N_, Fault

FIRST_YEAR: Final = 1900
WORLD_BANK_LICENCE: Final = "CC BY 4.0 (World Bank)"
WDI: Final = "World Development Indicators"
_TIDY = {"iso3", "indicator", "year", "value"}
_PREAMBLE_ROWS: Final = 20
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_YEAR_COLUMN = re.compile(r"(\d{4})(?: \[YR\d{4}\])?")
_MISSING = {"", "..", "NA", "N/A", "null"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a file.  `country` has two letters, `indicator` is ours where we know it."""

    line: int
    country: str
    indicator: str
    year: int
    value: float
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the caller says about a file that does not say it itself; `this_year` bounds the years."""

    this_year: int
    indicator: str = ""
    source: str = ""
    licence: str = ""


@dataclass(slots=True)
class Tally:
    """What was passed over without being a fault, and what the file says about itself."""

    empty: int = 0
    groups: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)  # Indicator codes we do not know, with a name.
    notes: list[Fault] = field(default_factory=list)
    released: str = ""


Found = Iterator[Reading | Fault]


def read_csv(
    lines: Iterable[str], told: Told, tally: Tally, regions: Mapping[str, str] | None = None
) -> Found:
    """Read any of the three forms; `regions` is Metadata_Country: code -> region, empty for groups."""
    rows = csv.reader(_bounded(lines))
    try:
        head, before = _heading(rows)
        columns = {name: place for place, name in enumerate(head) if name}
        if columns.keys() >= _TIDY:
            yield from _tidy(rows, columns, told, tally)
        elif {"Country Code", "Year", "Value"} <= columns.keys():
            yield from _datahub(rows, columns, told, tally, regions)
        else:
            yield from _world_bank(rows, columns, before, told, tally, regions)
    except csv.Error as error:
        text = N_("The file cannot be read as CSV from here on (%(error)s). Save it again as CSV.")
        yield Fault(text, {"error": str(error)}, line=rows.line_num)


def read_regions(lines: Iterable[str]) -> dict[str, str]:
    """Return code -> region of a Metadata_Country file; nothing where it is of another form."""
    rows = csv.DictReader(_bounded(lines))
    try:
        return {
            (row.get("Country Code") or "").strip(): (row.get("Region") or "").strip()
            for row in rows
            if row.get("Country Code") and "Region" in row
        }
    except csv.Error:
        return {}


def country_of(code: str, tally: Tally, regions: Mapping[str, str] | None = None) -> str | None:
    """Return the two letters of a country; None for a group, which is counted, and for an unknown code."""
    plain = code.strip().upper()
    if (regions is not None and regions.get(plain) == "") or is_group(plain):
        tally.groups.add(plain)
        return None
    return two_letters(plain)


def checked(
    line: int, column: str, country: str, indicator: str, year: str | int, value: str | float,
    source: str, licence: str, told: Told,
) -> Reading | Fault:  # fmt: skip
    """Return the figure, or what is wrong with its year or its value."""
    said = str(year).strip()
    if not re.fullmatch(r"\d{4}", said) or not FIRST_YEAR <= int(said) <= told.this_year + 1:
        text = N_("“%(year)s” is not a year; quarters and months are not kept. Send yearly figures.")
        return Fault(text, {"year": said[:20]}, line=line, field=column)
    number = _number(value)
    if number is None:
        text = N_("“%(value)s” is not a number. Write it with digits and a decimal point only.")
        return Fault(text, {"value": str(value)[:40]}, line=line, field=column)
    code = code_of(indicator)
    if not re.fullmatch(r"[\w.:-]{1,80}", code):
        text = N_("“%(code)s” is no code of an indicator: letters, digits, points and lines, at most 80.")
        return Fault(text, {"code": code[:40]}, line=line, field="indicator")
    if not is_possible(code, number):
        known = INDICATORS.get(code)
        low, high = (known.lowest, known.highest) if known else (0, 0)
        text = N_("%(value)s cannot be true for %(indicator)s: it lies between %(low)s and %(high)s.")
        told_of = {"value": str(value)[:40], "indicator": code, "low": f"{low:g}", "high": f"{high:g}"}
        return Fault(text, dict(told_of), line=line, field=column)
    return Reading(line, country, code, int(said), number, source[:300], licence[:200])


def _heading(rows: Iterator[list[str]]) -> tuple[list[str], dict[str, str]]:
    """Return the row of column names and what the preamble before it says."""
    before: dict[str, str] = {}
    for number, row in enumerate(rows):
        names = [cell.strip() for cell in row]
        if set(names) >= _TIDY or "Country Code" in names:
            return names, before
        if len(names) >= 2 and names[0]:
            before[names[0]] = names[1]
        if number >= _PREAMBLE_ROWS:
            break
    text = N_(
        "The columns are not known. Kazi reads the CSV of the World Bank as it is downloaded, and tables "
        "with the columns iso3, indicator, year, value, source and licence, parted by commas."
    )
    raise Unreadable(Fault(text, line=1))


def _tidy(rows: Iterator[list[str]], columns: Mapping[str, int], told: Told, tally: Tally) -> Found:
    seen: dict[tuple[str, str, str, str], tuple[int, str]] = {}
    for row, line in _numbered(rows):
        cell = _cells(row, columns)
        if not any(row):
            continue
        country = country_of(cell("iso3"), tally)
        if country is None:
            if not is_group(cell("iso3")):
                yield _unknown_country(cell("iso3"), line, "iso3")
            continue
        if cell("value") in _MISSING:
            tally.empty += 1
            continue
        source = cell("source") or told.source
        if not source or not cell("indicator"):
            what = "source" if cell("indicator") else "indicator"
            yield Fault(
                N_("This is empty. Every figure says what it is and where it is from."), line=line, field=what
            )
            continue
        key = (country, code_of(cell("indicator")), cell("year"), source)
        first = seen.setdefault(key, (line, cell("value")))
        if first[0] != line:
            if first[1] != cell("value"):
                text = N_(
                    "Line %(first)s gives another value for the same country, indicator, year and source."
                )
                yield Fault(text, {"first": first[0]}, line=line, field="value")
            continue
        licence = cell("licence") or told.licence
        found = checked(
            line, "value", country, cell("indicator"), cell("year"), cell("value"), source, licence, told
        )
        yield _named(found, cell("year"), "year")
        _note_unknown(cell("indicator"), "", tally)


def _datahub(
    rows: Iterator[list[str]], columns: Mapping[str, int], told: Told, tally: Tally,
    regions: Mapping[str, str] | None,
) -> Found:  # fmt: skip
    if not told.indicator or not told.source:
        text = N_(
            "The file does not say what its figures are. Name the indicator and the source, for example "
            '--indicator NY.GDP.PCAP.KD --source "World Bank".'
        )
        raise Unreadable(Fault(text, line=1))
    _note_unknown(told.indicator, "", tally)
    for row, line in _numbered(rows):
        cell = _cells(row, columns)
        country = country_of(cell("Country Code"), tally, regions)
        if country is None:
            if cell("Country Code") and cell("Country Code").upper() not in tally.groups:
                yield _unknown_country(cell("Country Code"), line, "Country Code")
        elif cell("Value") in _MISSING:
            tally.empty += 1
        else:
            found = checked(
                line, "Value", country, told.indicator, cell("Year"), cell("Value"),
                told.source, told.licence, told,
            )  # fmt: skip
            yield _named(found, cell("Year"), "Year")


def _world_bank(
    rows: Iterator[list[str]], columns: Mapping[str, int], before: Mapping[str, str], told: Told,
    tally: Tally, regions: Mapping[str, str] | None,
) -> Found:  # fmt: skip
    code_column = next((one for one in ("Indicator Code", "Series Code") if one in columns), "")
    years = {name: int(match[1]) for name in columns if (match := _YEAR_COLUMN.fullmatch(name))}
    if not code_column or not years:
        text = N_(
            "The row of column names has no indicator code or no years. Download the file again as CSV."
        )
        raise Unreadable(Fault(text, line=1))
    tally.released = before.get("Last Updated Date", "")
    database = before.get("Data Source", WDI)
    seen: dict[tuple[str, str], int] = {}
    for row, line in _numbered(rows):
        cell = _cells(row, columns)
        given, code = cell("Country Code"), cell(code_column)
        if not given or not code:
            continue  # The closing lines of DataBank: "Data from database: ...".
        country = country_of(given, tally, regions)
        if country is None:
            if given.upper() not in tally.groups:
                yield _unknown_country(given, line, "Country Code")
            continue
        if (first := seen.setdefault((country, code), line)) != line:
            text = N_("Line %(first)s has the same country and indicator.")
            yield Fault(text, {"first": first}, line=line, field=code_column)
            continue
        _note_unknown(code, cell(code_column.replace("Code", "Name")), tally)
        source, licence = world_bank_source(database, code, told)
        for name, year in years.items():
            value = cell(name)
            if value in _MISSING:
                tally.empty += 1
            else:
                yield checked(line, name, country, code, year, value, source, licence, told)


def world_bank_source(database: str, code: str, told: Told) -> tuple[str, str]:
    """Return source and licence of a figure of the World Bank; only WDI is known to be CC BY 4.0.

    The same words for CSV and JSON, so that both name the same row and correct each other.
    """
    source = told.source or f"World Bank, {database}, {code.strip().upper()}"
    return source, told.licence or (WORLD_BANK_LICENCE if database == WDI else "")


def _note_unknown(given: str, name: str, tally: Tally) -> None:
    code = code_of(given)
    if code not in INDICATORS and not tally.names.get(code):
        tally.names[code] = name[:300]


def _unknown_country(code: str, line: int, column: str) -> Fault:
    text = N_("“%(code)s” is no country of ISO 3166-1. Write three letters, such as KEN for Kenya.")
    return Fault(text, {"code": code.strip()[:20]}, line=line, field=column)


def _named(found: Reading | Fault, year: str, column: str) -> Reading | Fault:
    """Let a fault of the year name the column of the year."""
    if isinstance(found, Fault) and found.values.get("year") == year.strip()[:20]:
        return Fault(found.text, found.values, line=found.line, field=column)
    return found


def _number(value: str | float) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value.strip()) else None
    return float(value) if isinstance(value, int | float) else None


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[list[str], int]]:
    for row in rows:
        yield row, int(getattr(rows, "line_num", 0))


class _cells:  # noqa: N801 -- used as a function: cell("year").
    """The cells of a row by the name of their column; a short row has empty ones."""

    def __init__(self, row: list[str], columns: Mapping[str, int]) -> None:
        self._row, self._columns = row, columns

    def __call__(self, name: str) -> str:
        place = self._columns.get(name)
        return self._row[place].strip() if place is not None and place < len(self._row) else ""


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    """Refuse a line that no honest file has, before csv holds all of it."""
    for line in lines:
        if len(line) > limits.MAX_ROW_BYTES:
            raise csv.Error("a line is too long")
        yield line.replace("\0", "�")
