"""Rows become whole things: an organisation, a location, a service, each with its parts.

A row that cannot be taken is refused with file, line, field and reason, and nothing of it is kept; a
cell that only adds something, such as a misspelt web address, is left out and said in a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kazi.care.rules.hours import DAYS, clock, day_of, minutes_of
from kazi.care.rules.hsds.cells import Wrong, clean, plain
from kazi.care.rules.hsds.fields import (
    FIELDS,
    LINKS,
    LISTS,
    OLD_NAMES,
    PARENTS,
    REQUIRED,
    STATUS,
    THINGS,
)
from kazi.care.rules.hsds.rows import Reading, Refusal, Row
from kazi.kernel.words import N_, Fault

Record = dict[str, Any]
_ORDER = (*THINGS, "service_at_locations", "contacts")


@dataclass(slots=True)
class Package:
    """What was understood: table -> id in the source -> record, in the words of HSDS 3.0.

    A record has its fields, its parts as lists (`phones`, `schedules` ...), its links as ids of the
    source, and a service also `locations` (ids with a description) and `terms` (ids of taxonomy terms).
    """

    things: dict[str, dict[str, Record]] = field(default_factory=lambda: {table: {} for table in THINGS})
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)


def build(reading: Reading) -> Package:
    """Put the rows of all files together; parts find their whole wherever it stands."""
    maker = _Maker(Package(refused=list(reading.refused)))
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in reading.rows:
        by_table[row.table].append(row)
    for table in THINGS:
        for row in by_table.pop(table, []):
            maker.thing(row)
    maker.link()
    for table in ("service_at_locations", "contacts"):
        for row in by_table.pop(table, []):
            maker.part(row)
    for table in sorted(by_table):
        for row in by_table[table]:
            maker.part(row)
    maker.finish()
    return maker.package


class _Refused(Exception):
    """This row is not taken; the reason has been written down."""


class _Maker:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.things = package.things
        self.rows: dict[tuple[str, str], Row] = {}
        self.owners: dict[tuple[str, str], tuple[str, str]] = {}  # Of contacts and services at locations.

    def refuse(self, row: Row, text: str, at: str = "", **values: str | int) -> _Refused:
        self.package.refused.append(Refusal(row.file, Fault(text, values, line=row.line, field=at)))
        return _Refused()

    def note(self, row: Row, text: str, at: str, **values: str | int) -> None:
        self.package.notes.append(Refusal(row.file, Fault(text, values, line=row.line, field=at)))

    def thing(self, row: Row) -> None:
        try:
            self._thing(row)
        except _Refused:
            return

    def part(self, row: Row) -> None:
        try:
            self._part(row)
        except _Refused:
            return

    def _thing(self, row: Row) -> None:
        cells = _renamed(row)
        own = plain(cells.get("id"))[:200]
        if not own:
            raise self.refuse(row, N_("The row has no id, so that nothing can refer to it."), "id")
        record = self._record(row, cells)
        for link in LINKS:
            if said := plain(cells.get(link)):
                record[link] = said
        if parent := plain(cells.get("parent_id")):
            record["parent_id"] = parent
        if row.table == "locations":
            self._location(row, cells, record)
        if row.table == "services":
            self._service(row, record)
        there = self.things[row.table].get(own)
        if there is not None:
            self._again(row, own, there, record)
            return
        self.things[row.table][own] = record
        self.rows[row.table, own] = row
        for column, (table, name) in LISTS.get(row.table, {}).items():
            for value in plain(cells.get(column)).split(","):
                if value.strip():
                    self._add_listed(row.table, record, table, name, value.strip())

    def _again(self, row: Row, own: str, there: Record, record: Record) -> None:
        """Fill what was told in short before, as nested JSON does; a line of CSV stands once."""
        if row.file.lower().endswith(".csv") and self.rows[row.table, own].file == row.file:
            raise self.refuse(row, N_("The id %(id)s stands in an earlier line too."), "id", id=own)
        for name, value in record.items():
            if there.get(name) in ("", [], None):
                there[name] = value

    def _record(self, row: Row, cells: Mapping[str, Any]) -> Record:
        """Return the fields of a row; refuse it when one that it needs is missing or wrong."""
        record: Record = {}
        required = REQUIRED.get(row.table, ())
        for name, kind in FIELDS[row.table].items():
            try:
                record[name] = clean(kind, cells.get(name))
            except Wrong as wrong:
                if name in required or kind == STATUS:
                    raise self.refuse(row, wrong.text, name) from None
                self.note(row, wrong.text, name)
                record[name] = ""
        for name in required:
            if not record[name]:
                raise self.refuse(row, N_("This must not be empty."), name)
        return record

    def _location(self, row: Row, cells: Mapping[str, Any], record: Record) -> None:
        if not record["name"] and "location_type" not in cells:  # 1.x and Ohana know a location by its name.
            raise self.refuse(row, N_("This must not be empty."), "name")
        if not record["location_type"]:
            virtual = plain(cells.get("virtual")).lower() in {"true", "1", "yes", "t"}
            record["location_type"] = "virtual" if virtual else "physical"
        for name, most in (("latitude", 90), ("longitude", 180)):
            if record[name] != "" and not -most <= record[name] <= most:
                self.note(row, N_("There is no such degree; the location is kept without coordinates."), name)
                record["latitude"] = record["longitude"] = ""
        if "" in (record["latitude"], record["longitude"]):
            record["latitude"] = record["longitude"] = ""

    def _service(self, row: Row, record: Record) -> None:
        record["status"] = record["status"] or "active"
        youngest, oldest = record["minimum_age"], record["maximum_age"]
        for name in ("minimum_age", "maximum_age"):
            if record[name] != "" and not 0 <= record[name] <= 130:
                raise self.refuse(row, N_("An age is between 0 and 130."), name)
        if youngest != "" and oldest not in {"", 0} and youngest > oldest:
            raise self.refuse(row, N_("The lowest age is above the highest."), "minimum_age")

    def _add_listed(self, owner: str, record: Record, table: str, name: str, value: str) -> None:
        if table == "attributes":
            record.setdefault("terms", []).append(value)
            return
        part = dict.fromkeys(FIELDS[table], "") | {name: value}
        if part not in record.setdefault(table, []):
            record[table].append(part)

    def link(self) -> None:
        """Let each thing name only what is there; Ohana's services name a location, which names the rest."""
        for table in ("locations", "services"):
            for own, record in list(self.things[table].items()):
                row = self.rows[table, own]
                place = record.pop("location_id", "")
                if table == "services" and place:
                    there = self.things["locations"].get(place)
                    if there is None:
                        del self.things[table][own]
                        self.refuse(row, N_("There is no location %(id)s here."), "location_id", id=place)
                        continue
                    record.setdefault("locations", []).append({"id": place, "description": ""})
                    record.setdefault("organization_id", there.get("organization_id", ""))
                said = record.get("organization_id", "")
                if said and said not in self.things["organizations"]:
                    self.note(
                        row, N_("There is no organisation %(id)s here; it is kept without one."),
                        "organization_id", id=said,
                    )  # fmt: skip
                    record["organization_id"] = ""

    def _part(self, row: Row) -> None:
        cells = _renamed(row)
        if row.table == "attributes":
            self._attribute(cells)
            return
        if row.table == "service_at_locations":
            self._at_location(row, cells)
            return
        if row.table == "eligibility":
            owner = self._owner(row, cells, ("service_id",))
            text = plain(cells.get("eligibility"))
            known = owner["eligibility_description"]
            if text and text not in known:
                owner["eligibility_description"] = f"{known}\n{text}".strip()
            return
        if row.table == "languages" and plain(cells.get("phone_id")) and not plain(cells.get("service_id")):
            return  # In which languages one phone is answered: we keep those of the service.
        owner = self._owner(row, cells, PARENTS[row.table])
        is_schedule = row.table == "schedules"
        record = self._schedule(row, cells) if is_schedule else self._record(row, cells)
        if record is None or not any(record.values()):
            return
        parts = owner.setdefault(row.table, [])
        if record not in parts:
            parts.append(record)

    def _owner(self, row: Row, cells: Mapping[str, Any], names: tuple[str, ...]) -> Record:
        """Return the thing that a part belongs to, the closest one that it names."""
        for name in (*names, "service_at_location_id", "contact_id"):
            said = plain(cells.get(name))
            if not said:
                continue
            table = LINKS.get(name, "")
            found = (table, said) if table else self.owners.get((name, said))
            owner = self.things[found[0]].get(found[1]) if found else None
            if owner is None:
                raise self.refuse(
                    row, N_("It belongs to %(id)s, which is not here or was refused."), name, id=said
                )
            self.owners[f"{row.table.removesuffix('s')}_id", plain(cells.get("id"))] = found or ("", "")
            return owner
        raise self.refuse(row, N_("It belongs to nothing: name a service, a location or an organisation."))

    def _at_location(self, row: Row, cells: Mapping[str, Any]) -> None:
        place = plain(cells.get("location_id"))
        service = plain(cells.get("service_id"))
        owner = self.things["services"].get(service)
        if owner is None:
            raise self.refuse(row, N_("There is no service %(id)s here."), "service_id", id=service)
        if place not in self.things["locations"]:
            raise self.refuse(row, N_("There is no location %(id)s here."), "location_id", id=place)
        self.owners["service_at_location_id", plain(cells.get("id"))] = ("services", service)
        known = owner.setdefault("locations", [])
        if all(one["id"] != place for one in known):
            known.append({"id": place, "description": plain(cells.get("description"))})

    def _attribute(self, cells: Mapping[str, Any]) -> None:
        # 1.x has service and term in a table of its own, where the term is called taxonomy_id.
        owner = plain(cells.get("link_id")) or plain(cells.get("service_id"))
        term = plain(cells.get("taxonomy_term_id")) or plain(cells.get("taxonomy_id"))
        service = self.things["services"].get(owner)
        if service is not None and term and term not in service.setdefault("terms", []):
            service["terms"].append(term)

    def _schedule(self, row: Row, cells: Mapping[str, Any]) -> Record | None:
        record = self._record(row, cells)
        is_old = "weekday" in row.cells
        opens, closes = record["opens_at"], record["closes_at"]
        if is_old and not opens and not closes:
            return None  # Closed on that day.
        for name in ("opens_at", "closes_at"):
            if (record[name] or is_old) and minutes_of(record[name]) is None:
                raise self.refuse(row, N_("This is no time. Write it as 9:00 or 17:30."), name)
            if is_old:
                record[name] = clock(minutes_of(record[name]) or 0)
        if is_old:
            day = day_of(record["byday"])
            if day is None:
                raise self.refuse(row, N_("This is no day of the week."), "weekday")
            record |= {"byday": DAYS[day], "freq": "WEEKLY"}
        if record["freq"] not in {"", "WEEKLY", "MONTHLY"}:
            raise self.refuse(row, N_("The frequency is WEEKLY or MONTHLY."), "freq")
        if record["wkst"] not in {"", *DAYS}:
            self.note(row, N_("This is no day of the week."), "wkst")
            record["wkst"] = ""
        if record["timezone"] != "" and not -12 <= record["timezone"] <= 14:
            self.note(row, N_("Hours from UTC are between -12 and 14."), "timezone")
            record["timezone"] = ""
        return record

    def finish(self) -> None:
        """Join days with the same hours to one schedule, as HSDS 3.0 writes them."""
        for table in ("services", "locations"):
            for record in self.things[table].values():
                record["schedules"] = _joined(record.get("schedules", []))


def _renamed(row: Row) -> dict[str, Any]:
    cells = dict(row.cells)
    for old, new in OLD_NAMES.get(row.table, {}).items():
        if old in cells and not plain(cells.get(new)):
            cells[new] = cells[old]
    return cells


def _joined(schedules: list[Record]) -> list[Record]:
    same: dict[tuple[Any, ...], Record] = {}
    for one in schedules:
        key = tuple(value for name, value in one.items() if name != "byday")
        if key in same and one["freq"] == "WEEKLY":
            days = {*same[key]["byday"].split(","), *one["byday"].split(",")}
            same[key]["byday"] = ",".join(sorted(days, key=lambda day: DAYS.index(day) if day in DAYS else 9))
        else:
            same[key if key not in same else (*key, len(same))] = dict(one)
    return list(same.values())
