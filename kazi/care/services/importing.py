"""Taking a directory in: HSDS 3.0, 1.x and the Ohana dialect, from files of any of these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from kazi.accounts.actors import Actor
from kazi.care.events import ServicesImported
from kazi.care.models import (
    Listed,
    LocalService,
    ServiceAtLocation,
    ServiceLocation,
    ServiceOrganisation,
    Taxonomy,
    TaxonomyTerm,
)
from kazi.care.queries.listed import with_places
from kazi.care.rules.hsds.building import Package, Record, build
from kazi.care.rules.hsds.rows import Refusal, read
from kazi.care.rules.needs import NEEDS, OURS
from kazi.care.services.listing import fill_location, fill_service, index
from kazi.journal.bus import record
from kazi.kernel.errors import Refused
from kazi.kernel.tenancy import acting_for

AT_A_TIME = 400  # Rows in one statement: SQLite takes a limited number of values.


@dataclass(slots=True)
class Came:
    """What came of an import.  The three counts are what the files hold, new or known."""

    organizations: int = 0
    services: int = 0
    locations: int = 0
    imported: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)

    @property
    def is_usable(self) -> bool:
        return bool(self.imported + self.unchanged)


def import_services(
    actor: Actor, path: Path, *, source: str = "", needs: Iterable[str] = (), is_demo: bool = False
) -> Came:
    """Take in a file, a folder or a ZIP; refused rows are listed, the good ones go in, all or none.

    What a source said before and says again is left as it is, whoever has edited it since: twice is
    once.  `source` names the directory, so that two of them may use the same numbers; it is the name
    of the file or folder otherwise.  `needs` are codes that every service of it answers.
    """
    wanted = list(needs)
    for code in wanted:
        if code not in NEEDS:
            raise Refused(f"There is no need {code}; there are {', '.join(NEEDS)}.")
    package = build(read(path))
    came = Came(refused=package.refused, notes=package.notes)
    with transaction.atomic():
        writer = _Writer(package, (source or path.resolve().stem)[:100], wanted, is_demo, came)
        writer.write()
        if came.imported:
            with acting_for(actor.org_id):
                fact = ServicesImported(
                    writer.source, str(came.imported), str(came.unchanged), str(len(came.refused))
                )
                record(fact, actor_id=actor.person_id)
    return came


def identity(source: str, table: str, own: str) -> UUID:
    """Return the id of a thing: its own where that is a UUID, else one made of source and number."""
    try:
        return UUID(own)
    except ValueError:
        return uuid5(OURS, f"{source}/{table}/{own}")


def digest(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


class _Writer:
    """Writes one package: each table with a question or two, not one for each row."""

    def __init__(self, package: Package, source: str, needs: list[str], is_demo: bool, came: Came) -> None:
        self.package, self.source, self.needs, self.is_demo, self.came = package, source, needs, is_demo, came

    def write(self) -> None:
        things = self.package.things
        self._simple(Taxonomy, "taxonomies")
        self._terms(things["taxonomy_terms"])
        self.came.organizations = self._simple(ServiceOrganisation, "organizations", counted=True)
        self._locations(things["locations"])
        self._services(things["services"])

    def _changed(self, model: type[Any], table: str, extra: str = "") -> list[tuple[Any, Record, bool]]:
        """Return (row, record, is new) of what the source has not said just so before."""
        records = self.package.things[table]
        ids = {own: identity(self.source, table, own) for own in records}
        there: dict[UUID, Any] = {}
        numbers = list(ids.values())
        for start in range(0, len(numbers), AT_A_TIME):
            there |= model.objects.in_bulk(numbers[start : start + AT_A_TIME])
        changed = []
        for own, said in records.items():
            known = there.get(ids[own])
            now = digest({**said, "extra": extra})
            if known is not None and known.source_digest == now:
                continue
            row = known or model(pk=ids[own], source=self.source, is_demo=self.is_demo)
            row.source_digest = now
            row.record = {name: value for name, value in said.items() if name not in _LINKS}
            changed.append((row, said, known is None))
        if table in {"organizations", "locations", "services"}:
            self.came.imported += len(changed)
            self.came.unchanged += len(records) - len(changed)
        return changed

    def _simple(self, model: type[Any], table: str, *, counted: bool = False) -> int:
        changed = self._changed(model, table)
        for row, said, _new in changed:
            row.name = said["name"][:300]
        _save(model, changed, ["name"])
        return len(self.package.things[table]) if counted else 0

    def _terms(self, records: Mapping[str, Record]) -> None:
        changed = self._changed(TaxonomyTerm, "taxonomy_terms")
        schemes = {own: said["name"] for own, said in self.package.things["taxonomies"].items()}
        for row, said, _new in changed:
            link = said.get("taxonomy_id", "")
            row.taxonomy_id = identity(self.source, "taxonomies", link) if link in schemes else None
            row.scheme = (said["taxonomy"] or schemes.get(link, ""))[:300]
            row.name, row.code = said["name"][:300], said["code"][:100]
        _save(TaxonomyTerm, changed, ["taxonomy", "scheme", "name", "code"])
        for row, said, _new in changed:  # Once all are there: a parent may come after its child.
            row.parent_id = None
            if said.get("parent_id") in records:
                row.parent_id = identity(self.source, "taxonomy_terms", said["parent_id"])
        TaxonomyTerm.objects.bulk_update([row for row, _s, _n in changed], ["parent"], AT_A_TIME)

    def _organisation_id(self, said: Record) -> UUID | None:
        link = said.get("organization_id", "")
        return identity(self.source, "organizations", link) if link else None

    def _locations(self, records: Mapping[str, Record]) -> None:
        changed = self._changed(ServiceLocation, "locations")
        for row, said, _new in changed:
            row.organisation_id = self._organisation_id(said)
            fill_location(row)
        _save(ServiceLocation, changed, ["organisation", "name", "town", "country", "latitude", "longitude"])
        self.came.locations = len(records)

    def _services(self, records: Mapping[str, Record]) -> None:
        changed = self._changed(LocalService, "services", ",".join(self.needs))
        terms = self._known_terms(changed)
        for row, said, _new in changed:
            row.organisation_id = self._organisation_id(said)
            keys = self._term_ids(said)
            # Our own terms are no rows: whoever names one by its id means the need.
            named = [code for code, need in NEEDS.items() if need.term_id in keys]
            fill_service(row, [terms[key] for key in keys if key in terms], [*named, *self.needs])
            if said["assured_date"]:
                row.checked_on = said["assured_date"]
        columns = [
            "organisation", "name", "status", "email", "needs", "languages", "minimum_age", "maximum_age",
            "is_free", "utc_offset_minutes", "checked_on",
        ]  # fmt: skip
        _save(LocalService, changed, columns)
        self._places_and_terms(changed, terms)
        self.came.services = len(records)
        pks = [row.pk for row, _said, _new in changed]
        for start in range(0, len(pks), AT_A_TIME):
            index(with_places(LocalService.objects.filter(pk__in=pks[start : start + AT_A_TIME])))

    def _term_ids(self, said: Record) -> list[UUID]:
        return [identity(self.source, "taxonomy_terms", own) for own in said.get("terms", [])]

    def _known_terms(self, changed: list[tuple[Any, Record, bool]]) -> dict[UUID, TaxonomyTerm]:
        """Return the terms that are named, of this source or of one before it."""
        named = {key for _row, said, _new in changed for key in self._term_ids(said)}
        return TaxonomyTerm.objects.in_bulk(list(named)[:20_000])

    def _places_and_terms(self, changed: list[tuple[Any, Record, bool]], terms: Mapping[UUID, Any]) -> None:
        pks = [row.pk for row, _said, new in changed if not new]
        through = LocalService.terms.through
        for start in range(0, len(pks), AT_A_TIME):
            some = pks[start : start + AT_A_TIME]
            ServiceAtLocation.objects.filter(service_id__in=some).delete()
            through.objects.filter(localservice_id__in=some).delete()
        places, links = [], []
        for row, said, _new in changed:
            for at in said.get("locations", []):
                place = identity(self.source, "locations", at["id"])
                places.append(
                    ServiceAtLocation(
                        pk=uuid5(OURS, f"{row.pk}/{place}"), service_id=row.pk, location_id=place,
                        description=at["description"],
                    )
                )  # fmt: skip
            found = {key for key in self._term_ids(said) if key in terms}
            links += [through(localservice_id=row.pk, taxonomyterm_id=key) for key in sorted(found)]
        ServiceAtLocation.objects.bulk_create(places, AT_A_TIME)
        through.objects.bulk_create(links, AT_A_TIME)


_LINKS = {"organization_id", "locations", "terms", "taxonomy_id", "parent_id"}


def _save(model: type[Listed], changed: list[tuple[Any, Record, bool]], columns: list[str]) -> None:
    model._default_manager.bulk_create([row for row, _said, new in changed if new], AT_A_TIME)
    known = [row for row, _said, new in changed if not new]
    for row in known:
        row.modified_at = timezone.now()  # bulk_update leaves auto_now out.
    model._default_manager.bulk_update(known, [*columns, "source_digest", "record", "modified_at"], AT_A_TIME)
