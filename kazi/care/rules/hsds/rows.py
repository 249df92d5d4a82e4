"""Every file becomes rows of HSDS tables: where each came from, and what its cells say."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from kazi.care.rules.hsds.fields import FIELDS, FILE_NAMES, NESTED, THINGS
from kazi.kernel.words import N_, Fault

MOST_FILES = 2_000
MOST_FILE_BYTES = 100_000_000
MOST_BYTES = 400_000_000  # Of all files of one import, unpacked.
MOST_CELL = 200_000
MOST_DEPTH = 30
_ID_OF = {
    "services": "service_id",
    "organizations": "organization_id",
    "locations": "location_id",
    "taxonomies": "taxonomy_id",
    "taxonomy_terms": "taxonomy_term_id",
    "service_at_locations": "service_at_location_id",
    "contacts": "contact_id",
    "phones": "phone_id",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.  `line` is that of a CSV file, from 1, or the number of the JSON record."""

    table: str
    cells: dict[str, Any]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken, where, and why."""

    file: str
    fault: Fault


@dataclass(slots=True)
class Reading:
    """The rows of all files, and what could not be read at all."""

    rows: list[Row] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, file: str, text: str, line: int = 0, at: str = "", **values: str | int) -> None:
        self.refused.append(Refusal(file, Fault(text, values, line=line, field=at)))


def read(path: Path) -> Reading:
    """Read a file, a folder or a ZIP of HSDS, JSON and CSV; whatever is wrong is in `refused`."""
    reading = Reading()
    total = 0
    for name, data in _files(path, reading):
        total += len(data)
        if total > MOST_BYTES:
            reading.refuse(name, N_("The files are larger than 400 MB together. Import them in parts."))
            break
        if name.lower().endswith(".json"):
            _read_json(reading, name, data)
        else:
            _read_csv(reading, name, data)
    return reading


def _files(path: Path, reading: Reading) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file that may be one of ours, in the order of the names."""
    if path.is_dir():
        for one in sorted(path.rglob("*"))[: MOST_FILES * 10]:
            if one.suffix.lower() in {".csv", ".json"} and one.is_file():
                yield from _file(one, str(one.relative_to(path)), reading)
    elif path.suffix.lower() == ".zip":
        try:
            yield from _unpacked(path, reading)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            reading.refuse(
                path.name, N_("This is not a ZIP that can be unpacked. Pack it again, without a password.")
            )
    elif path.suffix.lower() in {".csv", ".json"}:
        yield from _file(path, path.name, reading)
    else:
        reading.refuse(path.name, N_("Give a .json, a .csv, a .zip or a folder of them."))


def _file(path: Path, name: str, reading: Reading) -> Iterator[tuple[str, bytes]]:
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            reading.refuse(name, N_("The file is larger than 100 MB. Split it."))
            return
        yield name, path.read_bytes()
    except OSError:
        reading.refuse(name, N_("The file cannot be read."))


def _unpacked(path: Path, reading: Reading) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.infolist(), key=lambda one: one.filename)[:MOST_FILES]:
            hidden = PurePosixPath(entry.filename).name.startswith((".", "_"))
            if (
                not entry.filename.lower().endswith((".csv", ".json"))
                or hidden
                or "__MACOSX" in entry.filename
            ):
                continue
            with archive.open(entry) as packed:
                data = packed.read(MOST_FILE_BYTES + 1)  # What the list says of the size may be a lie.
            if len(data) > MOST_FILE_BYTES:
                reading.refuse(entry.filename, N_("The file is larger than 100 MB. Split it."))
                continue
            yield entry.filename, data


def table_of(name: str) -> str | None:
    """Return the table that a file holds by its name; "" for one that we do not keep, None for no idea."""
    stem = PurePosixPath(name.replace("\\", "/")).stem.lower().removeprefix("invalid_").replace("-", "_")
    fitting = [known for known in FILE_NAMES if stem.startswith(known)]
    return FILE_NAMES[max(fitting, key=len)] if fitting else None


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _read_csv(reading: Reading, name: str, data: bytes) -> None:
    table = table_of(name)
    if table is None:
        reading.refuse(
            name,
            N_("The name says of no HSDS table what is in it. Call it services.csv, phones.csv and so on."),
        )
    if not table:
        return
    csv.field_size_limit(MOST_CELL)
    lines = csv.reader(io.StringIO(_text(data).replace("\0", ""), newline=""))
    line = 1
    try:
        head = [cell.strip().lower() for cell in next(lines, [])]
        if len(head) != len(set(head)) or "" in head[:1]:
            reading.refuse(name, N_("The first line has to name each column once."), line=1)
            return
        line = lines.line_num + 1
        for cells in lines:
            if any(cell.strip() for cell in cells):
                if len(cells) > len(head):
                    reading.refuse(
                        name, N_("The row has %(count)s cells, the head %(head)s."), line=line,
                        count=len(cells), head=len(head),
                    )  # fmt: skip
                else:
                    reading.rows.append(Row(table, dict(zip(head, cells, strict=False)), name, line))
            line = lines.line_num + 1
    except csv.Error:
        reading.refuse(name, N_("From here on this is no CSV: a quotation mark may be open."), line=line)


def _read_json(reading: Reading, name: str, data: bytes) -> None:
    if PurePosixPath(name).name == "datapackage.json":
        return
    try:
        said = json.loads(_text(data))
    except (ValueError, RecursionError):
        reading.refuse(name, N_("This is no JSON: it may be cut off."))
        return
    if isinstance(said, dict) and isinstance(said.get("contents"), list):  # A page of an API.
        said = said["contents"]
    if isinstance(said, dict) and any(key.endswith(".csv") for key in said):  # All tables in one file.
        for key, rows in said.items():
            if (table := table_of(key)) and isinstance(rows, list):
                _records(reading, f"{name}/{key}", rows, table)
        return
    if isinstance(said, dict) and "openapi_url" in said:
        return  # What an API says of itself.
    records = said if isinstance(said, list) else [said]
    _records(reading, name, records, None)


def _records(reading: Reading, name: str, records: list[Any], table: str | None) -> None:
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            reading.refuse(name, N_("A record is an object in braces."), line=number)
            continue
        kind = table or _kind_of(record) or table_of(name)
        if not kind or kind not in FIELDS:
            if kind is None:
                reading.refuse(name, N_("Nothing in it says what kind of record this is."), line=number)
            continue
        _flatten(reading, kind, record, Row(kind, {}, name, number), 0)


def _kind_of(record: dict[str, Any]) -> str | None:
    """Return the table that a bare record belongs to, by the fields that only this kind has."""
    signs = (
        ("locations", {"location_type", "latitude", "transportation"}),
        ("services", {"status", "service_at_locations", "eligibility_description", "application_process"}),
        ("service_at_locations", {"service", "location"}),
        ("taxonomy_terms", {"taxonomy_detail", "taxonomy_id", "term_uri"}),
        ("organizations", {"services", "legal_status", "organization_identifiers", "website", "programs"}),
    )
    return next((table for table, keys in signs if keys & record.keys()), None)


def _flatten(reading: Reading, table: str, record: dict[str, Any], at: Row, depth: int) -> str:
    """Add the row of a record and those of its parts, which then name it as their parent; return its id."""
    cells = {key: value for key, value in record.items() if not isinstance(value, dict | list)}
    own = str(cells.get("id") or "") or f"{at.file}#{at.line}/{len(reading.rows)}"
    if table not in THINGS:
        cells["id"] = own
    reading.rows.append(Row(table, cells, at.file, at.line))
    for key, value in record.items():
        parts = value if isinstance(value, list) else [value]
        kind = NESTED.get(key)
        if kind is None or not isinstance(value, dict | list):
            continue
        if depth >= MOST_DEPTH:
            reading.refuse(at.file, N_("The record is nested too deeply."), line=at.line, at=key)
            break
        for part in parts:
            if not isinstance(part, dict):
                reading.refuse(at.file, N_("A record is an object in braces."), line=at.line, at=key)
                continue
            said = dict(part)
            if key in FIELDS and table in _ID_OF:  # Parts name their whole.
                said.setdefault(_ID_OF[table], own)
            if table in {"services", "organizations", "locations"} and key == "attributes":
                said.setdefault("link_id", own)
            inner = _flatten(reading, kind, said, at, depth + 1)
            if key not in FIELDS and kind in _ID_OF:  # The whole names what it is made of.
                cells.setdefault(_ID_OF[kind], inner)
    return own
