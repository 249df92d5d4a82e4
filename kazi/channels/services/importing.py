"""A list of numbers, as a sponsor or a union sends it, into contacts; each row that is left out is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from django.conf import settings

from kazi.channels.events import ContactsImported
from kazi.channels.models import Contact
from kazi.channels.rules.numbering import NoNumber, country_of, e164, zone_of_number
from kazi.channels.vault import numbers
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.words import N_, Fault

MOST_ROWS: Final = 2_000_000
MOST_FAULTS: Final = 1_000
AT_ONCE: Final = 2_000
# Headings in the words that such lists have.
_HEADINGS: Final = {
    "number": {"number", "phone", "mobile", "msisdn", "telephone", "tel", "phone number", "namba", "numéro",
               "telefono", "teléfono", "tel:mobile", "urn:tel"},
    "country": {"country", "nchi", "pays", "país"},
    "language": {"language", "lang", "lugha", "langue", "idioma"},
    "zone": {"zone", "timezone", "time zone", "time_zone"},
    "site": {"site", "factory", "farm", "workplace", "kiwanda", "usine"},
    "stratum": {"stratum", "strata", "group", "kundi", "groupe"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What comes of one row: `reason` is empty where its number is good, else a text by N_."""

    line: int
    reason: str = ""


@dataclass
class Imported:
    """What came of a list.  `again` are numbers that stand in it twice, `unchanged` those kept before.

    `good` and `rows` (the first thousand) say nothing of who was kept before, so a sponsor may see them:
    somebody who is new again has said DELETE, so they have been asked.  The other counts are for whoever
    runs the machine.  A number itself stands nowhere here.
    """

    good: int = 0
    rows: list[Row] = field(default_factory=list)
    imported: int = 0
    unchanged: int = 0
    again: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves.

    `purpose` is what all of them have agreed to, by the word of whoever brings the list: it is kept in the
    journal as theirs.  It agrees for nobody; each person is asked in the talk.
    """

    country: str = ""
    language: str = "en"
    site: str = ""
    stratum: str = ""
    purpose: str = ""


def import_contacts(
    path: Path, defaults: Defaults, *, dry_run: bool = False, actor_id: int | None = None
) -> Imported:
    """Read a CSV or an XLSX of numbers into contacts of the organisation that is acted for.

    A second call with the same list changes nothing.  A dry run keeps nothing, not even in the vault, and
    leaves `imported` and `unchanged` at 0.  Raises Refused for a file that holds no list.
    """
    done, seen = Imported(), set[str]()

    def left_out(line: int, reason: str) -> None:
        if len(done.faults) < MOST_FAULTS:
            done.faults.append(Fault(reason, line=line, field="number"))
        if len(done.rows) < MOST_FAULTS:
            done.rows.append(Row(line, reason))

    lot: dict[str, dict[str, str]] = {}
    for line, row in _rows(path):
        try:
            number = e164(row["number"], (row["country"] or defaults.country).upper())
        except NoNumber as error:
            done.refused += 1
            left_out(line, str(error))
            continue
        if number in seen:
            done.again += 1
            left_out(line, N_("This number stands above already."))
            continue
        seen.add(number)
        done.good += 1
        if len(done.rows) < MOST_FAULTS:
            done.rows.append(Row(line))
        if not dry_run:
            lot[number] = row
        if len(lot) >= AT_ONCE:
            _keep(lot, defaults, done)
            lot = {}
        if line > MOST_ROWS:
            raise Refused(N_("Divide the list: a file has at most two million rows."))
    if not dry_run:
        _keep(lot, defaults, done)
        record(ContactsImported(done.good, done.refused, defaults.purpose), actor_id=actor_id)
    return done


def _keep(lot: dict[str, dict[str, str]], defaults: Defaults, done: Imported) -> None:
    kept = numbers.keep_many(lot)
    known = set(Contact.objects.filter(number__in=kept.values()).values_list("number", flat=True))
    languages, zones = dict(settings.LANGUAGES), available_timezones()
    new = []
    for number, row in lot.items():
        if kept[number] in known:
            done.unchanged += 1
            continue
        language = row["language"].lower()[:2]
        new.append(
            Contact(
                number=kept[number],
                country=country_of(number),
                language=language if language in languages or len(language) == 2 else defaults.language,
                zone=row["zone"] if row["zone"] in zones else zone_of_number(number) or "UTC",
                site=(row["site"] or defaults.site)[:80],
                stratum=(row["stratum"] or defaults.stratum)[:80],
            )
        )
    Contact.objects.bulk_create(new, ignore_conflicts=True)
    done.imported += len(new)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and fields of each row that is not empty; the heading may be missing."""
    names: list[str] | None = None
    for line, cells in enumerate(_cells(path), 1):
        if not any(cells):
            continue
        if names is None:
            names = _named(cells)
            if names is not None:
                continue
            if len(cells) > 1:
                raise Refused(N_("The first row names the columns; one of them is called number."))
            names = ["number"]
        row = dict.fromkeys(_HEADINGS, "") | dict(zip(names, cells, strict=False))
        yield line, row
    if names is None:
        raise Refused(N_("There is nothing in the file."))


def _named(cells: list[str]) -> list[str] | None:
    """Return our name of each column, or None when this is no row of headings."""
    lowered = [cell.strip().lower() for cell in cells]
    found = [next((ours for ours, words in _HEADINGS.items() if cell in words), cell) for cell in lowered]
    return found if "number" in found else None


def _cells(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        yield from _sheet(path)
        return
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16", "cp1252") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else (
        "utf-8-sig", "cp1252"
    ):  # fmt: skip
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(N_("The file is no text; save the list as CSV or XLSX."))
    if "\x00" in text:
        raise Refused(N_("The file is no text; save the list as CSV or XLSX."))
    first = text.split("\n", 1)[0]
    comma = max(",;\t|", key=first.count)
    yield from ([cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=comma))


def _sheet(path: Path) -> Iterator[list[str]]:
    from zipfile import BadZipFile  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    with path.open("rb") as file:  # Open, as openpyxl judges a path by how its name ends.
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
            raise Refused(N_("The file cannot be read as a sheet; save the list as CSV or XLSX.")) from error
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield ["" if cell is None else _written(cell) for cell in row]
        finally:
            book.close()


def _written(cell: object) -> str:
    """Return a cell as a person typed it: a number that the sheet holds as 2.547E+11 has all its digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
